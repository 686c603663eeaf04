using System.Text;
using Margay.Model.Resources;
using Margay.Primitives;

namespace Margay.Tests.E2e.Lab.Bgp;

/// <summary>The guide's configurations of routers, as they stand there, between nodes and a spine.</summary>
public sealed class GuideRouterTests
{
    private const string Anycast = "192.0.2.53/32";

    [Fact]
    public Task Frr_joins_a_rack_to_the_fabric() => JoinsAsync(lab => GuideRouter.FrrAsync(lab));

    [Fact]
    public Task Bird_joins_a_rack_to_the_fabric() => JoinsAsync(GuideRouter.BirdAsync);

    [Fact]
    public async Task Frr_and_dynamic_neighbors_of_both_families_agree_on_bfd_gtsm_and_a_password()
    {
        var lab = await BgpLab.UpAsync("bgp", 2);
        GuideRouter? router = null;
        try
        {
            await lab.ApplyExampleAsync("bgp-password", "password.yaml");
            await PatchAsync(lab, "r1", """
                {"metadata":{"annotations":{"margay.dev/bfd":"enabled"} },
                 "spec":{"ttlSecurity":1,"password":{"secretKeyRef":{"name":"bgp-passwords","key":"mesh"} } } }
                """);
            router = await GuideRouter.FrrAsync(lab, "ttl-security hops 1", "password change-me");
            await TestLab.UntilAsync("n1 has both sessions, and BFD beside them", TimeSpan.FromSeconds(60), async () =>
                (await lab.AskAsync("peers", "--node", "n1"))["nodes"]![0]!["peers"]!.AsArray() is { Count: 2 } peers
                && peers.All(peer => $"{peer!["state"]}" == "Established" && $"{peer["bfd"]?["state"]}" == "Up"));
            (await lab.ProbeAsync("fabric", patience: 30)).ExpectAgreement();
        }
        finally
        {
            router?.Dispose();
            await lab.DownAsync();
        }
    }

    private static async Task JoinsAsync(Func<TestLab, Task<GuideRouter>> start)
    {
        var lab = await BgpLab.UpAsync("bgp", 4);
        GuideRouter? router = null;
        try
        {
            await SayMoreThanPodsAsync(lab);
            router = await start(lab);
            await lab.UntilEstablishedAsync(2);
            (await lab.ProbeAsync("fabric", patience: 30)).ExpectAgreement();

            // The spine is told pods and the rack of the guide's router; what else its nodes say stays with it, and the nodes are told no more.
            await UntilToldAsync(lab, "r1_v4", "172.30.1.0/24", await BlocksAsync(lab, IpFamily.V4));
            await UntilToldAsync(lab, "r1_v6", "fd30:1::/64", await BlocksAsync(lab, IpFamily.V6));
            Assert.Contains(Anycast, await ToldAsync(lab, "r2_v4")); // the lab's own router passes on whatever it hears
            await TestLab.UntilAsync("the rack's other node is not told the address", TimeSpan.FromSeconds(20), async () =>
                (await lab.AskAsync("why", Anycast, "--node", "n2"))["nodes"]![0]!["routes"]!.AsArray().All(route => route!["paths"]!.AsArray().Count == 0));
        }
        finally
        {
            router?.Dispose();
            await lab.DownAsync();
        }
    }

    /// <summary>Nodes of both racks announce an address that is no pod's.</summary>
    private static async Task SayMoreThanPodsAsync(TestLab lab)
    {
        await lab.ApplyAsync("{apiVersion: projectcalico.org/v3, kind: BGPFilter, metadata: {name: own}, spec: {exportV4: [{action: Accept, interface: 'dns*'}]} }");
        foreach (var (node, rack) in new[] { ("n1", "r1"), ("n3", "r2") })
        {
            await PatchAsync(lab, rack, """{"spec":{"filters":["own"]}}""");
            (await lab.OnNodeAsync(node, "ip", "link", "add", "dns0", "type", "veth", "peer", "name", "dns1")).Expect();
            (await lab.OnNodeAsync(node, "ip", "link", "set", "dns0", "up")).Expect();
            (await lab.OnNodeAsync(node, "ip", "address", "add", Anycast, "dev", "dns0")).Expect();
        }

        await TestLab.UntilAsync("the spine has heard of the address from both racks", TimeSpan.FromSeconds(20), async () =>
            (await ToldAsync(lab, "r1_v4")).Contains(Anycast) && (await ToldAsync(lab, "r2_v4")).Contains(Anycast));
    }

    /// <summary>Changes both BGPPeers of a rack.</summary>
    private static async Task PatchAsync(TestLab lab, string rack, string patch)
    {
        using var api = lab.Connect();
        foreach (var family in (string[])["ipv4", "ipv6"])
        {
            await api.PatchAsync(
                Kinds.BgpPeer, null, $"{rack}-{family}", Client.PatchType.Merge, Encoding.UTF8.GetBytes(patch), null, TestContext.Current.CancellationToken);
        }
    }

    private static async Task UntilToldAsync(TestLab lab, string session, string rack, List<string> blocks)
    {
        Assert.Equal(2, blocks.Count);
        List<string> expected = [.. blocks.Append(rack).Order(StringComparer.Ordinal)];
        await TestLab.UntilAsync($"{session} tells {string.Join(' ', expected)}", TimeSpan.FromSeconds(20), async () =>
            (await ToldAsync(lab, session)).Order(StringComparer.Ordinal).SequenceEqual(expected));
    }

    /// <summary>The blocks of the rack's two nodes.</summary>
    private static async Task<List<string>> BlocksAsync(TestLab lab, IpFamily family)
    {
        using var api = lab.Connect();
        var blocks = await api.ListAsync(Kinds.IpamBlock, null, Client.ListOptions.All, TestContext.Current.CancellationToken);
        return [.. blocks.Items.Where(one => one.Spec!.Affinity is "host:n1" or "host:n2").Select(one => one.Spec!.Cidr).Where(cidr => Cidr.Parse(cidr).Network.Family == family)];
    }

    /// <summary>The prefixes that a rack's router tells the spine.</summary>
    private static async Task<List<string>> ToldAsync(TestLab lab, string session) =>
    [
        .. (await Command.RunAsync("birdc", "-s", $"{lab.Directory}/spine.ctl", "show", "route", "protocol", session)).Expect().Split('\n')
            .Select(line => line.Split(' ')[0]).Where(word => Cidr.TryParse(word, out _)),
    ];
}
