using Margay.Model.Intent;
using Margay.Model.Settings;
using Margay.Primitives;
using Margay.Routing;

namespace Margay.Tests.Unit.Routing;

/// <summary>What is the same whatever packets are put into.</summary>
public sealed class TunnelRouteTests
{
    private static readonly Cidr Pool = Cidr.Parse("10.65.0.0/16");
    private static readonly Cidr Block = Cidr.Parse("10.65.0.64/26");
    private static readonly NodeFacts Own = new("n1", [IpAddr.Parse("172.30.0.1")]);

    [Theory]
    [InlineData(TunnelKind.Vxlan, "172.30.0.0/24", true)]
    [InlineData(TunnelKind.Vxlan, "172.30.0.0/16", false)]
    [InlineData(TunnelKind.Ipip, "172.30.0.0/24", true)]
    [InlineData(TunnelKind.Ipip, "172.30.0.0/16", false)]
    public void Across_subnets_means_that_a_neighbour_is_reached_without(TunnelKind tunnel, string subnet, bool isInTunnel)
    {
        var graph = Graph(tunnel, Encapsulation.CrossSubnet);
        graph.SetSubnets([Cidr.Parse(subnet)]);
        Assert.Equal(isInTunnel, Assert.Single(graph.Routes()).Target is RouteTarget.OnLink);
    }

    [Theory]
    [InlineData(TunnelKind.Vxlan)]
    [InlineData(TunnelKind.Ipip)]
    public void Without_an_end_of_its_own_the_node_has_no_way_in_and_none_around(TunnelKind tunnel)
    {
        var graph = Graph(tunnel, Encapsulation.Always);
        Assert.True(HasTunnel(graph));
        graph.Upsert(Own);
        Assert.Empty(graph.Routes());
        Assert.False(HasTunnel(graph));
    }

    [Theory]
    [InlineData(TunnelKind.Vxlan)]
    [InlineData(TunnelKind.Ipip)]
    public void What_is_encapsulated_is_not_learnt_and_what_is_not_is(TunnelKind tunnel)
    {
        var graph = Graph(tunnel, Encapsulation.Always);
        graph.Learn(Block, [IpAddr.Parse("172.30.0.254")]);
        Assert.IsType<RouteTarget.OnLink>(Assert.Single(graph.Routes()).Target);

        graph.SetPool("pool", new PoolFacts(Pool, Encapsulation.Never, tunnel));
        Assert.Equal(new RouteTarget.Gateway(IpAddr.Parse("172.30.0.254")), Assert.Single(graph.Routes()).Target);
        Assert.False(HasTunnel(graph));

        graph.Learn(Block, []);
        Assert.Empty(graph.Routes());
    }

    private static bool HasTunnel(RouteGraph graph) => graph.Vxlan(IpFamily.V4, VxlanSettings.Defaults) is not null || graph.Ipip(mtu: 0) is not null;

    /// <summary>A node whose pool is encapsulated, and another with a block of it; both have ends of either kind.</summary>
    private static RouteGraph Graph(TunnelKind tunnel, Encapsulation mode)
    {
        var graph = new RouteGraph("n1", learnsRoutes: true);
        graph.SetPool("pool", new PoolFacts(Pool, mode, tunnel));
        graph.Upsert(Own with { IpipEnd = IpAddr.Parse("10.65.0.0"), TunnelV4 = new TunnelEnd(IpAddr.Parse("10.65.0.1"), MacAddr.Of(1)) });
        graph.Upsert(new NodeFacts("n2", [IpAddr.Parse("172.30.1.2")]) { TunnelV4 = new TunnelEnd(IpAddr.Parse("10.65.0.65"), MacAddr.Of(2)) });
        graph.Upsert(new BlockFacts(Block, "n2", []));
        return graph;
    }
}
