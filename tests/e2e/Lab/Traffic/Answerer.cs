using System.Net;
using System.Net.Sockets;
using System.Text;
using Margay.Linux;

namespace Margay.Tests.E2e.Lab.Traffic;

/// <summary>Answers whoever calls the TCP ports of a network namespace with a name, as a lab's pods do.</summary>
internal sealed class Answerer : IAsyncDisposable
{
    private readonly List<Socket> _listeners = [];
    private readonly CancellationTokenSource _end = new();
    private readonly byte[] _name;
    private readonly Task _answering;

    private Answerer(string netns, string name, IEnumerable<int> ports)
    {
        _name = Encoding.UTF8.GetBytes($"{name}\n");
        using (var handle = NetnsHandle.Open(netns))
        {
            Netns.Run(handle, () =>
            {
                foreach (var port in ports) Listen(port);
            });
        }

        _answering = Task.WhenAll(_listeners.Select(AnswerAsync));
    }

    public static Answerer Start(string netns, string name, params int[] ports) => new(netns, name, ports);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _answering;
        foreach (var listener in _listeners) listener.Dispose();
        _end.Dispose();
    }

    private void Listen(int port)
    {
        var socket = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp) { DualMode = true };
        _listeners.Add(socket);
        socket.Bind(new IPEndPoint(IPAddress.IPv6Any, port));
        socket.Listen();
    }

    private async Task AnswerAsync(Socket listener)
    {
        try
        {
            while (true)
            {
                using var caller = await listener.AcceptAsync(_end.Token);
                await caller.SendAsync(_name, _end.Token);
                caller.Shutdown(SocketShutdown.Send);
            }
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
            return;
        }
    }
}
