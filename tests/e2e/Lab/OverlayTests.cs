using System.Globalization;
using System.Net;
using System.Text;
using Margay.Client;
using Margay.Model.Resources;
using Margay.Tests.E2e.Lab.Traffic;

namespace Margay.Tests.E2e.Lab;

/// <summary>Pods' packets inside VXLAN and IP in IP.</summary>
public sealed class OverlayTests
{
    [Fact]
    public async Task Pods_reach_each_other_through_vxlan_and_a_pools_mode_changes_under_a_running_stream()
    {
        TestLab.Require();
        var stop = TestContext.Current.CancellationToken;
        var lab = TestLab.New();
        (await lab.RunAsync("up", "--nodes", "3", "--overlay", "vxlan")).Expect();
        try
        {
            for (var i = 1; i <= 3; i++) await lab.AddPodAsync("overlay", $"p{i}", $"n{i}", "app=web", 80);
            (await lab.ProbeAsync("overlay", patience: 20)).ExpectAgreement();
            Assert.True(await PacketsAsync(lab, "vxlan.calico") > 0);
            Assert.True(await PacketsAsync(lab, "vxlan-v6.calico") > 0);
            Assert.Contains("mtu 1430", (await lab.InsideAsync("overlay/p1", "ip", "link", "show", "eth0")).Expect(), StringComparison.Ordinal);

            using var api = lab.Connect();
            var server = (await api.GetAsync(Kinds.Pod, "overlay", "p2", stop))!;
            await using var v4 = await CountingStream.OpenAsync(lab, "overlay", "p1", "p2", IPAddress.Parse(server.Status!.PodIps![0].Ip), stop);
            await using var v6 = await CountingStream.OpenAsync(lab, "overlay", "p3", "p2", IPAddress.Parse(server.Status!.PodIps![1].Ip), stop);
            foreach (var mode in (string[])["Never", "CrossSubnet", "Always"])
            {
                await SetModeAsync(api, "vxlanMode", mode, stop);
                await UntilRoutesAsync(lab, "vxlan.calico", mode);
                Assert.True(await v4.StillCountsAsync(stop) && await v6.StillCountsAsync(stop), $"a stream broke with {mode}");
            }

            (await lab.RunAsync("restart", "n1", "--kill")).Expect();
            (await lab.ProbeAsync("overlay")).ExpectAgreement();
            Assert.True(await v4.StillCountsAsync(stop) && await v6.StillCountsAsync(stop), "a stream broke with the agent");
        }
        finally
        {
            await lab.DownAsync();
        }
    }

    [Fact]
    public async Task Packets_in_vxlan_are_taken_from_nodes_only_and_the_nodes_own_have_the_tunnels_address()
    {
        TestLab.Require();
        var stop = TestContext.Current.CancellationToken;
        var lab = TestLab.New();
        (await lab.RunAsync("up", "--nodes", "2", "--overlay", "vxlan")).Expect();
        try
        {
            await lab.AddPodAsync("overlay", "p1", "n1", "app=web", 80);
            using var api = lab.Connect();
            var pod = IPAddress.Parse((await api.GetAsync(Kinds.Pod, "overlay", "p1", stop))!.Status!.PodIps![0].Ip);
            using var inside = new Meeting(lab.PodNamespace("overlay", "p1"), 9000);
            var tunnel = (await api.GetAsync(Kinds.Node, null, "n2", stop))!.Metadata.Annotations!["projectcalico.org/IPv4VXLANTunnelAddr"];
            Assert.Equal(IPAddress.Parse(tunnel), await inside.SeenAsync($"/run/netns/{lab.Name}-n2", pod, stop, IPAddress.Parse("172.30.0.12")));

            // The fabric, which is no node, with a tunnel of its own to n1.
            var mac = (await lab.OnNodeAsync("n1", "cat", "/sys/class/net/vxlan.calico/address")).Expect().Trim();
            var stranger = IPAddress.Parse("10.99.0.1");
            foreach (var command in (string[])
            [
                "link add stranger type vxlan id 4096 dstport 4789 local 172.30.0.254 remote 172.30.0.11 dev br0",
                $"addr add {stranger}/32 dev stranger", "link set stranger up",
                $"route add {pod} dev stranger", $"neigh add {pod} lladdr {mac} dev stranger nud permanent",
            ])
            {
                (await lab.OnNodeAsync("fabric", ["ip", .. command.Split(' ')])).Expect();
            }

            Assert.Null(await inside.SeenAsync($"/run/netns/{lab.Name}-fabric", pod, stop, stranger));
            var table = (await lab.OnNodeAsync("n1", "nft", "list", "chain", "inet", "margay", "tunnel-check")).Expect();
            Assert.DoesNotContain("counter packets 0 bytes 0 drop comment \"VXLAN that no node sends\"", table.Split('\n').First(line => line.Contains("udp dport 4789 ip saddr", StringComparison.Ordinal)), StringComparison.Ordinal);

            await lab.ApplyAsync("{apiVersion: projectcalico.org/v3, kind: FelixConfiguration, metadata: {name: default}, spec: {externalNodesList: [172.30.0.254]}}");
            await TestLab.UntilAsync("who is named is let in", TimeSpan.FromSeconds(20), async () =>
                stranger.Equals(await inside.SeenAsync($"/run/netns/{lab.Name}-fabric", pod, stop, stranger)));
        }
        finally
        {
            await lab.DownAsync();
        }
    }

    [Fact]
    public async Task Blocks_that_were_learnt_with_bgp_go_into_a_tunnel_over_either_family()
    {
        TestLab.Require();
        var stop = TestContext.Current.CancellationToken;
        var lab = TestLab.New();
        (await lab.RunAsync("up", "--nodes", "2", "--fabric", "mesh")).Expect();
        try
        {
            for (var i = 1; i <= 2; i++) await lab.AddPodAsync("overlay", $"p{i}", $"n{i}", "app=web", 80);
            (await lab.ProbeAsync("overlay", patience: 30)).ExpectAgreement();
            using var api = lab.Connect();
            foreach (var pool in (string[])["default-ipv4-ippool", "default-ipv6-ippool"])
                await api.PatchAsync(Kinds.IpPool, null, pool, PatchType.Merge, """{"spec":{"vxlanMode":"Always"}}"""u8.ToArray(), null, stop);
            foreach (var (family, device) in new[] { ("-4", "vxlan.calico"), ("-6", "vxlan-v6.calico") })
            {
                await TestLab.UntilAsync($"n1 reaches n2's block through {device}", TimeSpan.FromSeconds(20), async () =>
                    (await lab.OnNodeAsync("n1", "ip", family, "route", "show", "proto", "177")).Expect().Contains($"dev {device} ", StringComparison.Ordinal)
                    && !(await lab.OnNodeAsync("n1", "ip", family, "route", "show", "proto", "177")).Expect().Contains("dev eth0", StringComparison.Ordinal));
            }

            (await lab.ProbeAsync("overlay", patience: 10)).ExpectAgreement();
        }
        finally
        {
            await lab.DownAsync();
        }
    }

    [Fact]
    public async Task Pods_reach_each_other_through_ipip_and_a_pools_mode_changes_under_a_running_stream()
    {
        TestLab.Require();
        var stop = TestContext.Current.CancellationToken;
        var lab = TestLab.New();
        (await lab.RunAsync("up", "--nodes", "3", "--overlay", "ipip")).Expect();
        try
        {
            for (var i = 1; i <= 3; i++) await lab.AddPodAsync("overlay", $"p{i}", $"n{i}", "app=web", 80);
            (await lab.ProbeAsync("overlay", patience: 20)).ExpectAgreement();
            Assert.True(await PacketsAsync(lab, "tunl0") > 0);
            Assert.Contains("mtu 1480", (await lab.InsideAsync("overlay/p1", "ip", "link", "show", "eth0")).Expect(), StringComparison.Ordinal);
            Assert.DoesNotContain("tunl0", (await lab.OnNodeAsync("n1", "ip", "-6", "route", "show")).Expect(), StringComparison.Ordinal);

            using var api = lab.Connect();
            var server = (await api.GetAsync(Kinds.Pod, "overlay", "p2", stop))!;
            await using var stream = await CountingStream.OpenAsync(lab, "overlay", "p1", "p2", IPAddress.Parse(server.Status!.PodIps![0].Ip), stop);
            (await lab.RunAsync("restart", "n1", "--kill")).Expect();
            Assert.True(await stream.StillCountsAsync(stop), "a stream broke with the agent");
            foreach (var mode in (string[])["Never", "CrossSubnet", "Always"])
            {
                await SetModeAsync(api, "ipipMode", mode, stop);
                await UntilRoutesAsync(lab, "tunl0", mode);
                Assert.True(await stream.StillCountsAsync(stop), $"a stream broke with {mode}");
            }

            (await lab.OnNodeAsync("n1", "ip", "link", "del", "tunl0")).Expect();
            await UntilRoutesAsync(lab, "tunl0", "Always");
            Assert.True(await stream.StillCountsAsync(stop), "a stream broke with the device");
            (await lab.ProbeAsync("overlay")).ExpectAgreement();

            await SetModeAsync(api, "ipipMode", "Never", stop);
            await TestLab.UntilAsync("nothing of the tunnel is left", TimeSpan.FromSeconds(15), async () =>
                !(await lab.OnNodeAsync("n1", "ip", "link", "show")).Expect().Contains("tunl0", StringComparison.Ordinal)
                && (await api.GetAsync(Kinds.Node, null, "n1", stop))!.Metadata.Annotations?.ContainsKey("projectcalico.org/IPv4IPIPTunnelAddr") != true);
            Assert.True(await stream.StillCountsAsync(stop), "a stream broke with the end of the tunnel");
        }
        finally
        {
            await lab.DownAsync();
        }
    }

    [Fact]
    public async Task Between_racks_pods_go_through_ipip_and_within_one_as_they_are()
    {
        TestLab.Require();
        var lab = TestLab.New();
        (await lab.RunAsync("up", "--nodes", "4", "--fabric", "bgp", "--overlay", "ipipcrosssubnet")).Expect();
        try
        {
            for (var i = 1; i <= 4; i++) await lab.AddPodAsync("overlay", $"p{i}", $"n{i}", "app=web", 80);
            (await lab.ProbeAsync("overlay", patience: 40)).ExpectAgreement();
            var routes = (await lab.OnNodeAsync("n1", "ip", "route", "show", "proto", "177")).Expect().Split('\n');
            Assert.Contains(routes, route => route.Contains("dev tunl0", StringComparison.Ordinal));
            Assert.Contains(routes, route => route.Contains("dev eth0", StringComparison.Ordinal) && route.Contains(" via ", StringComparison.Ordinal));
        }
        finally
        {
            await lab.DownAsync();
        }
    }

    private static async Task SetModeAsync(ApiClient api, string field, string mode, CancellationToken stop) => await api.PatchAsync(
        Kinds.IpPool, null, "default-ipv4-ippool", PatchType.Merge, Encoding.UTF8.GetBytes($$$"""{"spec":{"{{{field}}}":"{{{mode}}}"}}"""), null, stop);

    /// <summary>n1 has a route to each of the two other nodes' blocks, through the tunnel or not.</summary>
    private static Task UntilRoutesAsync(TestLab lab, string device, string mode) =>
        TestLab.UntilAsync($"routes are as with {mode}", TimeSpan.FromSeconds(15), async () =>
        {
            var routes = (await lab.OnNodeAsync("n1", "ip", "route", "show", "proto", "177")).Expect();
            return routes.Contains(device, StringComparison.Ordinal) == (mode == "Always") && routes.Split(" via ").Length == 3;
        });

    /// <summary>Packets that left n1 through a device.</summary>
    private static async Task<long> PacketsAsync(TestLab lab, string device) => long.Parse(
        (await lab.OnNodeAsync("n1", "cat", $"/sys/class/net/{device}/statistics/tx_packets")).Expect(), CultureInfo.InvariantCulture);
}
