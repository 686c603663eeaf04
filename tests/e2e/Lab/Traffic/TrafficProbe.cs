using System.Net;
using System.Net.Sockets;
using System.Text;
using Margay.Linux;

namespace Margay.Tests.E2e.Lab.Traffic;

/// <summary>Where calls come from: a network namespace, and an address that the caller binds to if it has several.</summary>
internal sealed record Caller(string Netns, IPAddress? Address = null);

/// <summary>One call over a real socket. The answer must be <paramref name="Name"/>, which a lab pod gives as its own.</summary>
internal sealed record Call(Caller From, IPEndPoint To, ProtocolType Protocol, string Name);

/// <summary>Makes many calls at once, by TCP and by UDP, and says which of them were answered by whom they were for.</summary>
internal static class TrafficProbe
{
    /// <summary>Silence for this long counts as no answer. A call that was only slow is for the caller to repeat.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromMilliseconds(250);

    /// <summary>UDP has no beginning and no end: a port of its own for each round keeps the kernel from knowing it again.</summary>
    private const int FirstUdpPort = 20_000;
    private const int UdpPorts = 12_000;

    private static int _rounds;

    /// <summary>Whether each of the calls was answered, in their order.</summary>
    public static async Task<IReadOnlyList<bool>> AnsweredAsync(IReadOnlyList<Call> calls, CancellationToken stop)
    {
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var answered = new bool[calls.Count];
        var port = FirstUdpPort + (Interlocked.Increment(ref _rounds) % UdpPorts);
        var talks = new List<Func<Task>>();
        var sockets = new List<Socket>();
        foreach (var group in Enumerable.Range(0, calls.Count).GroupBy(i => calls[i].From))
        {
            using var netns = NetnsHandle.Open(group.Key.Netns);
            Netns.Run(netns, () =>
            {
                foreach (var i in group.Where(i => calls[i].Protocol == ProtocolType.Tcp))
                {
                    var socket = Open(calls[i], 0, sockets);
                    talks.Add(async () => answered[i] = await ConnectAsync(socket, calls[i], silence.Token));
                }

                foreach (var family in group.Where(i => calls[i].Protocol == ProtocolType.Udp).GroupBy(i => calls[i].To.AddressFamily))
                {
                    var socket = Open(calls[family.First()], port, sockets);
                    talks.Add(() => AskAsync(socket, [.. family], calls, answered, silence.Token));
                }
            });
        }

        silence.CancelAfter(Silence);
        await Task.WhenAll(talks.Select(static talk => talk()));
        foreach (var socket in sockets) socket.Dispose();
        stop.ThrowIfCancellationRequested();
        return answered;
    }

    private static Socket Open(Call call, int port, List<Socket> sockets)
    {
        var type = call.Protocol == ProtocolType.Tcp ? SocketType.Stream : SocketType.Dgram;
        var socket = new Socket(call.To.AddressFamily, type, call.Protocol);
        sockets.Add(socket);
        var any = call.To.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any;
        if (port != 0 || call.From.Address is not null) socket.Bind(new IPEndPoint(call.From.Address ?? any, port));
        return socket;
    }

    private static async Task<bool> ConnectAsync(Socket socket, Call call, CancellationToken silence)
    {
        try
        {
            await socket.ConnectAsync(call.To, silence);
            return await ReadAsync(socket, silence) == call.Name;
        }
        catch (Exception silent) when (silent is OperationCanceledException or SocketException { SocketErrorCode: SocketError.TimedOut })
        {
            return false;
        }
    }

    private static async Task<string> ReadAsync(Socket socket, CancellationToken silence)
    {
        var buffer = new byte[512];
        var length = 0;
        while (await socket.ReceiveAsync(buffer.AsMemory(length), silence) is > 0 and var read) length += read;
        return Encoding.UTF8.GetString(buffer, 0, length).TrimEnd('\n');
    }

    /// <summary>Sends a datagram for each of the calls from one socket and takes answers in until the silence is over.</summary>
    private static async Task AskAsync(
        Socket socket, IReadOnlyList<int> mine, IReadOnlyList<Call> calls, bool[] answered, CancellationToken silence)
    {
        var open = mine.ToDictionary(i => calls[i].To, i => i);
        var buffer = new byte[512];
        try
        {
            foreach (var to in open.Keys) await socket.SendToAsync("?"u8.ToArray(), to, silence);
            var anyone = new IPEndPoint(open.Keys.First().Address, 0);
            while (open.Count > 0)
            {
                var answer = await socket.ReceiveFromAsync(buffer, anyone, silence);
                var from = (IPEndPoint)answer.RemoteEndPoint;
                if (!open.Remove(new IPEndPoint(from.Address, from.Port), out var call)) continue;
                answered[call] = Encoding.UTF8.GetString(buffer, 0, answer.ReceivedBytes).TrimEnd('\n') == calls[call].Name;
            }
        }
        catch (OperationCanceledException) when (silence.IsCancellationRequested)
        {
            return;
        }
    }
}
