using Margay.Api.Metrics;
using Margay.Bgp.Fsm;
using Margay.Bgp.Rib;
using Margay.Bgp.Speaker;
using Margay.Bgp.Wire;
using Margay.Host.Agent.Bgp;
using Margay.Primitives;

namespace Margay.Tests.Unit.Agent;

/// <summary>What Prometheus sees of BGP.</summary>
public sealed class BgpMetricsTests
{
    private static readonly DateTimeOffset Since = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly Dictionary<string, string> BgpPeers = new() { ["Global_192_0_2_1"] = "tor \"1\"" };

    private static readonly PeerStatus Tor = Peer("Global_192_0_2_1", "192.0.2.1") with
    {
        RemoteAs = 65001,
        State = SessionState.Active,
        V4 = new PeerRoutes(7, 5, 3),
        Traffic = new PeerTraffic(20, 30, 10, 15),
        Flaps = 2,
        LastNotification = Notification.Of(NotificationCode.Cease, CeaseSubcode.BfdDown),
    };

    private readonly MetricRegistry _registry = new();
    private SpeakerPlan _plan = new(new SpeakerConfig(), default, [])
    {
        Remarks = [],
        Gateways = new Dictionary<IpAddr, IpAddr>(),
        Workloads = [],
        BgpPeers = BgpPeers,
        HeldBack = [],
        Secrets = new HashSet<string>(),
        AwaitsSecrets = false,
    };

    private SpeakerStatus _status = new([], default, default);

    [Fact]
    public async Task A_peer_of_a_BGPPeer_has_series_of_its_own()
    {
        _status = new SpeakerStatus([Tor], new RibCounts(9, 11, 10), default);
        var lines = await ScrapeAsync();

        const string Labels = """peer="Global_192_0_2_1",address="192.0.2.1",as="65001",bgppeer="tor \"1\"" """;
        foreach (var expected in (string[])[
            $"margay_bgp_peer_up{{{Labels.TrimEnd()}}} 0",
            $"margay_bgp_peer_last_change_timestamp_seconds{{{Labels.TrimEnd()}}} {Since.ToUnixTimeSeconds()}",
            $"margay_bgp_peer_routes_received{{{Labels.TrimEnd()},family=\"ipv4\"}} 7",
            $"margay_bgp_peer_routes_accepted{{{Labels.TrimEnd()},family=\"ipv4\"}} 5",
            $"margay_bgp_peer_routes_advertised{{{Labels.TrimEnd()},family=\"ipv4\"}} 3",
            $"margay_bgp_peer_messages_total{{{Labels.TrimEnd()},direction=\"in\"}} 20",
            $"margay_bgp_peer_messages_total{{{Labels.TrimEnd()},direction=\"out\"}} 30",
            $"margay_bgp_peer_updates_total{{{Labels.TrimEnd()},direction=\"in\"}} 10",
            $"margay_bgp_peer_flaps_total{{{Labels.TrimEnd()}}} 2",
            $"margay_bgp_peer_last_error_info{{{Labels.TrimEnd()},code=\"6\",subcode=\"10\",error=\"cease: BFD down\"}} 1",
            "margay_bgp_peers{state=\"Active\"} 1",
            "margay_bgp_rib_prefixes{family=\"ipv4\"} 9",
            "margay_bgp_rib_paths{family=\"ipv4\"} 11",
            "margay_bgp_rib_best_paths{family=\"ipv4\"} 10",
            "margay_bgp_sessions_held_back 0",
            "margay_bgp_mesh_peers{state=\"Established\"} 0",
        ]) Assert.Contains(expected, lines);
        Assert.DoesNotContain(lines, line => line.StartsWith("margay_bgp_peer_", StringComparison.Ordinal) && line.Contains("ipv6", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_session_that_is_held_back_is_not_up_and_counts_once_while_it_still_ends()
    {
        _plan = _plan with
        {
            Problems = ["BGPPeer far: there is no BGPFilter gone, so that there is no session"],
            HeldBack = [new HeldBackSession("Global_192_0_2_9", IpAddr.Parse("192.0.2.9"), 65009, "far"), new HeldBackSession(Tor.Name, Tor.Address, Tor.RemoteAs, "tor \"1\"")],
        };
        _status = new SpeakerStatus([Tor], default, default);
        var lines = await ScrapeAsync();

        Assert.Contains("margay_bgp_peer_up{peer=\"Global_192_0_2_9\",address=\"192.0.2.9\",as=\"65009\",bgppeer=\"far\"} 0", lines);
        Assert.Single(lines, line => line.StartsWith("margay_bgp_peer_up{peer=\"Global_192_0_2_1\"", StringComparison.Ordinal));
        Assert.Contains("margay_bgp_sessions_held_back 1", lines);
    }

    [Fact]
    public async Task The_mesh_has_as_many_series_with_a_thousand_peers_as_with_one()
    {
        _status = new SpeakerStatus([MeshPeer(0)], default, default);
        var one = await ScrapeAsync();
        _status = new SpeakerStatus([.. Enumerable.Range(0, 1000).Select(MeshPeer)], default, default);
        var many = await ScrapeAsync();

        Assert.Equal(one.Length, many.Length);
        Assert.Contains("margay_bgp_mesh_peers{state=\"Established\"} 1000", many);
        Assert.Contains("margay_bgp_mesh_routes_received{family=\"ipv4\"} 2000", many);
        Assert.DoesNotContain(many, line => line.Contains("Mesh_", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Whoever_asks_for_each_peer_of_the_mesh_gets_it()
    {
        _status = new SpeakerStatus([MeshPeer(1)], default, default);
        Assert.Contains("margay_bgp_peer_up{peer=\"Mesh_10_0_0_1\",address=\"10.0.0.1\",as=\"64512\",bgppeer=\"\"} 1", await ScrapeAsync(eachMeshPeer: true));
    }

    [Fact]
    public void What_the_mesh_has_counted_never_shrinks()
    {
        var sample = Next(BgpSample.None, MeshPeer(1), MeshPeer(2));
        Assert.Equal((2, 20), (sample.Mesh.Grown.Flaps, sample.Mesh.Grown.Traffic.MessagesIn));

        sample = Next(sample, MeshPeer(1) with { Flaps = 3 });
        Assert.Equal((4, 20), (sample.Mesh.Grown.Flaps, sample.Mesh.Grown.Traffic.MessagesIn));

        // It was away and has begun anew.
        sample = Next(sample, MeshPeer(1) with { Flaps = 0, Traffic = new PeerTraffic(1, 1, 0, 0) });
        Assert.Equal((4, 21), (sample.Mesh.Grown.Flaps, sample.Mesh.Grown.Traffic.MessagesIn));

        static BgpSample Next(BgpSample before, params PeerStatus[] peers) =>
            BgpSample.Of(new SpeakerStatus(peers, default, default), BgpPeers, eachMeshPeer: false, before, Since);
    }

    [Fact]
    public async Task A_speaker_that_is_busy_is_asked_once_and_a_scrape_says_what_was_said_before()
    {
        var questions = 0;
        var answer = new TaskCompletionSource<SpeakerStatus>();
        var metrics = Metrics(() =>
        {
            questions++;
            return answer.Task;
        });

        await metrics.RefreshAsync();
        await metrics.RefreshAsync();
        Assert.Equal(1, questions);
        Assert.DoesNotContain("margay_bgp_peer_up{", _registry.Write());

        answer.SetResult(new SpeakerStatus([Tor], default, default));
        await metrics.RefreshAsync();
        Assert.Contains("margay_bgp_peer_up{", _registry.Write());
    }

    private async Task<string[]> ScrapeAsync(bool eachMeshPeer = false)
    {
        var registry = new MetricRegistry();
        await Metrics(() => Task.FromResult(_status), eachMeshPeer, registry).RefreshAsync();
        return [.. registry.Write().Split('\n').Where(line => !line.StartsWith('#'))];
    }

    private BgpMetrics Metrics(Func<Task<SpeakerStatus>> ask, bool eachMeshPeer = false, MetricRegistry? registry = null) =>
        new(ask, () => _plan, eachMeshPeer, TimeProvider.System, registry ?? _registry);

    private static PeerStatus MeshPeer(int number) => Peer($"Mesh_10_0_{number / 256}_{number % 256}", $"10.0.{number / 256}.{number % 256}") with
    {
        V4 = new PeerRoutes(2, 2, 1),
        Traffic = new PeerTraffic(10, 10, 2, 2),
        Flaps = 1,
    };

    private static PeerStatus Peer(string name, string address) => new()
    {
        Name = name,
        Address = IpAddr.Parse(address),
        LocalAs = 64512,
        RemoteAs = 64512,
        State = SessionState.Established,
        Since = Since,
    };
}
