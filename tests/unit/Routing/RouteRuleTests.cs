using Margay.Model.Intent;
using Margay.Model.Resources;
using Margay.Model.Settings;
using Margay.Primitives;
using Margay.Routing;

namespace Margay.Tests.Unit.Routing;

/// <summary>What <c>programClusterRoutes</c>, <c>vxlanEnabled</c> and <c>ipipEnabled</c> make of the routes to other nodes.</summary>
public sealed class RouteRuleTests
{
    private static readonly Cidr Pool = Cidr.Parse("10.65.0.0/16");
    private static readonly Cidr Block = Cidr.Parse("10.65.0.64/26");
    private static readonly IpAddr Near = IpAddr.Parse("172.30.0.2");
    private static readonly IpAddr Far = IpAddr.Parse("172.30.1.2");
    private static readonly IpAddr Router = IpAddr.Parse("172.30.0.254");

    [Theory]
    [InlineData(null, null, "NoEncap", RouteSource.Bgp)]
    [InlineData(null, null, "Ipip", RouteSource.RemoteBlock)]
    [InlineData(null, null, "Vxlan", RouteSource.RemoteBlock)]
    [InlineData("Enabled", "Disabled", "NoEncap", RouteSource.RemoteBlock)]
    [InlineData("Enabled", "Disabled", "Ipip", RouteSource.RemoteBlock)]
    [InlineData("Disabled", "Enabled", "NoEncap", RouteSource.Bgp)]
    [InlineData("Disabled", "Enabled", "Ipip", RouteSource.Bgp)]
    [InlineData("Disabled", "Enabled", "Vxlan", RouteSource.RemoteBlock)]
    [InlineData("EnabledNoEncapOnly", "EnabledIPIPOnly", "NoEncap", RouteSource.RemoteBlock)]
    [InlineData("EnabledNoEncapOnly", "EnabledIPIPOnly", "Ipip", RouteSource.Bgp)]
    [InlineData("Disabled", "Disabled", "NoEncap", null)]
    [InlineData("Disabled", "Disabled", "Ipip", null)]
    [InlineData("Enabled", "Enabled", "NoEncap", RouteSource.RemoteBlock)]
    public void Each_kind_of_pool_has_one_that_writes_its_routes(string? felix, string? bgp, string kind, RouteSource? expected)
    {
        var graph = Graph(kind, Near);
        graph.Learn(Block, [Router]);
        graph.SetRules(Rules(new FelixConfigurationSpec { ProgramClusterRoutes = felix }, bgp));
        Assert.Equal(expected, RouteOf(graph)?.Source);
    }

    [Fact]
    public void Without_encapsulation_the_agent_reaches_neighbours_only_and_without_bgp_takes_all_nodes_for_such()
    {
        var rules = Rules(new FelixConfigurationSpec { ProgramClusterRoutes = "Enabled" }, null);
        foreach (var (node, learnsRoutes, isReached) in new[] { (Near, true, true), (Far, true, false), (Far, false, true) })
        {
            var graph = Graph("NoEncap", node, learnsRoutes);
            graph.SetRules(rules);
            Assert.Equal(isReached, RouteOf(graph) is not null);
        }
    }

    [Fact]
    public void What_bgp_has_learnt_of_an_ipip_pool_goes_through_the_tunnel_to_the_next_hop()
    {
        var graph = Graph("Ipip", Far);
        graph.SetRules(Rules(new FelixConfigurationSpec { ProgramClusterRoutes = "Disabled" }, "Enabled"));
        graph.Learn(Block, [Far]);
        Assert.Equal(new RouteTarget.OnLink("tunl0", Far), RouteOf(graph)!.Target);

        graph.SetPool("pool", new PoolFacts(Pool, Encapsulation.CrossSubnet, TunnelKind.Ipip));
        graph.Learn(Block, [Near, Far]);
        Assert.Equal(new RouteTarget.Gateways([new NextHop(Near), new NextHop(Far, "tunl0")]), RouteOf(graph)!.Target);

        graph.TakeChanges();
        graph.SetSubnets([Cidr.Parse("172.30.0.0/16")]);
        Assert.Equal(new RouteTarget.Gateways([new NextHop(Near), new NextHop(Far)]), Assert.Single(graph.TakeChanges(), change => change.Destination == Block).Route!.Target);
    }

    [Theory]
    [InlineData("Vxlan", null)]
    [InlineData("Ipip", null)]
    [InlineData("Ipip", "Enabled")]
    public void Without_this_node_no_way_leads_into_a_tunnel(string kind, string? bgp)
    {
        var graph = Graph(kind, Far);
        graph.SetRules(Rules(new FelixConfigurationSpec { ProgramClusterRoutes = bgp is null ? null : "Disabled" }, bgp));
        graph.Learn(Block, [Far]);
        Assert.NotNull(RouteOf(graph));
        graph.TakeChanges();

        graph.RemoveNode("n1");
        Assert.Equal([new RouteChange(Block, null)], graph.TakeChanges());
    }

    [Theory]
    [InlineData("Vxlan")]
    [InlineData("Ipip")]
    public void Where_the_tunnel_cannot_be_nothing_that_peers_say_takes_its_place(string kind)
    {
        var graph = Graph(kind, Far);
        graph.Learn(Block, [Router]);
        graph.Upsert(new NodeFacts("n1", [IpAddr.Parse("172.30.0.1")]));
        Assert.Null(RouteOf(graph));
        graph.TakeChanges();

        graph.SetPool("pool", null);
        Assert.Equal(new RouteIntent(Block, new RouteTarget.Gateway(Router), RouteSource.Bgp), Assert.Single(graph.TakeChanges()).Route);
    }

    [Theory]
    [InlineData("Vxlan")]
    [InlineData("Ipip")]
    public void A_tunnel_that_is_switched_off_is_not_there_and_has_no_routes_not_even_within_the_subnet(string kind)
    {
        foreach (var mode in (Encapsulation[])[Encapsulation.Always, Encapsulation.CrossSubnet])
        {
            var graph = Graph(kind, Near);
            graph.SetPool("pool", new PoolFacts(Pool, mode, Enum.Parse<TunnelKind>(kind)));
            Assert.True(HasTunnel(graph, kind));
            graph.SetRules(Rules(new FelixConfigurationSpec { VxlanEnabled = false, IpipEnabled = false }, null));
            Assert.False(HasTunnel(graph, kind));
            Assert.Null(RouteOf(graph));
            Assert.Equal(0, graph.TunnelOverhead);
            Assert.False(IsGuarded(graph, kind));
        }
    }

    [Theory]
    [InlineData("Vxlan", 50)]
    [InlineData("Ipip", 20)]
    public void A_tunnel_that_is_switched_on_is_there_before_a_pool_needs_it(string kind, int overhead)
    {
        var graph = Graph("NoEncap", Near);
        Assert.False(HasTunnel(graph, kind));
        graph.SetRules(Rules(new FelixConfigurationSpec { VxlanEnabled = kind == "Vxlan", IpipEnabled = kind == "Ipip" }, null));
        Assert.True(HasTunnel(graph, kind));
        Assert.Equal(overhead, graph.TunnelOverhead);
        Assert.True(IsGuarded(graph, kind));
    }

    [Fact]
    public void The_more_specific_configuration_decides_and_vxlan_over_ipv6_is_the_pools_affair()
    {
        var settings = FelixSettings.Of(
            new FelixConfiguration { Metadata = new ObjectMeta { Name = "default" }, Spec = new FelixConfigurationSpec { VxlanEnabled = true, IpipEnabled = true } },
            new FelixConfiguration { Metadata = new ObjectMeta { Name = "node.n1" }, Spec = new FelixConfigurationSpec { VxlanEnabled = false } }).Tunnels;
        Assert.False(TunnelFacts.IsOrdered(settings, TunnelKind.Vxlan, IpFamily.V4));
        Assert.Null(TunnelFacts.IsOrdered(settings, TunnelKind.Vxlan, IpFamily.V6));
        Assert.True(TunnelFacts.IsOrdered(settings, TunnelKind.Ipip, IpFamily.V4));
    }

    private static RouteIntent? RouteOf(RouteGraph graph) => graph.Routes().SingleOrDefault(route => route.Destination == Block);

    private static bool HasTunnel(RouteGraph graph, string kind) =>
        kind == "Ipip" ? graph.Ipip(mtu: 0) is not null : graph.Vxlan(IpFamily.V4, VxlanSettings.Defaults) is not null;

    /// <summary>Whether the node takes the tunnel's packets from nodes only.</summary>
    private static bool IsGuarded(RouteGraph graph, string kind) =>
        graph.Network(OverlaySettings.Defaults) is var network && (kind == "Ipip" ? network.Ipip : network.VxlanV4);

    private static RouteRules Rules(FelixConfigurationSpec felix, string? bgp)
    {
        var settings = FelixSettings.Of(new FelixConfiguration { Metadata = new ObjectMeta { Name = "default" }, Spec = felix });
        return new RouteRules(settings.RoutesFromBlocks, ClusterRoutesText.Read(bgp) ?? RouteRules.Defaults.FromBgp, settings.Tunnels);
    }

    /// <summary>A node with a pool of a kind, and another at an address that has a block of it; both have ends of either kind.</summary>
    private static RouteGraph Graph(string kind, IpAddr other, bool learnsRoutes = true)
    {
        var graph = new RouteGraph("n1", learnsRoutes);
        graph.SetSubnets([Cidr.Parse("172.30.0.0/24")]);
        graph.SetPool("pool", kind == "NoEncap" ? new PoolFacts(Pool, Encapsulation.Never, TunnelKind.Vxlan) : new PoolFacts(Pool, Encapsulation.Always, Enum.Parse<TunnelKind>(kind)));
        graph.Upsert(new NodeFacts("n1", [IpAddr.Parse("172.30.0.1")]) { IpipEnd = IpAddr.Parse("10.65.0.0"), TunnelV4 = new TunnelEnd(IpAddr.Parse("10.65.0.1"), MacAddr.Of(1)) });
        graph.Upsert(new NodeFacts("n2", [other]) { TunnelV4 = new TunnelEnd(IpAddr.Parse("10.65.0.65"), MacAddr.Of(2)) });
        graph.Upsert(new BlockFacts(Block, "n2", []));
        return graph;
    }
}
