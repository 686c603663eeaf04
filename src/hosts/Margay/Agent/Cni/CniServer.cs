using System.Collections.Concurrent;
using Margay.CniSpec;
using Margay.Linux;

namespace Margay.Host.Agent.Cni;

/// <summary>One call of the plugin, with the container's namespace.</summary>
/// <param name="Request">What is asked for, checked.</param>
/// <param name="Netns">
/// The container's namespace; null when it has gone (DEL) or the command has none. The server closes it.
/// </param>
internal sealed record CniCall(CniRequest Request, NetnsHandle? Netns);

/// <summary>
/// Answers one call. Calls run at the same time: what must not overlap (one container's ADD and DEL), it orders
/// itself.
/// </summary>
internal delegate Task<CniResponse> CniHandler(CniCall call, CancellationToken stop);

/// <summary>
/// The agent's side of <see cref="AgentProtocol"/>: accepts on a thread of its own, serves each call as a task.
/// </summary>
/// <remarks>
/// Only root may connect: the socket's mode is 0600, and the peer's user id is checked again. A peer that connects and
/// says nothing is dropped after a few seconds.
/// </remarks>
internal sealed class CniServer : IAsyncDisposable
{
    private static readonly TimeSpan ReadPatience = TimeSpan.FromSeconds(5);

    private readonly CniHandler _handler;
    private readonly ILogger _log;
    private readonly UnixSocket _listener;
    private readonly WakeSignal _wake = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<Task, bool> _running = new();
    private readonly Thread _thread;

    /// <summary>Listens at <paramref name="socketPath"/> from now on.</summary>
    /// <exception cref="LinuxException">
    /// Another agent listens there (EADDRINUSE), or the path cannot be used.
    /// </exception>
    public CniServer(string socketPath, CniHandler handler, ILogger log)
    {
        (_handler, _log) = (handler, log);
        _listener = UnixSocket.Listen(socketPath);
        _thread = new Thread(AcceptAll) { IsBackground = true, Name = "cni-accept" };
        _thread.Start();
    }

    /// <summary>Accepts no more, asks the calls under way to stop, and waits for them.</summary>
    public async ValueTask DisposeAsync()
    {
        _wake.Set();
        _thread.Join();
        await _stop.CancelAsync();
        await Task.WhenAll(_running.Keys);
        _listener.Dispose();
        _wake.Dispose();
        _stop.Dispose();
    }

    private void AcceptAll()
    {
        while (_wake.Wait(_listener.Descriptor, Timeout.InfiniteTimeSpan) == WaitOutcome.Readable)
        {
            UnixSocket connection;
            try
            {
                connection = _listener.Accept();
            }
            catch (LinuxException refusal)
            {
                CniLog.AcceptFailed(_log, refusal);
                continue;
            }

            var serving = Task.Run(() => ServeAsync(connection));
            _running[serving] = true;
            _ = serving.ContinueWith(done => _running.TryRemove(done, out _), TaskScheduler.Default);
        }
    }

    private async Task ServeAsync(UnixSocket connection)
    {
        using (connection)
        {
            try
            {
                if (connection.Peer.User != 0)
                {
                    CniLog.PeerRefused(_log, connection.Peer.Pid, connection.Peer.User);
                    return;
                }

                connection.SetTimeout(ReadPatience);
                using var frame = CniFrame.Receive(connection);
                connection.Send(AgentProtocol.EncodeAnswer(await AnswerAsync(frame)));
            }
            catch (LinuxException broken)
            {
                CniLog.ConnectionBroken(_log, broken);
            }
        }
    }

    private async Task<CniResponse> AnswerAsync(CniFrame frame)
    {
        if (!AgentProtocol.TryDecodeCall(frame.Json, out var request, out var error))
            return new CniResponse.Failure(error);
        if (frame.Netns is null && request.Command is CniCommand.Add or CniCommand.Check)
        {
            return new CniResponse.Failure(new CniError(
                CniErrorCode.InvalidEnvironment, "no network namespace came with the call"));
        }

        try
        {
            return await _handler(new CniCall(request, frame.Netns), _stop.Token);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            return new CniResponse.Failure(new CniError(CniErrorCode.TryAgainLater, "the agent is stopping"));
        }
#pragma warning disable CA1031 // Whatever goes wrong in one call is that call's answer; the others go on.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            CniLog.CallFailed(_log, request.Command, request.ContainerId, failure);
            return new CniResponse.Failure(new CniError(CniErrorCode.Internal, failure.Message));
        }
    }
}
