using System.Net;
using System.Net.Sockets;
using Margay.Linux;
using Margay.Model.Resources;
using Margay.Tests.E2e.Hub;

namespace Margay.Tests.E2e.Lab.Bgp;

/// <summary>What can be seen of sessions from outside: events of the nodes, and metrics.</summary>
public sealed class WatchTests
{
    private const string Router = "Node_172_30_1_1 (AS 65001) of BGPPeer r1-ipv4";
    private const string Label = "peer=\"Node_172_30_1_1\",address=\"172.30.1.1\",as=\"65001\",bgppeer=\"r1-ipv4\"";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Events_and_metrics_say_what_becomes_of_a_router()
    {
        var lab = await BgpLab.UpAsync("bgp", 2);
        var home = Directory.CreateTempSubdirectory("margay-kubectl-");
        try
        {
            (await lab.ProbeAsync("fabric", patience: 60)).ExpectAgreement();
            await UntilEventAsync(lab, "n1", one => one is { Reason: "BGPSessionUp", Type: "Normal" } && one.Message == $"{Router} is up");
            await SteadyAsync(lab);

            // A router that is killed comes back in time, and says that it has not kept its routes.
            (await lab.RunAsync("restart", "r1", "--kill")).Expect();
            await UntilEventAsync(lab, "n1", one => one.Reason == "BGPGracefulRestartBegun" && IsAbout(one, " may restart: its routes (1) stay, stale, for 120 s unless it is back before"));
            await UntilEventAsync(lab, "n1", one => one.Reason == "BGPGracefulRestartEnded" && IsAbout(one, " is back; stale routes dropped: 1"));
            await UntilEventAsync(lab, "n1", one => one is { Reason: "BGPSessionUp", Count: 2 } && IsAbout(one, " is up"));

            // One that is told to go says so. Both of its sessions are up by then: of one that is still awaited the routes would stay.
            await lab.UntilEstablishedAsync(2);
            (await Command.RunAsync("birdc", ["-s", $"{lab.Directory}/r1.ctl", "down"])).Expect();
            await UntilEventAsync(lab, "n1", one => one is { Reason: "BGPSessionDown", Count: 2, Type: "Warning" }
                && IsAbout(one, " is down: the peer said cease: administrative shutdown"));
            await GoneAsync(lab);
            await ShownAsync(lab, home);
            await HeldBackAsync(lab);
            await NotListeningAsync(lab);
            await UntilEventAsync(lab, "n1", one => one is { Reason: "BGPSessionNotUp", Type: "Warning", Count: 1 }
                && IsAbout(one, " is not up after 60 s: 172.30.1.1:179: Connection refused"));
        }
        finally
        {
            home.Delete(recursive: true);
            await lab.DownAsync();
        }
    }

    private static async Task SteadyAsync(TestLab lab)
    {
        var metrics = await ScrapeAsync(lab, "n1");
        Assert.Equal("counter", metrics.Types["margay_bgp_peer_flaps_total"]);
        Assert.Equal((1, 0, 90), (metrics.Of("margay_bgp_peer_up", Label), metrics.Of("margay_bgp_peer_flaps_total", Label), metrics.Of("margay_bgp_peer_hold_time_seconds", Label)));
        Assert.Equal((1, 1), (metrics.Of("margay_bgp_peer_routes_received", Label), metrics.Of("margay_bgp_peer_routes_accepted", Label)));
        Assert.Equal(1, metrics.Of("margay_bgp_peer_routes_advertised", Label));
        Assert.Equal((2, 2, 2), (Family("prefixes"), Family("paths"), Family("best_paths")));
        Assert.Equal(2, metrics.Of("margay_kernel_routes", "\"bgp\""));
        Assert.Equal((2, 0), (metrics.Of("margay_bgp_peers", "Established"), metrics.Of("margay_bgp_mesh_peers", "Established")));
        Assert.True(metrics.Of("margay_bgp_chosen_to_kernel_seconds_count") > 0);
        Assert.True(metrics.Of("margay_bgp_peer_updates_total", $"{Label},direction=\"in\"") > 0);

        double Family(string of) => metrics.Of($"margay_bgp_rib_{of}", "ipv4");
    }

    /// <summary>After a restart, and a farewell.</summary>
    private static async Task GoneAsync(TestLab lab)
    {
        var metrics = await ScrapeAsync(lab, "n1");
        Assert.Equal((0, 2, 0), (metrics.Of("margay_bgp_peer_up", Label), metrics.Of("margay_bgp_peer_flaps_total", Label), metrics.Of("margay_bgp_peer_routes_received", Label)));
        Assert.Equal(1, metrics.Of("margay_bgp_peer_last_error_info", $"{Label},code=\"6\",subcode=\"2\",error=\"cease: administrative shutdown\""));
        Assert.DoesNotContain(metrics.Samples.Keys, series => series.StartsWith($"margay_bgp_peer_hold_time_seconds{{{Label}", StringComparison.Ordinal));
        await TestLab.UntilAsync("nothing of the router is left in the kernel", Patience, async () =>
            (await ScrapeAsync(lab, "n1")).Of("margay_kernel_routes", "\"bgp\"") == 0);
    }

    /// <summary>kubectl and margay show the same.</summary>
    private static async Task ShownAsync(TestLab lab, DirectoryInfo home)
    {
        var kubectl = new Kubectl(lab.Kubeconfig, home.FullName);
        const string Down = "the peer said cease: administrative shutdown";
        Assert.Contains($"{Router} is down: {Down}", await kubectl.OutputAsync("describe", "node", "n1"), StringComparison.Ordinal);
        Assert.DoesNotContain(Router, await kubectl.OutputAsync("describe", "node", "n2"), StringComparison.Ordinal);
        var table = await kubectl.OutputAsync("get", "events", "--field-selector", "type=Warning,involvedObject.name=n1");
        Assert.Matches(@"^LAST SEEN +TYPE +REASON +OBJECT +MESSAGE\n", table);
        Assert.Matches($@"Warning +BGPSessionDown +node/n1 +{System.Text.RegularExpressions.Regex.Escape(Router)} is down: {Down}", table);
        Assert.DoesNotContain("BGPSessionUp", table, StringComparison.Ordinal);
        Assert.Contains("(x2 over ", await kubectl.OutputAsync("events", "--for", "node/n1"), StringComparison.Ordinal);

        var described = (await TestLab.MargayAsync("describe", "node", "n1", "--kubeconfig", lab.Kubeconfig)).Expect();
        Assert.Matches($@"Warning BGPSessionDown \(2 times, last \S+ ago\): {System.Text.RegularExpressions.Regex.Escape(Router)} is down: {Down}", described);
        Assert.Contains("BGPSessionDown", (await TestLab.MargayAsync("get", "events", "--kubeconfig", lab.Kubeconfig)).Expect(), StringComparison.Ordinal);
    }

    /// <summary>A session that wants a secret that is not there.</summary>
    private static async Task HeldBackAsync(TestLab lab)
    {
        await lab.ApplyAsync("{apiVersion: projectcalico.org/v3, kind: BGPPeer, metadata: {name: r2-ipv4}, spec: {password: {secretKeyRef: {name: bgp, key: rack}}}}");
        await UntilEventAsync(lab, "n2", one => one is { Reason: "BGPSessionHeldBack", Type: "Warning" }
            && one.Message!.StartsWith("BGPPeer r2-ipv4: password: there is no secret kube-system/bgp: make it", StringComparison.Ordinal));
        Assert.Equal(1, (await ScrapeAsync(lab, "n2")).Of("margay_bgp_sessions_held_back"));
        Assert.Equal(0, (await ScrapeAsync(lab, "n2")).Of("margay_bgp_peer_up", "peer=\"Node_172_30_2_1\",address=\"172.30.2.1\",as=\"65002\",bgppeer=\"r2-ipv4\""));
        await UntilEventAsync(lab, "n2", one => one is { Reason: "BGPSessionDown", Message: "Node_172_30_2_1 (AS 65002) of BGPPeer r2-ipv4 is down: this side said cease: peer de-configured" });
    }

    /// <summary>A port that another process has, until it has it no more: the node says so wherever one looks, and its pods go on.</summary>
    private static async Task NotListeningAsync(TestLab lab)
    {
        const string Refusal = "BGP cannot listen at 0.0.0.0:1790: Address already in use; is another BGP daemon running here?";
        using (var taker = OpenOn(lab, "n2"))
        {
            taker.Bind(new IPEndPoint(IPAddress.Any, 1790));
            taker.Listen();
            await lab.ApplyAsync("{apiVersion: projectcalico.org/v3, kind: BGPConfiguration, metadata: {name: node.n2}, spec: {listenPort: 1790}}");
            await UntilEventAsync(lab, "n2", one => one is { Reason: "BGPNotListening", Type: "Warning", Message: Refusal });
            Assert.Contains($"n2: {Refusal}\n", (await TestLab.MargayAsync("bgp", "peers", "--kubeconfig", lab.Kubeconfig)).Expect(), StringComparison.Ordinal);
            await TestLab.UntilAsync("the node complains", Patience, async () => (await StatusAsync()).Contains($"n2: {Refusal}", StringComparison.Ordinal));
            using var agent = LabAgents.Connect(lab, "n2");
            Assert.StartsWith("ok", await agent.GetStringAsync("http://agent/readiness", TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }

        await TestLab.UntilAsync("the node complains no more", Patience, async () => !(await StatusAsync()).Contains("cannot listen", StringComparison.Ordinal));

        async Task<string> StatusAsync() => (await TestLab.MargayAsync("node", "status", "--kubeconfig", lab.Kubeconfig)).Expect();
    }

    private static Socket OpenOn(TestLab lab, string node)
    {
        using var netns = NetnsHandle.Open($"/run/netns/{lab.Name}-{node}");
        return Netns.Run(netns, () => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
    }

    private static bool IsAbout(Event one, string what) => one.Message == Router + what;

    private static async Task UntilEventAsync(TestLab lab, string node, Func<Event, bool> holds)
    {
        IReadOnlyList<Event> events = [];
        try
        {
            await TestLab.UntilAsync($"{node} has its event", Patience, async () =>
            {
                using var api = lab.Connect();
                events = (await api.ListAsync(Kinds.Event, "default", Margay.Client.ListOptions.All, TestContext.Current.CancellationToken)).Items;
                return events.Any(one => one.InvolvedObject is { Kind: "Node" } about && about.Name == node && holds(one));
            });
        }
        catch (Xunit.Sdk.XunitException late)
        {
            Assert.Fail($"{late.Message}; there are:\n{string.Join('\n', events.Select(one => $"{one.InvolvedObject?.Name} {one.Reason} {one.Count} {one.Message}"))}");
        }
    }

    private static async Task<PrometheusText> ScrapeAsync(TestLab lab, string node)
    {
        using var agent = LabAgents.Connect(lab, node);
        return PrometheusText.Parse(await agent.GetStringAsync("http://agent/metrics", TestContext.Current.CancellationToken));
    }
}
