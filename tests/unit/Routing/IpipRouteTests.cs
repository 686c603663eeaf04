using Margay.Model.Intent;
using Margay.Model.Resources;
using Margay.Primitives;
using Margay.Routing;

namespace Margay.Tests.Unit.Routing;

public sealed class IpipRouteTests
{
    private static readonly Cidr Pool = Cidr.Parse("10.65.0.0/16");
    private static readonly IpAddr Other = IpAddr.Parse("172.30.1.2");

    [Fact]
    public void A_pool_that_always_encapsulates_leads_to_the_other_node_through_the_tunnel()
    {
        var graph = Graph(Encapsulation.Always);
        Assert.Equal(new RouteTarget.OnLink("tunl0", Other), Assert.Single(graph.Routes()).Target);

        var ipip = graph.Ipip(mtu: 0)!;
        Assert.Equal((IpAddr.Parse("172.30.0.1"), IpAddr.Parse("10.65.0.0"), 0), (ipip.Underlay, ipip.Own, ipip.Mtu));
        Assert.Equal([Other], ipip.Peers);
        Assert.Equal(20, graph.TunnelOverhead);
    }

    [Fact]
    public void The_other_node_needs_none() => Assert.Single(Graph(Encapsulation.Always).Routes());

    [Fact]
    public void Pools_of_both_kinds_go_beside_each_other()
    {
        var graph = Graph(Encapsulation.Always);
        graph.SetPool("vxlan", new PoolFacts(Cidr.Parse("10.66.0.0/16"), Encapsulation.Always, TunnelKind.Vxlan));
        graph.Upsert(new BlockFacts(Cidr.Parse("10.66.0.64/26"), "n2", []));
        Assert.Single(graph.Routes());

        graph.Upsert(new NodeFacts("n1", [IpAddr.Parse("172.30.0.1")]) { IpipEnd = IpAddr.Parse("10.65.0.0"), TunnelV4 = new TunnelEnd(IpAddr.Parse("10.66.0.0"), MacAddr.Of(1)) });
        graph.Upsert(new NodeFacts("n2", [Other]) { TunnelV4 = new TunnelEnd(IpAddr.Parse("10.66.0.64"), MacAddr.Of(2)) });
        Assert.Equal(["tunl0", "vxlan.calico"], graph.Routes().Select(route => ((RouteTarget.OnLink)route.Target).Interface));
        Assert.Equal(50, graph.TunnelOverhead);
    }

    [Theory]
    [InlineData("10.65.0.0/16", "CrossSubnet", "Never", Encapsulation.CrossSubnet, TunnelKind.Ipip)]
    [InlineData("10.65.0.0/16", "Never", "Always", Encapsulation.Always, TunnelKind.Vxlan)]
    [InlineData("fd00:65::/112", "Always", "Never", Encapsulation.Never, TunnelKind.Vxlan)]
    public void A_pool_says_which(string cidr, string ipip, string vxlan, Encapsulation mode, TunnelKind tunnel)
    {
        var pool = new IpPool { Spec = new IpPoolSpec { Cidr = cidr, IpipMode = ipip, VxlanMode = vxlan } };
        Assert.Equal(new PoolFacts(Cidr.Parse(cidr), mode, tunnel), PoolFacts.Of(pool));
    }

    [Fact]
    public void A_node_says_its_end()
    {
        var node = new Node
        {
            Metadata = new ObjectMeta { Name = "n1", Annotations = new Dictionary<string, string> { ["projectcalico.org/IPv4IPIPTunnelAddr"] = "10.65.0.7" } },
        };
        Assert.Equal(IpAddr.Parse("10.65.0.7"), RouteFacts.Of(node).IpipEnd);
    }

    private static RouteGraph Graph(Encapsulation mode)
    {
        var graph = new RouteGraph("n1");
        graph.SetPool("pool", new PoolFacts(Pool, mode, TunnelKind.Ipip));
        graph.Upsert(new NodeFacts("n1", [IpAddr.Parse("172.30.0.1")]) { IpipEnd = IpAddr.Parse("10.65.0.0") });
        graph.Upsert(new NodeFacts("n2", [Other]));
        graph.Upsert(new BlockFacts(Cidr.Parse("10.65.0.64/26"), "n2", []));
        return graph;
    }
}
