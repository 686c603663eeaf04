using System.Net;
using System.Net.Sockets;
using System.Text;
using Margay.Linux;
using Margay.Model.Resources;

namespace Margay.Host.Lab.Kubelet;

/// <summary>
/// What runs "inside" a lab pod: on every declared TCP and UDP port it answers whoever calls with the pod's name and a
/// newline. IPv4 and IPv6 alike.
/// </summary>
internal sealed class PodResponder : IAsyncDisposable
{
    private const int Backlog = 128;
    private const int MaxCallers = 256;

    private static readonly TimeSpan LingerForCaller = TimeSpan.FromSeconds(2);

    private readonly List<Socket> _sockets = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly byte[] _answer;
    private Task _serving = Task.CompletedTask;

    private PodResponder(PodKey pod) => _answer = Encoding.UTF8.GetBytes($"{pod}\n");

    /// <summary>Listens on the ports of the pod's containers, inside its network namespace.</summary>
    /// <exception cref="SocketException">A port is taken.</exception>
    /// <exception cref="LinuxException">The namespace cannot be entered.</exception>
    public static PodResponder Start(string netns, PodKey pod, IEnumerable<ContainerPort> ports)
    {
        var responder = new PodResponder(pod);
        using (var handle = NetnsHandle.Open(netns))
        {
            // Only the opening happens in there: a socket keeps its namespace and may then be used from any thread.
            Netns.Run(handle, () =>
            {
                foreach (var port in ports.DistinctBy(static port => (port.Port, port.Protocol ?? "TCP"))) responder.Open(port);
            });
        }

        responder._serving = Task.WhenAll(responder._sockets.Select(responder.ServeAsync));
        return responder;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        foreach (var socket in _sockets) socket.Dispose();
        await _serving;
        _stop.Dispose();
    }

    private void Open(ContainerPort port)
    {
        var tcp = port.Protocol is null or "TCP";
        if (!tcp && port.Protocol != "UDP") return;
        var socket = new Socket(AddressFamily.InterNetworkV6, tcp ? SocketType.Stream : SocketType.Dgram, tcp ? ProtocolType.Tcp : ProtocolType.Udp)
        {
            DualMode = true,
        };
        _sockets.Add(socket);
        socket.Bind(new IPEndPoint(IPAddress.IPv6Any, port.Port));
        if (tcp) socket.Listen(Backlog);
    }

    private async Task ServeAsync(Socket socket)
    {
        try
        {
            if (socket.SocketType == SocketType.Stream) await AcceptAsync(socket);
            else await EchoAsync(socket);
        }
        catch (Exception stopped) when (stopped is OperationCanceledException or ObjectDisposedException)
        {
            socket.Dispose();
        }
    }

    private Task AcceptAsync(Socket listener) => Parallel.ForEachAsync(
        CallersAsync(listener),
        new ParallelOptions { MaxDegreeOfParallelism = MaxCallers, CancellationToken = _stop.Token },
        AnswerAsync);

    private async IAsyncEnumerable<Socket> CallersAsync(Socket listener)
    {
        while (true) yield return await listener.AcceptAsync(_stop.Token);
    }

    private async Task EchoAsync(Socket socket)
    {
        var buffer = new byte[2048];
        while (true)
        {
            var received = await socket.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.IPv6Any, 0), _stop.Token);
            await socket.SendToAsync(_answer, received.RemoteEndPoint, _stop.Token);
        }
    }

    /// <summary>Answers one caller. What the caller does wrong ends only its own connection.</summary>
    private async ValueTask AnswerAsync(Socket caller, CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(LingerForCaller);
        using (caller)
        {
            try
            {
                await caller.SendAsync(_answer, limit.Token);
                caller.Shutdown(SocketShutdown.Send);
                // What the caller has sent is read to its end: closing over unread bytes would reset the connection
                // and could take the answer with it.
                var rest = new byte[1024];
                while (await caller.ReceiveAsync(rest, limit.Token) > 0) continue;
            }
            catch (Exception gone) when (gone is SocketException or OperationCanceledException or ObjectDisposedException)
            {
                caller.Close();
            }
        }
    }
}
