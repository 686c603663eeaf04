using System.Text.Json.Nodes;
using Margay.Model.Resources;

namespace Margay.Tests.E2e.Lab.Bgp;

/// <summary>Nodes in racks, whose peers are their racks' routers: BIRD.</summary>
public sealed class RackTests
{
    /// <summary>With this in the environment the chaos is that of fifty nodes.</summary>
    private const string Soak = "MARGAY_SOAK";

    [Fact]
    public async Task In_racks_too_agents_are_killed_in_any_order_and_nothing_is_lost()
    {
        var (nodes, rounds) = Environment.GetEnvironmentVariable(Soak) is null ? (10, 4) : (50, 30);
        var lab = await BgpLab.UpAsync("bgp", nodes);
        try
        {
            (await lab.ProbeAsync("fabric", patience: 60)).ExpectAgreement();
            await Chaos.RunAsync(lab, nodes, watched: Math.Min(nodes, 12), sessionsOfNode: 2, rounds, together: 5, settles: true);
            (await lab.ProbeAsync("fabric", patience: 0)).ExpectAgreement();
        }
        finally
        {
            await lab.DownAsync();
        }
    }

    [Fact]
    public async Task A_fabric_learns_the_clusters_routes_and_the_cluster_the_fabrics()
    {
        var lab = await BgpLab.UpAsync("bgp", 4);
        try
        {
            (await lab.ProbeAsync("fabric", patience: 30)).ExpectAgreement();
            await lab.UntilEstablishedAsync(2);
            var block = await BlockOfAsync(lab, "p3");

            var why = (await lab.AskAsync("why", block, "--node", "n1"))["nodes"]![0]!["routes"]![0]!;
            Assert.Equal("65001 65000 65002 64512", $"{why["paths"]![0]!["asPath"]}");
            Assert.Equal("172.30.1.1", $"{why["paths"]![0]!["nextHop"]}");
            Assert.Equal("Best", $"{why["paths"]![0]!["step"]}");
            Assert.Equal("SplitHorizon", $"{why["told"]!.AsArray().Single(peer => $"{peer!["peer"]}" == "Node_172_30_1_1")!["withheld"]}");
            Assert.Contains(block, (await RouterAsync(lab, "spine", "show route")).Output, StringComparison.Ordinal);

            await StatusAsync(lab, block);
            await FilterAsync(lab, block);
            await HostRoutesAsync(lab);
            await ServicesAsync(lab);
            await ExampleAsync(lab);
            (await lab.RunAsync("restart", "r1", "--kill")).Expect();
            (await lab.ProbeAsync("fabric", patience: 30)).ExpectAgreement();
        }
        finally
        {
            await lab.DownAsync();
        }
    }

    /// <summary>The node answers whoever asks it with a CalicoNodeStatus.</summary>
    private static async Task StatusAsync(TestLab lab, string block)
    {
        await lab.ApplyAsync("{apiVersion: projectcalico.org/v3, kind: CalicoNodeStatus, metadata: {name: ask}, spec: {node: n1, classes: [Agent, BGP, Routes], updatePeriodSeconds: 1}}");
        using var api = lab.Connect();
        CalicoNodeStatusStatus? status = null;
        await TestLab.UntilAsync("the node answers", TimeSpan.FromSeconds(10), async () =>
            (status = (await api.GetAsync(Kinds.CalicoNodeStatus, null, "ask", TestContext.Current.CancellationToken))!.Status) is not null);

        Assert.Equal("172.30.1.11", status!.Agent!.BirdV4!.RouterId);
        Assert.Equal((1, 0, 1, 0), (status.Bgp!.NumberEstablishedV4, status.Bgp.NumberNotEstablishedV4, status.Bgp.NumberEstablishedV6, status.Bgp.NumberNotEstablishedV6));
        Assert.Equal(("172.30.1.1", "NodePeer", "Established"), (status.Bgp.PeersV4![0].PeerIp, status.Bgp.PeersV4[0].Type, status.Bgp.PeersV4[0].State));
        var route = Assert.Single(status.Routes!.RoutesV4!, one => one.Destination == block);
        Assert.Equal(("FIB", "172.30.1.1", "BGPPeer"), (route.Type, route.Gateway, route.LearnedFrom!.SourceType));
        var first = status.LastUpdated;
        await TestLab.UntilAsync("the node answers again", TimeSpan.FromSeconds(10), async () =>
            (await api.GetAsync(Kinds.CalicoNodeStatus, null, "ask", TestContext.Current.CancellationToken))!.Status!.LastUpdated > first);
    }

    /// <summary>With a filter on the other rack's session its block goes, and comes back without it.</summary>
    private static async Task FilterAsync(TestLab lab, string block)
    {
        await lab.ApplyAsync($$"""
            {apiVersion: projectcalico.org/v3, kind: BGPFilter, metadata: {name: secret},
             spec: {exportV4: [{action: Reject, cidr: {{block}}, matchOperator: Equal}]} }
            """);
        await PatchAsync(lab, """{"spec":{"filters":["secret"]}}""");
        await TestLab.UntilAsync("the block is told to nobody", TimeSpan.FromSeconds(20), async () =>
            (await lab.AskAsync("why", block, "--node", "n1"))["nodes"]![0]!["routes"]!.AsArray().All(route => route!["paths"]!.AsArray().Count == 0));
        var why = (await lab.AskAsync("why", block, "--node", "n3"))["nodes"]![0]!["routes"]![0]!;
        Assert.Equal("secret, rule 1", $"{why["told"]!.AsArray().Single(peer => $"{peer!["peer"]}" == "Node_172_30_2_1")!["by"]}");

        await PatchAsync(lab, """{"spec":{"filters":null}}""");
        await TestLab.UntilAsync("the block is told again", TimeSpan.FromSeconds(20), async () =>
            (await lab.AskAsync("why", block, "--node", "n1"))["nodes"]![0]!["routes"]!.AsArray().Count == 1);
    }

    /// <summary>An address of the node itself is told if a filter of the session says so, and goes with the address.</summary>
    private static async Task HostRoutesAsync(TestLab lab)
    {
        const string anycast = "192.0.2.53/32";
        await lab.ApplyAsync("""
            {apiVersion: projectcalico.org/v3, kind: BGPFilter, metadata: {name: own},
             spec: {exportV4: [{action: Accept, interface: 'dns*'}]} }
            """);
        await PatchAsync(lab, """{"spec":{"filters":["own"]}}""");
        (await lab.OnNodeAsync("n3", "ip", "link", "add", "dns0", "type", "veth", "peer", "name", "dns1")).Expect();
        (await lab.OnNodeAsync("n3", "ip", "link", "set", "dns0", "up")).Expect();
        (await lab.OnNodeAsync("n3", "ip", "address", "add", anycast, "dev", "dns0")).Expect();
        await TestLab.UntilAsync("the other rack knows the node's address", TimeSpan.FromSeconds(20), async () => (await PathsAsync(lab, anycast)).Count == 1);
        Assert.Contains("via 172.30.1.1", (await lab.OnNodeAsync("n1", "ip", "route", "show", anycast)).Expect(), StringComparison.Ordinal);

        (await lab.OnNodeAsync("n3", "ip", "link", "delete", "dns0")).Expect();
        await TestLab.UntilAsync("it is gone", TimeSpan.FromSeconds(20), async () => (await PathsAsync(lab, anycast)).Count == 0);
        await PatchAsync(lab, """{"spec":{"filters":null}}""");
    }

    private static async Task<List<JsonNode?>> PathsAsync(TestLab lab, string prefix) =>
        [.. (await lab.AskAsync("why", prefix, "--node", "n1"))["nodes"]![0]!["routes"]!.AsArray().SelectMany(route => route!["paths"]!.AsArray())];

    /// <summary>Ranges of services come from every node, and one whose traffic stays where it comes from the node that answers.</summary>
    private static async Task ServicesAsync(TestLab lab)
    {
        await lab.ApplyAsync("""
            {apiVersion: v1, kind: Service, metadata: {name: web, namespace: fabric},
             spec: {type: NodePort, clusterIP: 10.96.0.7, externalIPs: [198.51.100.7], externalTrafficPolicy: Local, ports: [{port: 80}]}}
            ---
            {apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, metadata: {name: web-1, namespace: fabric, labels: {kubernetes.io/service-name: web}},
             addressType: IPv4, endpoints: [{addresses: [10.65.0.1], nodeName: n1}]}
            """);
        using var api = lab.Connect();
        await api.PatchAsync(
            Kinds.BgpConfiguration, null, "default", Margay.Client.PatchType.Merge,
            """{"spec":{"serviceExternalIPs":[{"cidr":"198.51.100.0/24"}]}}"""u8.ToArray(), null, TestContext.Current.CancellationToken);
        await UntilRouterAsync(lab, "r1", "198.51.100.7/32", "via 172.30.1.11");
        await UntilRouterAsync(lab, "r2", "198.51.100.0/24", "via 172.30.2.13", "via 172.30.2.14");
        await LoopsAsync(lab);

        await lab.ApplyAsync("""
            {apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, metadata: {name: web-1, namespace: fabric, labels: {kubernetes.io/service-name: web}},
             addressType: IPv4, endpoints: [{addresses: [10.65.0.1], nodeName: n1, conditions: {ready: false}}]}
            """);
        await UntilRouterAsync(lab, "r1", "198.51.100.7/32");
    }

    /// <summary>What is for a service address that nobody has ends at a node, unless that is not wanted: then it goes to and fro until its hops are used up.</summary>
    private static async Task LoopsAsync(TestLab lab)
    {
        var spine = $"{lab.Name}-fabric";
        await lab.ApplyAsync("{apiVersion: projectcalico.org/v3, kind: FelixConfiguration, metadata: {name: default}, spec: {serviceLoopPrevention: Disabled}}");
        await UntilAsync("a packet's hops are used up", async () =>
            (await Command.RunAsync("ip", "netns", "exec", spine, "nstat", "-az", "IcmpInTimeExcds")).Expect().Split('\n').Any(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is ["IcmpInTimeExcds", not "0", ..]));

        await lab.ApplyAsync("{apiVersion: projectcalico.org/v3, kind: FelixConfiguration, metadata: {name: default}, spec: {serviceLoopPrevention: Drop}}");
        await UntilAsync("a node has dropped it", async () =>
        {
            var rules = await Task.WhenAll(((string[])["n3", "n4"]).Select(node => lab.OnNodeAsync(node, "nft", "list", "chain", "inet", "margay", "forward-ingress")));
            return rules.SelectMany(one => one.Expect().Split('\n'))
                .Any(rule => rule.Contains("no service takes it", StringComparison.Ordinal) && !rule.Contains("packets 0 ", StringComparison.Ordinal));
        });

        Task UntilAsync(string what, Func<Task<bool>> condition) => TestLab.UntilAsync(what, TimeSpan.FromSeconds(20), async () =>
        {
            (await Command.RunAsync("ip", "netns", "exec", spine, "bash", "-c", "echo > /dev/udp/198.51.100.9/9")).Expect();
            return await condition();
        });
    }

    /// <summary>Waits until a router's route to a prefix has these next hops, or until there is no such route.</summary>
    private static Task UntilRouterAsync(TestLab lab, string router, string prefix, params string[] texts) =>
        TestLab.UntilAsync($"{router} reaches {prefix} {string.Join(' ', texts)}", TimeSpan.FromSeconds(20), async () =>
        {
            var shown = (await RouterAsync(lab, router, $"show route {prefix}")).Output;
            return texts.Length == 0 ? !shown.Contains("via", StringComparison.Ordinal) : texts.All(text => shown.Contains(text, StringComparison.Ordinal));
        });

    /// <summary>The guide's example, applied as it stands: its filter lets pods in, and its communities reach the other rack.</summary>
    private static async Task ExampleAsync(TestLab lab)
    {
        await lab.ApplyExampleAsync("bgp-rack", "peering.yaml");
        await lab.ConfigureAsync("bgp-rack");
        using var api = lab.Connect();
        var configuration = (await api.GetAsync(Kinds.BgpConfiguration, null, "default", TestContext.Current.CancellationToken))!.Spec!;
        Assert.Equal("198.51.100.0/24", Assert.Single(configuration.ServiceExternalIps!).Cidr); // what the example does not say stays
        var block = await BlockOfAsync(lab, "p1");
        await TestLab.UntilAsync("the community reaches the other rack", TimeSpan.FromSeconds(20), async () =>
            (await lab.AskAsync("why", block, "--node", "n4"))["nodes"]![0]!["routes"]!.AsArray() is [{ } route]
            && $"{route["paths"]![0]!["communities"]?[0]}" == "64512:100");
        await lab.UntilEstablishedAsync(2);
        (await lab.ProbeAsync("fabric")).ExpectAgreement();
    }

    private static async Task PatchAsync(TestLab lab, string patch)
    {
        using var api = lab.Connect();
        await api.PatchAsync(
            Kinds.BgpPeer, null, "r2-ipv4", Margay.Client.PatchType.Merge, System.Text.Encoding.UTF8.GetBytes(patch), null, TestContext.Current.CancellationToken);
    }

    /// <summary>The block of a pod's IPv4 address.</summary>
    private static async Task<string> BlockOfAsync(TestLab lab, string pod)
    {
        using var api = lab.Connect();
        var stop = TestContext.Current.CancellationToken;
        var address = Primitives.IpAddr.Parse((await api.GetAsync(Kinds.Pod, "fabric", pod, stop))!.Status!.PodIps![0].Ip);
        var blocks = await api.ListAsync(Kinds.IpamBlock, null, Margay.Client.ListOptions.All, stop);
        return blocks.Items.Select(one => one.Spec!.Cidr).Single(cidr => Primitives.Cidr.Parse(cidr).Contains(address));
    }

    /// <summary>Asks a router's BIRD.</summary>
    private static Task<Outcome> RouterAsync(TestLab lab, string router, string command) =>
        Command.RunAsync("birdc", ["-s", $"{lab.Directory}/{router}.ctl", .. command.Split(' ')]);
}
