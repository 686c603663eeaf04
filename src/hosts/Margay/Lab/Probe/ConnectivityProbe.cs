using System.Net;
using System.Net.Sockets;
using System.Text;
using Margay.Host.Lab.Plan;
using Margay.Linux;
using Margay.Primitives;

namespace Margay.Host.Lab.Probe;

/// <summary>A connection that is to be tried.</summary>
internal readonly record struct Attempt(ProbePod From, ProbePod To, IpFamily Family);

/// <summary>Makes real TCP connections from pods to pods, all at about the same time.</summary>
/// <param name="namespaceOf">The network namespace of a pod, by name.</param>
/// <param name="port">The port that is called.</param>
/// <param name="timeout">How long silence lasts until it counts as an answer.</param>
internal sealed class ConnectivityProbe(Func<ProbePod, string> namespaceOf, ushort port, TimeSpan timeout)
{
    /// <summary>Below the usual limit of open files, and few enough that a small machine answers within the timeout.</summary>
    private const int MaxAtOnce = 400;

    /// <summary>The outcomes, in the order of the attempts.</summary>
    /// <exception cref="LinuxException">A pod's namespace cannot be entered.</exception>
    public async Task<IReadOnlyList<Outcome>> RunAsync(IReadOnlyList<Attempt> attempts, CancellationToken stop)
    {
        var outcomes = new Outcome[attempts.Count];
        foreach (var part in Enumerable.Range(0, attempts.Count).Chunk(MaxAtOnce))
        {
            var sockets = OpenSockets(part, attempts);
            await Task.WhenAll(part.Select(async i =>
                outcomes[i] = sockets.TryGetValue(i, out var socket)
                    ? await TryAsync(socket, attempts[i], stop)
                    : Outcome.NotMeasured));
        }

        return outcomes;
    }

    /// <remarks>A socket keeps the namespace it was opened in; only the opening must happen inside.</remarks>
    private Dictionary<int, Socket> OpenSockets(IEnumerable<int> part, IReadOnlyList<Attempt> attempts)
    {
        var sockets = new Dictionary<int, Socket>();
        foreach (var group in part.GroupBy(i => attempts[i].From))
        {
            using var netns = NetnsHandle.Open(LabPaths.Namespace(namespaceOf(group.Key)));
            Netns.Run(netns, () =>
            {
                foreach (var i in group.Where(i => IsPossible(attempts[i])))
                    sockets[i] = new Socket(FamilyOf(attempts[i].Family), SocketType.Stream, ProtocolType.Tcp);
            });
        }

        return sockets;
    }

    private async Task<Outcome> TryAsync(Socket socket, Attempt attempt, CancellationToken stop)
    {
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(stop);
        silence.CancelAfter(timeout);
        using (socket)
        {
            try
            {
                await socket.ConnectAsync(new IPEndPoint(attempt.To.AddressOf(attempt.Family).ToIPAddress(), port), silence.Token);
                return await ReadLineAsync(socket, silence.Token) == attempt.To.ToString() ? Outcome.Connected : Outcome.WrongPod;
            }
            catch (OperationCanceledException) when (!stop.IsCancellationRequested)
            {
                return Outcome.NoAnswer;
            }
            catch (SocketException failure)
            {
                return OutcomeOf(failure.SocketErrorCode);
            }
        }
    }

    private static Outcome OutcomeOf(SocketError error) => error switch
    {
        SocketError.ConnectionRefused => Outcome.Refused,
        SocketError.TimedOut => Outcome.NoAnswer,
        SocketError.NetworkUnreachable or SocketError.HostUnreachable or SocketError.NetworkDown => Outcome.Unreachable,
        SocketError.AccessDenied => Outcome.Unreachable,
        _ => Outcome.WrongPod,
    };

    private static async Task<string> ReadLineAsync(Socket socket, CancellationToken stop)
    {
        var buffer = new byte[512];
        var length = 0;
        while (length < buffer.Length && !buffer.AsSpan(0, length).Contains((byte)'\n'))
        {
            var read = await socket.ReceiveAsync(buffer.AsMemory(length), stop);
            if (read == 0) break;
            length += read;
        }

        return Encoding.UTF8.GetString(buffer, 0, length).TrimEnd('\n');
    }

    private static bool IsPossible(Attempt attempt) =>
        !attempt.From.AddressOf(attempt.Family).IsNone && !attempt.To.AddressOf(attempt.Family).IsNone;

    private static AddressFamily FamilyOf(IpFamily family) =>
        family == IpFamily.V4 ? AddressFamily.InterNetwork : AddressFamily.InterNetworkV6;
}
