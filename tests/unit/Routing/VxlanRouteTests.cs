using Margay.Model.Intent;
using Margay.Model.Settings;
using Margay.Primitives;
using Margay.Routing;

namespace Margay.Tests.Unit.Routing;

public sealed class VxlanRouteTests
{
    private static readonly Cidr Pool = Cidr.Parse("10.65.0.0/16");
    private static readonly Cidr Block = Cidr.Parse("10.65.0.64/26");
    private static readonly TunnelEnd Ours = End("10.65.0.0", 1);
    private static readonly TunnelEnd Theirs = End("10.65.0.64", 2);

    [Fact]
    public void A_pool_that_always_encapsulates_leads_into_the_tunnel()
    {
        var graph = Graph(Encapsulation.Always);
        Assert.Equal(new RouteTarget.OnLink("vxlan.calico", Theirs.Address), Assert.Single(graph.Routes()).Target);

        var vxlan = graph.Vxlan(IpFamily.V4, VxlanSettings.Defaults)!;
        Assert.Equal((4096u, (ushort)4789, IpAddr.Parse("172.30.0.1"), Ours), (vxlan.Vni, vxlan.Port, vxlan.Underlay, vxlan.Own));
        Assert.Equal([new VxlanPeer(Theirs, IpAddr.Parse("172.30.1.2"))], vxlan.Peers);
        Assert.Null(graph.Vxlan(IpFamily.V6, VxlanSettings.Defaults));
        Assert.Equal(50, graph.TunnelOverhead);
    }

    [Fact]
    public void Without_an_end_of_the_other_node_there_is_no_way_around_the_tunnel()
    {
        var graph = Graph(Encapsulation.Always);
        graph.Upsert(new NodeFacts("n2", [IpAddr.Parse("172.30.1.2")]));
        Assert.Empty(graph.Routes());
    }

    [Fact]
    public void The_end_of_an_ipv6_tunnel_is_on_its_device_while_the_tunnel_is_used()
    {
        var (pool, block) = (Cidr.Parse("fd00:65::/64"), Cidr.Parse("fd00:65::40/122"));
        var end = Cidr.Parse("fd00:65::41/128");
        var graph = new RouteGraph("n1", learnsRoutes: true);
        graph.Upsert(new NodeFacts("n1", [IpAddr.Parse("fd30::1")]) { TunnelV6 = End("fd00:65::1", 1) });
        graph.Upsert(new NodeFacts("n2", [IpAddr.Parse("fd30::2")]) { TunnelV6 = End("fd00:65::41", 2) });
        graph.Upsert(new BlockFacts(block, "n2", []));
        graph.SetPool("pool", new PoolFacts(pool, Encapsulation.Always, TunnelKind.Vxlan));
        Assert.Equal(new RouteTarget.Device("vxlan-v6.calico"), graph.Routes().Single(route => route.Destination == end).Target);

        graph.SetPool("pool", new PoolFacts(pool, Encapsulation.CrossSubnet, TunnelKind.Vxlan));
        Assert.Equal(2, graph.Routes().Count);
        graph.SetSubnets([Cidr.Parse("fd30::/64")]);
        Assert.DoesNotContain(graph.Routes(), route => route.Destination == end);

        graph.SetPool("pool", new PoolFacts(pool, Encapsulation.Always, TunnelKind.Vxlan));
        Assert.Equal(2, graph.Routes().Count);
        graph.RemoveNode("n2");
        Assert.Empty(graph.Routes());
    }

    [Fact]
    public void The_most_specific_pool_decides()
    {
        var graph = Graph(Encapsulation.Always);
        graph.SetPool("special", new PoolFacts(Cidr.Parse("10.65.0.0/24"), Encapsulation.Never, TunnelKind.Vxlan));
        Assert.IsType<RouteTarget.Gateway>(Assert.Single(graph.Routes()).Target);
        graph.SetPool("special", null);
        Assert.IsType<RouteTarget.OnLink>(Assert.Single(graph.Routes()).Target);
    }

    [Fact]
    public void What_this_node_has_is_announced_and_what_it_lent_is_not()
    {
        var graph = Graph(Encapsulation.Never, learnsRoutes: true);
        graph.Upsert(new BlockFacts(Cidr.Parse("10.65.0.0/26"), "n1", [new BorrowedAddress(IpAddr.Parse("10.65.0.7"), "n2")]));
        graph.Upsert(new BlockFacts(Block, "n2", [new BorrowedAddress(IpAddr.Parse("10.65.0.70"), "n1")]));
        Assert.Equal([Cidr.Parse("10.65.0.0/26"), Cidr.Parse("10.65.0.70/32")], graph.Announced().Order());
    }

    [Fact]
    public void Macs_are_calicos() => Assert.Equal("66:40:b3:ea:b6:3f", $"{TunnelFacts.MacOf("n1", IpFamily.V4)}");

    private static RouteGraph Graph(Encapsulation mode, bool learnsRoutes = false)
    {
        var graph = new RouteGraph("n1", learnsRoutes);
        graph.SetPool("pool", new PoolFacts(Pool, mode, TunnelKind.Vxlan));
        graph.Upsert(new NodeFacts("n1", [IpAddr.Parse("172.30.0.1")]) { TunnelV4 = Ours });
        graph.Upsert(new NodeFacts("n2", [IpAddr.Parse("172.30.1.2")]) { TunnelV4 = Theirs });
        graph.Upsert(new BlockFacts(Block, "n2", []));
        return graph;
    }

    private static TunnelEnd End(string address, ulong mac) => new(IpAddr.Parse(address), MacAddr.Of(mac));
}
