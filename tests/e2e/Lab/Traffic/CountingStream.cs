using System.Net;
using System.Net.Sockets;
using Margay.Linux;

namespace Margay.Tests.E2e.Lab.Traffic;

/// <summary>A connection between two pods over which numbers flow without a pause.</summary>
internal sealed class CountingStream : IAsyncDisposable
{
    private const int Port = 9000;

    private readonly Socket _client;
    private readonly Socket _server;
    private readonly CancellationTokenSource _end = new();
    private Task _sending = Task.CompletedTask;
    private Task _receiving = Task.CompletedTask;
    private long _received;

    private CountingStream(Socket client, Socket server) => (_client, _server) = (client, server);

    public static async Task<CountingStream> OpenAsync(
        TestLab lab, string ns, string clientPod, string serverPod, IPAddress address, CancellationToken stop)
    {
        using var listener = InPod(lab, ns, serverPod, () =>
        {
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            socket.Bind(new IPEndPoint(address, Port));
            socket.Listen();
            return socket;
        });
        var client = InPod(lab, ns, clientPod, () => new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp));
        var accepting = listener.AcceptAsync(stop).AsTask();
        await client.ConnectAsync(new IPEndPoint(address, Port), stop);
        var stream = new CountingStream(client, await accepting);
        stream._sending = stream.SendAsync();
        stream._receiving = stream.ReceiveAsync();
        return stream;
    }

    /// <summary>Whether numbers still arrive, each of them, in order, on the same connection.</summary>
    public async Task<bool> StillCountsAsync(CancellationToken stop)
    {
        var now = Interlocked.Read(ref _received);
        await TestLab.UntilAsync("the stream goes on", TimeSpan.FromSeconds(5), () =>
        {
            stop.ThrowIfCancellationRequested();
            return Task.FromResult(_receiving.IsCompleted || Interlocked.Read(ref _received) > now);
        });
        return !_receiving.IsCompleted && !_sending.IsCompleted;
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _client.Dispose();
        _server.Dispose();
        await EndedAsync(_sending);
        await EndedAsync(_receiving);
        _end.Dispose();
    }

    private static async Task EndedAsync(Task side)
    {
        try
        {
            await side;
        }
        catch (Exception ended) when (ended is OperationCanceledException or IOException or SocketException or ObjectDisposedException)
        {
            Assert.True(side.IsCompleted);
        }
    }

    private async Task SendAsync()
    {
        var number = new byte[sizeof(long)];
        for (long i = 0; ; i++)
        {
            BitConverter.TryWriteBytes(number, i);
            await _client.SendAsync(number, _end.Token);
            if (i % 100 == 0) await Task.Delay(1, _end.Token);
        }
    }

    private async Task ReceiveAsync()
    {
        await using var stream = new NetworkStream(_server);
        var number = new byte[sizeof(long)];
        for (long i = 0; ; i++)
        {
            await stream.ReadExactlyAsync(number, _end.Token);
            if (BitConverter.ToInt64(number) != i) throw new InvalidDataException($"number {i} is lost");
            Interlocked.Increment(ref _received);
        }
    }

    private static Socket InPod(TestLab lab, string ns, string pod, Func<Socket> open)
    {
        using var netns = NetnsHandle.Open(lab.PodNamespace(ns, pod));
        return Netns.Run(netns, open);
    }
}
