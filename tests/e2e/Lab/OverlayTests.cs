using System.Globalization;
using System.Net;
using System.Text;
using Margay.Client;
using Margay.Model.Resources;
using Margay.Tests.E2e.Lab.Traffic;

namespace Margay.Tests.E2e.Lab;

/// <summary>Pods' packets inside VXLAN.</summary>
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
                await api.PatchAsync(
                    Kinds.IpPool, null, "default-ipv4-ippool", PatchType.Merge, Encoding.UTF8.GetBytes($$$"""{"spec":{"vxlanMode":"{{{mode}}}"}}"""), null, stop);
                await TestLab.UntilAsync($"routes are as with {mode}", TimeSpan.FromSeconds(15), async () =>
                {
                    var routes = (await lab.OnNodeAsync("n1", "ip", "route", "show", "proto", "177")).Expect();
                    return routes.Contains("vxlan.calico", StringComparison.Ordinal) == (mode == "Always") && routes.Split(" via ").Length == 3;
                });
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

    /// <summary>Packets that left n1 through a device.</summary>
    private static async Task<long> PacketsAsync(TestLab lab, string device) => long.Parse(
        (await lab.OnNodeAsync("n1", "cat", $"/sys/class/net/{device}/statistics/tx_packets")).Expect(), CultureInfo.InvariantCulture);
}
