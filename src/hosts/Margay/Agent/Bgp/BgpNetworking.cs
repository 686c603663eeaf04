using Margay.Bgp.Speaker;
using Margay.Dataplane.Linux.Routes;
using Margay.Primitives;
using Margay.Routing;

namespace Margay.Host.Agent.Bgp;

/// <summary>The node's speaker and what lies between it and the agent's loop.</summary>
/// <remarks>What the speaker learns waits here until the loop takes it: the one never waits for the other.</remarks>
internal sealed class BgpNetworking : ISpeakerSink, IAsyncDisposable
{
    private readonly Lock _gate = new();   // guards what was learnt, and the states
    private readonly Dictionary<Cidr, RouteChoice> _learnt = [];
    private readonly NextHopTable _nextHops;
    private readonly Action _wake;
    private readonly BgpEvents _events;
    private readonly TimeProvider _clock;
    private readonly ILogger _log;
    private readonly PeerStates _states = new();
    private long? _learntSince;
    private volatile bool _isRestarting;
    private Task _configured = Task.CompletedTask;

    /// <param name="hasRestarted">Whether the kernel has routes of an agent that was here before.</param>
    /// <param name="nextHops">How next hops are reached.</param>
    /// <param name="wake">Has the agent's loop come round.</param>
    /// <param name="events">Hears what happens to sessions.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="log">The agent's log.</param>
    public BgpNetworking(bool hasRestarted, NextHopTable nextHops, Action wake, BgpEvents events, TimeProvider clock, ILogger log)
    {
        (_nextHops, _wake, _events, _clock, _log) = (nextHops, wake, events, clock, log);
        Started = Configured = clock.GetUtcNow();
        _isRestarting = hasRestarted;
        Speaker = new BgpSpeaker(this, hasRestarted, nextHop => nextHops.WayTo(nextHop).Cost);
    }

    public BgpSpeaker Speaker { get; }

    /// <summary>The peers have not yet said what they have: routes in the kernel that nobody has said are not old yet.</summary>
    public bool IsRestarting => _isRestarting;

    /// <summary>What the speaker follows; null before the first plan.</summary>
    public SpeakerPlan? Plan { get; private set; }

    /// <summary>What of the configuration cannot be done: sessions that are held back, and why.</summary>
    public IReadOnlyList<string> Problems => Plan?.Problems ?? [];

    /// <summary>What else of the configuration is of no effect, and why.</summary>
    public IReadOnlyList<string> Remarks => Plan?.Remarks ?? [];

    /// <summary>Where the speaker cannot listen, and why.</summary>
    public IReadOnlyList<string> Refusals { get; private set; } = [];

    /// <summary>Hears that <see cref="Refusals"/> are others, on the speaker's loop. Set before the first plan.</summary>
    public Action<IReadOnlyList<string>>? ListenChanged { get; set; }

    /// <summary>When the speaker began.</summary>
    public DateTimeOffset Started { get; }

    /// <summary>When it was last given a plan.</summary>
    public DateTimeOffset Configured { get; private set; }

    /// <summary>Puts what was learnt since the last call into the graph.</summary>
    /// <returns>The clock's timestamp of the oldest of it, or null if there is nothing.</returns>
    public long? Teach(RouteGraph graph)
    {
        lock (_gate)
        {
            foreach (var choice in _learnt.Values) graph.Learn(choice.Prefix, choice.NextHops, choice.IsUrgent);
            _learnt.Clear();
            var since = _learntSince;
            _learntSince = null;
            return since;
        }
    }

    /// <summary>Links, addresses or others' routes have changed: next hops may be reached in another way, or no longer.</summary>
    /// <returns>Whether any is.</returns>
    public bool RefreshNextHops(RouteGraph graph)
    {
        if (!_nextHops.Refresh()) return false;
        graph.RefreshWays();
        _ = Speaker.UpdateNextHopsAsync();
        return true;
    }

    /// <summary>What the plan must know of this node's segments.</summary>
    public BgpFacts OnSegments(BgpFacts facts) => facts with { OffSegment = facts.Gateways.Where(gateway => !_nextHops.IsNeighbour(gateway)).ToHashSet() };

    /// <summary>Has the speaker follow a plan. What it cannot do is logged.</summary>
    public void Configure(SpeakerPlan plan)
    {
        var amiss = plan.Problems.Concat(plan.Remarks).ToList();
        if (amiss.Count > 0 && !amiss.SequenceEqual(Problems.Concat(Remarks))) AgentLog.BgpProblem(_log, string.Join("; ", amiss));
        _events.Follow(plan, heldBackBefore: Problems);
        (Plan, Configured) = (plan, _clock.GetUtcNow());
        _configured = ConfigureAsync(_configured, plan.Config);
    }

    public ValueTask DisposeAsync() => Speaker.DisposeAsync();

    void ISpeakerSink.Chosen(ReadOnlySpan<RouteChoice> choices)
    {
        lock (_gate)
        {
            _learntSince ??= _clock.GetTimestamp();
            foreach (var choice in choices) _learnt[choice.Prefix] = choice;
        }

        _wake();
    }

    void ISpeakerSink.Changed(PeerStatus peer)
    {
        PeerTurn turn;
        var meshPeersUp = 0;
        lock (_gate)
        {
            turn = _states.Take(peer, _clock.GetUtcNow());
            if (turn != PeerTurn.None && _events.IsOfMesh(peer.Name)) meshPeersUp = _states.Established(_events.IsOfMesh);
        }

        if (turn.HasFlag(PeerTurn.BfdUp)) AgentLog.BfdUp(_log, peer.Name);
        if (turn.HasFlag(PeerTurn.BfdDown)) AgentLog.BfdDown(_log, peer.Name, peer.Bfd!.Diagnostic);
        if (turn.HasFlag(PeerTurn.Up)) AgentLog.PeerUp(_log, peer.Name, peer.RemoteAs);
        if (turn.HasFlag(PeerTurn.Down)) AgentLog.PeerDown(_log, peer.Name, peer.RemoteAs, peer.LastError ?? "no reason given");
        _events.Changed(peer, turn, meshPeersUp);
    }

    void ISpeakerSink.Restarted(PeerStatus peer, PeerRestart restart) => _events.Restarted(peer, restart);

    void ISpeakerSink.ListenChanged(IReadOnlyList<string> refusals)
    {
        foreach (var refusal in refusals.Except(Refusals)) AgentLog.BgpProblem(_log, refusal);
        _events.ListenChanged(refusals, before: Refusals);
        Refusals = refusals;
        ListenChanged?.Invoke(refusals);
        _wake();
    }

    void ISpeakerSink.RestartEnded()
    {
        _isRestarting = false;
        _wake();
    }

    private async Task ConfigureAsync(Task before, SpeakerConfig config)
    {
        // One that failed does not keep the later ones from being carried out.
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Speaker.ConfigureAsync(config).ConfigureAwait(false);
        var names = config.Peers.Select(peer => peer.Name).ToHashSet();
        lock (_gate) _states.Keep(names);
        _events.Keep(names);
    }
}
