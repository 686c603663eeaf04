using Margay.Dataplane.Linux.Links;
using Margay.Linux;
using Margay.Model.Intent;
using Margay.Routing;

namespace Margay.Host.Agent.Moves;

/// <summary>The virtual machines of a node's pods that come and go while they run. Called by the agent's loop only.</summary>
internal sealed class MachineMoves : IDisposable
{
    private readonly WorkloadMoves _moves;
    private readonly NodeState _state;
    private readonly NodeKernel _kernel;
    private readonly EndpointRegistry _registry;
    private readonly TakeOvers _takeOvers;
    private readonly TimeProvider _clock;
    private readonly ILogger _log;
    private readonly Dictionary<string, Wait> _waits = [];
    private Func<AgentInput, CancellationToken, ValueTask> _tell = (_, _) => ValueTask.CompletedTask;
    private Action<AgentInput> _nudge = _ => { };
    private ITimer? _due;

    /// <param name="node">The node's name.</param>
    /// <param name="state">What the node knows.</param>
    /// <param name="kernel">The node's links.</param>
    /// <param name="registry">The node's pods.</param>
    /// <param name="takeOvers">Puts addresses into pods' names.</param>
    /// <param name="clock">The time.</param>
    /// <param name="log">The agent's log.</param>
    public MachineMoves(
        string node, NodeState state, NodeKernel kernel, EndpointRegistry registry, TakeOvers takeOvers, TimeProvider clock, ILogger log)
    {
        (_state, _kernel, _registry, _takeOvers, _clock, _log) = (state, kernel, registry, takeOvers, clock, log);
        _moves = new WorkloadMoves(state.Routes.Graph, node);
    }

    private TimeSpan Now => _clock.GetElapsedTime(0);

    /// <summary>Says how the loop is told something, from any thread. Before anything else.</summary>
    /// <param name="tell">Tells it something that is said once only.</param>
    /// <param name="nudge">Has it come round; a full queue needs no such word.</param>
    public void TellBy(Func<AgentInput, CancellationToken, ValueTask> tell, Action<AgentInput> nudge) => (_tell, _nudge) = (tell, nudge);

    /// <summary>A pod came, which the graph knows already; one that is of no virtual machine is no matter.</summary>
    public void Add(EndpointRecord record, bool isFound)
    {
        if (record.IsOfMachine) _moves.Add(record.ToLocalEndpoint(), record.Presence, isFound);
    }

    /// <summary>A pod went.</summary>
    public void Remove(string hostInterface)
    {
        _moves.Remove(hostInterface);
        StopListening(hostInterface);
    }

    /// <summary>A pod's virtual machine was heard.</summary>
    public void Arrive(string hostInterface) => _moves.Arrive(hostInterface, Now, _state.Settings.Moves.Convergence);

    /// <summary>Has the graph know who has which addresses now, and the API of those that have come.</summary>
    public void Review()
    {
        foreach (var change in _moves.Review(Now, _state.Settings.Moves.Convergence, _state.IsAlone))
        {
            if (_registry.Find(change.Interface) is not { } record) continue;
            AgentLog.MachineMoved(_log, $"{record.Namespace}/{record.Pod}", change.Presence);
            if (change.Presence == Presence.JustArrived)
            {
                StopListening(change.Interface);
                _takeOvers.Add(record);
            }
            else if (change.Presence == Presence.Left)
            {
                _registry.Put(record with { Presence = Presence.Left });
            }
        }

        _due?.Dispose();
        _due = _moves.NextAt is { } at
            ? _clock.CreateTimer(_ => _nudge(new AgentInput.RetryDue()), null, at > Now ? at - Now : TimeSpan.Zero, Timeout.InfiniteTimeSpan)
            : null;
    }

    /// <summary>Listens at the links of pods whose virtual machine is awaited; those must be up.</summary>
    public void Listen()
    {
        foreach (var endpoint in _moves.Awaited)
        {
            if (_waits.TryGetValue(endpoint.Interface, out var wait) && !wait.HasFailed) continue;
            StopListening(endpoint.Interface);
            if (_kernel.Links.Links.Find(endpoint.Interface) is not { IsUp: true } link) continue;
            try
            {
                _waits[endpoint.Interface] = new Wait(link.Index, endpoint, stop => _tell(new AgentInput.MachineArrived(endpoint.Interface), stop));
            }
            catch (LinuxException failure)
            {
                AgentLog.MachineNotHeard(_log, $"{endpoint.Namespace}/{endpoint.Pod}", failure.Message);
            }
        }
    }

    public void Dispose()
    {
        _due?.Dispose();
        foreach (var wait in _waits.Values) wait.Dispose();
    }

    private void StopListening(string hostInterface)
    {
        if (_waits.Remove(hostInterface, out var wait)) wait.Dispose();
    }

    /// <summary>One pod that is listened to.</summary>
    private sealed class Wait : IDisposable
    {
        private readonly ArrivalListener _listener;
        private readonly CancellationTokenSource _stop = new();
        private readonly Task _waiting;

        public Wait(int linkIndex, LocalEndpoint endpoint, Func<CancellationToken, ValueTask> heard)
        {
            _listener = ArrivalListener.Open(linkIndex);
            _waiting = WaitAsync(endpoint, heard);
        }

        /// <summary>The link went away or down: it has to be listened to anew.</summary>
        public bool HasFailed => _waiting.IsFaulted;

        public void Dispose()
        {
            _stop.Cancel();
            _listener.Dispose();
            _stop.Dispose();
        }

        private async Task WaitAsync(LocalEndpoint endpoint, Func<CancellationToken, ValueTask> heard)
        {
            await _listener.WaitAsync(endpoint.Addresses, _stop.Token).ConfigureAwait(false);
            await heard(_stop.Token).ConfigureAwait(false);
        }
    }
}
