using System.Net.Sockets;
using Margay.Bgp.Bfd;
using Margay.Bgp.Fsm;
using Margay.Bgp.Speaker;
using Margay.Dataplane.Linux.Routes;
using Margay.Primitives;
using Margay.Routing;

namespace Margay.Host.Agent.Bgp;

/// <summary>The node's speaker and what lies between it and the agent's loop.</summary>
/// <remarks>What the speaker learns waits here until the loop takes it: the one never waits for the other.</remarks>
internal sealed class BgpNetworking : ISpeakerSink, IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Cidr, RouteChoice> _learnt = [];
    private readonly NextHopTable _nextHops;
    private readonly Action _wake;
    private readonly AgentMetrics _metrics;
    private readonly ILogger _log;
    private readonly Dictionary<string, SessionState> _states = [];
    private readonly Dictionary<string, BfdState> _bfd = [];
    private volatile bool _isRestarting;
    private Task _configured = Task.CompletedTask;

    /// <param name="hasRestarted">Whether the kernel has routes of an agent that was here before.</param>
    /// <param name="nextHops">How next hops are reached.</param>
    /// <param name="wake">Has the agent's loop come round.</param>
    /// <param name="metrics">The agent's metrics.</param>
    /// <param name="log">The agent's log.</param>
    public BgpNetworking(bool hasRestarted, NextHopTable nextHops, Action wake, AgentMetrics metrics, ILogger log)
    {
        (_nextHops, _wake, _metrics, _log) = (nextHops, wake, metrics, log);
        _isRestarting = hasRestarted;
        Speaker = new BgpSpeaker(this, hasRestarted, nextHop => nextHops.WayTo(nextHop).Cost);
    }

    public BgpSpeaker Speaker { get; }

    /// <summary>The peers have not yet said what they have: routes in the kernel that nobody has said are not old yet.</summary>
    public bool IsRestarting => _isRestarting;

    /// <summary>The node's BGP identifier; none before the first plan.</summary>
    public IpAddr RouterId { get; private set; }

    /// <summary>What of the configuration cannot be done: sessions that are held back, and why.</summary>
    public IReadOnlyList<string> Problems { get; private set; } = [];

    /// <summary>When the speaker began.</summary>
    public DateTimeOffset Started { get; } = DateTimeOffset.UtcNow;

    /// <summary>When it was last given a plan.</summary>
    public DateTimeOffset Configured { get; private set; } = DateTimeOffset.UtcNow;

    /// <summary>Puts what was learnt since the last call into the graph.</summary>
    public void Teach(RouteGraph graph)
    {
        lock (_gate)
        {
            foreach (var choice in _learnt.Values) graph.Learn(choice.Prefix, choice.NextHops, choice.IsUrgent);
            _learnt.Clear();
        }
    }

    /// <summary>Links, addresses or others' routes have changed: next hops may be reached in another way, or no longer.</summary>
    public void RefreshNextHops(RouteGraph graph)
    {
        if (!_nextHops.Refresh()) return;
        graph.RefreshWays();
        _ = Speaker.UpdateNextHopsAsync();
    }

    /// <summary>Has the speaker follow a plan. What it cannot do is logged, and tried again with the next plan.</summary>
    public void Configure(SpeakerPlan plan)
    {
        if (plan.Problems.Count > 0 && !plan.Problems.SequenceEqual(Problems)) AgentLog.BgpProblem(_log, string.Join("; ", plan.Problems));
        Problems = plan.Problems;
        (RouterId, Configured) = (plan.RouterId, DateTimeOffset.UtcNow);
        _configured = ConfigureAsync(_configured, plan.Config);
    }

    public ValueTask DisposeAsync() => Speaker.DisposeAsync();

    void ISpeakerSink.Chosen(IReadOnlyList<RouteChoice> choices)
    {
        lock (_gate)
        {
            foreach (var choice in choices) _learnt[choice.Prefix] = choice;
        }

        _wake();
    }

    void ISpeakerSink.Changed(PeerStatus peer)
    {
        LogBfd(peer);
        var before = _states.GetValueOrDefault(peer.Name);
        if (before == peer.State && _states.ContainsKey(peer.Name)) return;
        _states[peer.Name] = peer.State;
        if (peer.State == SessionState.Established) AgentLog.PeerUp(_log, peer.Name, peer.RemoteAs);
        else if (before == SessionState.Established) AgentLog.PeerDown(_log, peer.Name, peer.RemoteAs, peer.LastError ?? "no reason given");
        foreach (var state in Enum.GetValues<SessionState>()) _metrics.BgpPeers.With(state.ToString()).Set(_states.Values.Count(one => one == state));
    }

    private void LogBfd(PeerStatus peer)
    {
        if (peer.Bfd is not { } bfd)
        {
            _bfd.Remove(peer.Name);
            return;
        }

        var before = _bfd.GetValueOrDefault(peer.Name);
        _bfd[peer.Name] = bfd.State;
        if (before != BfdState.Up && bfd.State == BfdState.Up) AgentLog.BfdUp(_log, peer.Name);
        else if (before == BfdState.Up && bfd.State != BfdState.Up) AgentLog.BfdDown(_log, peer.Name, bfd.Diagnostic);
    }

    void ISpeakerSink.RestartEnded()
    {
        _isRestarting = false;
        _wake();
    }

    private async Task ConfigureAsync(Task before, SpeakerConfig config)
    {
        await before.ConfigureAwait(false);
        try
        {
            await Speaker.ConfigureAsync(config).ConfigureAwait(false);
        }
        catch (SocketException failure)
        {
            AgentLog.BgpProblem(_log, $"cannot listen at {string.Join(", ", config.Listen)}: {failure.Message}");
        }
    }
}
