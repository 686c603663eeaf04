using Margay.Model.Resources;
using Margay.Primitives;

namespace Margay.Tests.E2e.Lab.Bgp;

/// <summary>Who writes the routes to other nodes' blocks, and which tunnels there are: programClusterRoutes, vxlanEnabled, ipipEnabled.</summary>
public sealed class ClusterRouteTests
{
    [Fact]
    public async Task Settings_decide_who_writes_routes_and_which_tunnels_there_are()
    {
        var lab = await BgpLab.UpAsync("mesh", 2);
        try
        {
            (await lab.ProbeAsync("fabric", patience: 60)).ExpectAgreement();
            var block = await BlockOfAsync(lab, "n2");
            await UntilRouteAsync(lab, block, "via 172.30.0.12 dev eth0");

            await BgpAsync(lab, "Disabled");
            await UntilRouteAsync(lab, block, null);
            await FelixAsync(lab, "programClusterRoutes: Enabled");
            await UntilRouteAsync(lab, block, "via 172.30.0.12 dev eth0");
            (await lab.ProbeAsync("fabric", patience: 30)).ExpectAgreement();

            // IP in IP, whose routes are the agent's unless both configurations say otherwise.
            await PoolAsync(lab, """{"spec":{"ipipMode":"Always"}}""");
            await UntilRouteAsync(lab, block, "dev tunl0");
            await FelixAsync(lab, "programClusterRoutes: Disabled");
            await UntilRouteAsync(lab, block, null);
            await BgpAsync(lab, "Enabled");
            await UntilRouteAsync(lab, block, "via 172.30.0.12 dev tunl0");
            (await lab.ProbeAsync("fabric", patience: 30)).ExpectAgreement();
            await FelixAsync(lab, "ipipEnabled: false");
            await UntilRouteAsync(lab, block, null);
            await UntilDeviceAsync(lab, "tunl0", isThere: false);

            // VXLAN, whose routes are the agent's in any case: peers still say the block.
            await PoolAsync(lab, """{"spec":{"ipipMode":"Never","vxlanMode":"Always"}}""");
            await UntilRouteAsync(lab, block, "dev vxlan.calico");
            (await lab.ProbeAsync("fabric", patience: 30)).ExpectAgreement();
            await FelixAsync(lab, "vxlanEnabled: false");
            await UntilRouteAsync(lab, block, null);
            await UntilDeviceAsync(lab, "vxlan.calico", isThere: false);
            Assert.NotEmpty((await lab.AskAsync("why", block, "--node", "n1"))["nodes"]![0]!["routes"]![0]!["paths"]!.AsArray());

            // A tunnel can be there before a pool needs it.
            await FelixAsync(lab, "vxlanEnabled: true");
            await PoolAsync(lab, """{"spec":{"vxlanMode":"Never"}}""");
            await UntilRouteAsync(lab, block, "via 172.30.0.12 dev eth0");
            await UntilDeviceAsync(lab, "vxlan.calico", isThere: true);
            await FelixAsync(lab, "");
            await UntilDeviceAsync(lab, "vxlan.calico", isThere: false);
            (await lab.ProbeAsync("fabric", patience: 30)).ExpectAgreement();
        }
        finally
        {
            await lab.DownAsync();
        }
    }

    private static Task FelixAsync(TestLab lab, string spec) =>
        lab.ApplyAsync($"{{apiVersion: projectcalico.org/v3, kind: FelixConfiguration, metadata: {{name: default}}, spec: {{{spec}}} }}");

    private static Task BgpAsync(TestLab lab, string cluster) =>
        lab.ApplyAsync($"{{apiVersion: projectcalico.org/v3, kind: BGPConfiguration, metadata: {{name: default}}, spec: {{programClusterRoutes: {cluster}}} }}");

    private static async Task PoolAsync(TestLab lab, string patch)
    {
        using var api = lab.Connect();
        await api.PatchAsync(
            Kinds.IpPool, null, "default-ipv4-ippool", Client.PatchType.Merge, System.Text.Encoding.UTF8.GetBytes(patch), null, TestContext.Current.CancellationToken);
    }

    /// <summary>The IPv4 block of a node that has one.</summary>
    private static async Task<string> BlockOfAsync(TestLab lab, string node)
    {
        using var api = lab.Connect();
        var blocks = await api.ListAsync(Kinds.IpamBlock, null, Client.ListOptions.All, TestContext.Current.CancellationToken);
        return blocks.Items.Where(one => one.Spec!.Affinity == $"host:{node}").Select(one => one.Spec!.Cidr).Single(cidr => Cidr.Parse(cidr).Network.IsV4);
    }

    /// <summary>Waits until n1's route to a prefix has this in it, or until there is none.</summary>
    private static Task UntilRouteAsync(TestLab lab, string prefix, string? text) =>
        TestLab.UntilAsync($"n1 reaches {prefix} {text ?? "no more"}", TimeSpan.FromSeconds(30), async () =>
        {
            var shown = (await lab.OnNodeAsync("n1", "ip", "route", "show", prefix)).Expect();
            return text is null ? shown.Length == 0 : shown.Contains(text, StringComparison.Ordinal);
        });

    private static Task UntilDeviceAsync(TestLab lab, string device, bool isThere) =>
        TestLab.UntilAsync($"n1 has {device}: {isThere}", TimeSpan.FromSeconds(30), async () =>
            (await lab.OnNodeAsync("n1", "ip", "link", "show", device)).ExitCode == 0 == isThere);
}
