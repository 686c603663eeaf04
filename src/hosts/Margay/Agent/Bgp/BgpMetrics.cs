using System.Globalization;
using System.Threading.Channels;
using Margay.Api.Metrics;
using Margay.Bgp.Bfd;
using Margay.Bgp.Fsm;
using Margay.Bgp.Rib;
using Margay.Bgp.Speaker;
using Margay.Primitives;

namespace Margay.Host.Agent.Bgp;

/// <summary>
/// What the speaker is asked for each scrape, once. Peers that a BGPPeer names have series of their own; those of the mesh are counted
/// together, unless each is wanted: in a cluster of N nodes that would be the square of N.
/// </summary>
internal sealed class BgpMetrics
{
    /// <summary>For how long a scrape waits for a busy speaker; after that it says what was said before.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private static readonly Dictionary<string, string> NoPeers = [];

    private static readonly string[] OfPeer = ["peer", "address", "as", "bgppeer"];

    private readonly Func<Task<SpeakerStatus>> _ask;
    private readonly Func<SpeakerPlan?> _plan;
    private readonly bool _eachMeshPeer;
    private readonly TimeProvider _clock;
    private readonly MetricRegistry _registry;
    private readonly Lock _gate = new();   // guards the question that is under way
    private Task? _asking;
    private volatile BgpSample _sample = BgpSample.None;

    /// <param name="ask">Asks the speaker how things stand.</param>
    /// <param name="plan">What the speaker follows; null before the first plan.</param>
    /// <param name="eachMeshPeer">Whether peers of the mesh have their own series too.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="registry">Gets the metrics.</param>
    public BgpMetrics(Func<Task<SpeakerStatus>> ask, Func<SpeakerPlan?> plan, bool eachMeshPeer, TimeProvider clock, MetricRegistry registry)
    {
        (_ask, _plan, _eachMeshPeer, _clock, _registry) = (ask, plan, eachMeshPeer, clock, registry);
        registry.Observed("margay_bgp_sessions_held_back", "BGP sessions, or groups of them, that this node does not begin for want of something.", () => _plan()?.Problems.Count ?? 0);
        AddSpeaker();
        AddPeers();
        AddMesh();
    }

    /// <summary>Asks the speaker how things stand. One question at a time: who asks while it is under way waits for the same answer.</summary>
    public async Task RefreshAsync()
    {
        Task asking;
        lock (_gate) asking = _asking is { IsCompleted: false } ? _asking : _asking = AskAsync();
        try
        {
            await asking.WaitAsync(Patience, _clock);
        }
        catch (TimeoutException)
        {
            // The age of what was said before is among the metrics.
        }
        catch (ChannelClosedException)
        {
            // The speaker has ended, and the agent with it.
        }
    }

    private async Task AskAsync()
    {
        var status = await _ask();
        var plan = _plan();
        _sample = BgpSample.Of(status, plan?.BgpPeers ?? NoPeers, _eachMeshPeer, before: _sample, _clock.GetUtcNow()) with { HeldBack = BgpSample.LabelsOf(plan?.HeldBack ?? [], status) };
    }

    private void AddSpeaker()
    {
        Gauge("margay_bgp_peers", "BGP peers of this node, by the state of their session.", ["state"], (sample, to) => WriteStates(sample.States, to));
        Gauge("margay_bgp_sample_age_seconds", "Time since the BGP speaker last said how things stand.", [], (sample, to) =>
        {
            if (sample.Time is { } time) to.Write((_clock.GetUtcNow() - time).TotalSeconds);
        });
        Table("margay_bgp_rib_prefixes", "Prefixes to which a path is known, used or not.", counts => counts.Prefixes);
        Table("margay_bgp_rib_paths", "Paths that are known, used or not.", counts => counts.Paths);
        Table("margay_bgp_rib_best_paths", "Paths that are chosen: the best of each prefix, and those that are as good.", counts => counts.Best);

        void Table(string name, string help, Func<RibCounts, int> of) => Gauge(name, help, ["family"], (sample, to) =>
        {
            to.Write(of(sample.V4), "ipv4");
            to.Write(of(sample.V6), "ipv6");
        });
    }

    private void AddPeers()
    {
        Gauge("margay_bgp_peer_up", "Whether the session with the peer is established: not if it is held back, nor if the peer does not want it, as a workload that speaks one family only.", OfPeer, (sample, to) =>
        {
            foreach (var labels in sample.HeldBack) to.Write(0, labels);
            foreach (var peer in sample.Alone) to.Write(peer.Status.State == SessionState.Established ? 1 : 0, peer.Labels);
        });
        Gauge("margay_bgp_peer_last_change_timestamp_seconds", "When the session came up or went down, in Unix time.", OfPeer, (sample, to) =>
        {
            foreach (var peer in sample.Alone) to.Write(peer.Status.Since.ToUnixTimeMilliseconds() / 1000.0, peer.Labels);
        });
        Gauge("margay_bgp_peer_hold_time_seconds", "Hold time that the established session agreed on.", OfPeer, (sample, to) =>
        {
            foreach (var peer in sample.Alone)
            {
                if (peer.Status.Session is { } session) to.Write(session.HoldTime.TotalSeconds, peer.Labels);
            }
        });
        Gauge("margay_bgp_peer_bfd_up", "Whether BFD to the peer is up; nothing for a peer without it.", OfPeer, (sample, to) =>
        {
            foreach (var peer in sample.Alone)
            {
                if (peer.Status.Bfd is { } bfd) to.Write(bfd.State == BfdState.Up ? 1 : 0, peer.Labels);
            }
        });
        Gauge("margay_bgp_peer_last_error_info", "The last NOTIFICATION from or to the peer.", [.. OfPeer, "code", "subcode", "error"], (sample, to) =>
        {
            foreach (var peer in sample.Alone)
            {
                if (peer.Status.LastNotification is { } last) to.Write(1, [.. peer.Labels, Text(last.Code), Text(last.Subcode), last.ToString()]);
            }
        });
        Counter("margay_bgp_peer_flaps_total", "How often an established session with the peer ended.", OfPeer, (sample, to) =>
        {
            foreach (var peer in sample.Alone) to.Write(peer.Status.Flaps, peer.Labels);
        });
        Counter("margay_bgp_peer_malformed_updates_total", "Malformed UPDATEs of the peer that did not end the session.", OfPeer, (sample, to) =>
        {
            foreach (var peer in sample.Alone) to.Write(peer.Status.Malformed, peer.Labels);
        });
        PeerTraffic("margay_bgp_peer_messages_total", "Messages from and to the peer.", traffic => (traffic.MessagesIn, traffic.MessagesOut));
        PeerTraffic("margay_bgp_peer_updates_total", "UPDATEs from and to the peer.", traffic => (traffic.UpdatesIn, traffic.UpdatesOut));
        PeerRoutes("margay_bgp_peer_routes_received", "Paths that the peer brought, those that are not used among them.", routes => routes.Received);
        PeerRoutes("margay_bgp_peer_routes_accepted", "Paths that the peer brought, and that neither a loop nor a filter excludes.", routes => routes.Accepted);
        PeerRoutes("margay_bgp_peer_routes_advertised", "Routes that the peer is told.", routes => routes.Advertised);
    }

    private void AddMesh()
    {
        Gauge("margay_bgp_mesh_peers", "Peers of the mesh, by the state of their session.", ["state"], (sample, to) => WriteStates(sample.Mesh.States, to));
        Gauge("margay_bgp_mesh_bfd_up", "Peers of the mesh to which BFD is up.", [], (sample, to) => to.Write(sample.Mesh.BfdUp));
        Counter("margay_bgp_mesh_flaps_total", "How often an established session of the mesh ended.", [], (sample, to) => to.Write(sample.Mesh.Grown.Flaps));
        Directions("margay_bgp_mesh_messages_total", "Messages from and to peers of the mesh.", traffic => (traffic.MessagesIn, traffic.MessagesOut));
        Directions("margay_bgp_mesh_updates_total", "UPDATEs from and to peers of the mesh.", traffic => (traffic.UpdatesIn, traffic.UpdatesOut));
        Routes("margay_bgp_mesh_routes_received", "Paths that peers of the mesh brought, those that are not used among them.", routes => routes.Received);
        Routes("margay_bgp_mesh_routes_accepted", "Paths that peers of the mesh brought, and that no loop excludes.", routes => routes.Accepted);
        Routes("margay_bgp_mesh_routes_advertised", "Routes that peers of the mesh are told, once for each.", routes => routes.Advertised);

        void Directions(string name, string help, Func<PeerTraffic, (long In, long Out)> of) => Counter(name, help, ["direction"], (sample, to) =>
        {
            var (received, sent) = of(sample.Mesh.Grown.Traffic);
            to.Write(received, "in");
            to.Write(sent, "out");
        });

        void Routes(string name, string help, Func<PeerRoutes, int> of) => Gauge(name, help, ["family"], (sample, to) =>
        {
            to.Write(of(sample.Mesh.V4), "ipv4");
            to.Write(of(sample.Mesh.V6), "ipv6");
        });
    }

    private void PeerTraffic(string name, string help, Func<PeerTraffic, (long In, long Out)> of) => Counter(name, help, [.. OfPeer, "direction"], (sample, to) =>
    {
        foreach (var peer in sample.Alone)
        {
            var (received, sent) = of(peer.Status.Traffic);
            to.Write(received, [.. peer.Labels, "in"]);
            to.Write(sent, [.. peer.Labels, "out"]);
        }
    });

    /// <summary>Of the family of the peer's address always, and of the other if there is anything.</summary>
    private void PeerRoutes(string name, string help, Func<PeerRoutes, int> of) => Gauge(name, help, [.. OfPeer, "family"], (sample, to) =>
    {
        foreach (var peer in sample.Alone)
        {
            var status = peer.Status;
            if (status.Address.Family == IpFamily.V4 || status.V4 != default) to.Write(of(status.V4), [.. peer.Labels, "ipv4"]);
            if (status.Address.Family == IpFamily.V6 || status.V6 != default) to.Write(of(status.V6), [.. peer.Labels, "ipv6"]);
        }
    });

    private static void WriteStates(IReadOnlyDictionary<SessionState, int> states, SampleWriter to)
    {
        foreach (var state in Enum.GetValues<SessionState>()) to.Write(states.GetValueOrDefault(state), state.ToString());
    }

    private static string Text(byte number) => number.ToString(CultureInfo.InvariantCulture);

    private void Gauge(string name, string help, string[] labels, SampleRead read) => _registry.Observed(name, help, isCounter: false, labels, to => read(_sample, to));

    private void Counter(string name, string help, string[] labels, SampleRead read) => _registry.Observed(name, help, isCounter: true, labels, to => read(_sample, to));

    private delegate void SampleRead(BgpSample sample, SampleWriter to);
}
