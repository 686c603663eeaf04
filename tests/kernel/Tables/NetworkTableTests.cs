using Margay.Dataplane.Tables;
using Margay.Model.Intent;
using Margay.Model.Settings;
using Margay.Primitives;

namespace Margay.Tests.Kernel.Tables;

/// <summary>Translation and tunnels in the kernel's table: what is written is what is read, and what nft would have written.</summary>
public sealed class NetworkTableTests
{
    private const int Histories = 12;
    private const int Steps = 25;

    private static readonly TableOptions[] Layouts =
    [
        new(),
        new() { NatOutgoing = new NatOutgoingSettings(new PortRange(1024, 2047), default, SparesNodes: true, "eth0") },
        new() { NatOutgoing = new NatOutgoingSettings(new PortRange(1024, 2047), IpAddr.Parse("192.0.2.1"), SparesNodes: false, "eth+") },
        new() { NatOutgoing = new NatOutgoingSettings(PortRange.Single(4000), default, SparesNodes: true, "+"), VxlanPort = 8472 },
        new() { NatOutgoing = new NatOutgoingSettings(null, IpAddr.Parse("192.0.2.1"), SparesNodes: true, ""), Overlays = new OverlaySettings(true, true, []) },
    ];

    public static TheoryData<int> Seeds() => [.. Enumerable.Range(1, Histories)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void After_every_step_of_a_history_the_kernel_holds_what_a_fresh_start_would_write(int seed)
    {
        using var net = new PolicyNamespace();
        var (history, networks) = (new RandomIntents(seed), new RandomNetworks(seed));
        using var driver = net.Driver(history.Next());
        for (var step = 0; step < Steps; step++)
        {
            var (network, layout) = (networks.Next(), Layouts[step / 5 % Layouts.Length]);
            driver.Update(layout);
            driver.Update(network);
            driver.Update(history.Next());
            var outcome = driver.Apply();
            Assert.True(outcome.Succeeded, $"seed {seed} step {step}: {outcome}");
            Assert.Equal(0, net.Start(history.Whole(), layout, network).Messages);
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void What_nft_makes_of_the_text_of_any_network_is_what_we_would_have_written(int seed)
    {
        using var net = new PolicyNamespace();
        var networks = new RandomNetworks(seed);
        for (var step = 0; step < Steps; step++) networks.Next();
        var (network, layout) = (networks.Next(), Layouts[seed % Layouts.Length]);
        net.RunWithInput(net.Rendered(IntentDelta.Empty, layout, network), "nft", "-f", "-");
        Assert.Equal(0, net.Start(IntentDelta.Empty, layout, network).Messages);
    }

    [Fact]
    public void A_node_that_comes_is_one_element_and_the_last_pool_takes_the_chain_along()
    {
        using var net = new PolicyNamespace();
        var network = new NetworkIntent
        {
            Pools = [Cidr.Parse("10.65.0.0/16")],
            NatPools = [Cidr.Parse("10.65.0.0/16")],
            Nodes = [IpAddr.Parse("192.0.2.11")],
            VxlanV4 = true,
        };
        using var driver = net.Driver(IntentDelta.Empty);
        driver.Update(network);
        driver.Apply();
        driver.Update(network with { Nodes = [.. network.Nodes, IpAddr.Parse("192.0.2.12")] });
        Assert.Equal(1, driver.Apply().Messages);
        Assert.Contains("chain nat-outgoing", net.Listed(), StringComparison.Ordinal);

        driver.Update(network with { NatPools = [], VxlanV4 = false });
        driver.Apply();
        Assert.DoesNotContain("nat", net.Listed(), StringComparison.Ordinal);
        Assert.DoesNotContain("nodes-v4", net.Listed(), StringComparison.Ordinal);
    }
}
