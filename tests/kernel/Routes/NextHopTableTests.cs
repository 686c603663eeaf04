using Margay.Dataplane.Linux.Links;
using Margay.Dataplane.Linux.Routes;
using Margay.Linux;
using Margay.Model.Intent;
using Margay.Netlink;
using Margay.Netlink.Route;
using Margay.Primitives;
using Margay.Tests.Kernel.Linux;

namespace Margay.Tests.Kernel.Routes;

public sealed class NextHopTableTests : IDisposable
{
    private static readonly IpAddr Far = IpAddr.Parse("203.0.113.7");

    private readonly NetnsHandle _host;
    private readonly NetlinkSocket _somebody;
    private readonly NextHopTable _table;
    private readonly int _link;

    public NextHopTableTests()
    {
        Machine.RequireRoot();
        _host = NetnsHandle.Create();
        _somebody = NetlinkSocket.Open(NetlinkProtocol.Route, _host);
        Do(writer => LinkCodec.WriteCreateBridge(writer, _somebody.NextSequence(), "eth0"));
        _link = new LinkTable(_somebody).Find("eth0")!.Index;
        Do(writer => LinkCodec.WriteChange(writer, _somebody.NextSequence(), _link, new LinkChange(IsUp: true)));
        foreach (var (address, length) in new[] { ("192.0.2.1", 24), ("2001:db8::1", 64) })
            Do(writer => AddressCodec.WriteAdd(writer, _somebody.NextSequence(), new InterfaceAddress(_link, IpAddr.Parse(address), length)));
        _table = new NextHopTable(_host);
    }

    [Fact]
    public void What_is_said_to_be_behind_a_gateway_is_reached_through_it()
    {
        var gateway = IpAddr.Parse("192.0.2.9");
        Assert.Empty(_table.WayTo(Far).Hops);
        Assert.True(_table.Set(new Dictionary<IpAddr, IpAddr> { [Far] = gateway }));
        Assert.False(_table.Set(new Dictionary<IpAddr, IpAddr> { [Far] = gateway }));
        Assert.True(_table.Refresh());
        Assert.Equal([new NextHop(gateway)], _table.WayTo(Far).Hops);
        Assert.Equal(1u, _table.WayTo(Far).Cost);
    }

    [Theory]
    [InlineData("192.0.2.9")]
    [InlineData("2001:db8::9")]
    public void A_neighbour_is_its_own_way(string nextHop)
    {
        var way = _table.WayTo(IpAddr.Parse(nextHop));
        Assert.Equal([new NextHop(IpAddr.Parse(nextHop))], way.Hops);
        Assert.Equal(0u, way.Cost);
    }

    [Theory]
    [InlineData("203.0.113.7")]
    [InlineData("2001:db8:7::7")]
    [InlineData("192.0.2.1")]                                            // the host's own
    public void What_no_route_leads_to_has_no_way(string nextHop) => Assert.Equal(NextHopWay.None, _table.WayTo(IpAddr.Parse(nextHop)));

    [Theory]
    [InlineData("192.0.2.9", true)]
    [InlineData("2001:db8::9", true)]
    [InlineData("203.0.113.7", false)]
    [InlineData("198.51.100.7", false)]                                  // behind a router
    [InlineData("198.18.0.1", true)]                                     // a route without a gateway makes it a neighbour too
    [InlineData("fe80::9", false)]                                       // of which link?
    public void Neighbours_are_those_that_the_kernel_takes_as_gateways(string gateway, bool isNeighbour)
    {
        Add("198.51.100.0/24", RouteProtocol.Static, route => route with { Gateway = IpAddr.Parse("192.0.2.2") });
        Add("198.18.0.1/32", RouteProtocol.Static, route => route with { LinkIndex = _link, Scope = RouteScope.Link });
        var address = IpAddr.Parse(gateway);
        Assert.Equal(isNeighbour, _table.IsNeighbour(address));

        var refusal = Record.Exception(() => Add(address.IsV4 ? "10.9.9.0/24" : "2001:db8:99::/64", RouteProtocol.Margay, route => route with { Gateway = address }));
        Assert.Equal(isNeighbour, refusal is null);
    }

    [Fact]
    public void A_node_is_no_neighbour_of_itself() => Assert.False(_table.IsNeighbour(IpAddr.Parse("192.0.2.1")));

    [Fact]
    public void The_way_to_what_is_further_is_that_of_the_others_route()
    {
        Add("203.0.113.0/24", RouteProtocol.Static, route => route with { Gateway = IpAddr.Parse("192.0.2.2"), Metric = 5 });
        var way = _table.WayTo(Far);
        Assert.Equal([new NextHop(IpAddr.Parse("192.0.2.2"))], way.Hops);
        Assert.Equal(6u, way.Cost);
    }

    [Fact]
    public void A_router_with_a_link_local_address_is_behind_its_link()
    {
        Add("::/0", RouteProtocol.Boot, route => route with { Gateway = IpAddr.Parse("fe80::1"), LinkIndex = _link });
        Assert.Equal([new NextHop(IpAddr.Parse("fe80::1"), "eth0")], _table.WayTo(IpAddr.Parse("2001:db8:7::7")).Hops);
    }

    [Fact]
    public void Several_gateways_are_several_ways()
    {
        Add("203.0.113.0/24", RouteProtocol.Static, route => route with
        {
            Hops = [new RouteHop(IpAddr.Parse("192.0.2.2"), 0), new RouteHop(IpAddr.Parse("192.0.2.3"), 0)],
        });
        Assert.Equal([new NextHop(IpAddr.Parse("192.0.2.2")), new NextHop(IpAddr.Parse("192.0.2.3"))], _table.WayTo(Far).Hops);
    }

    [Fact]
    public void No_route_rests_on_one_of_ours()
    {
        Add("203.0.113.0/24", RouteProtocol.Margay, route => route with { Gateway = IpAddr.Parse("192.0.2.2"), Metric = 1024 });
        Assert.Equal(NextHopWay.None, _table.WayTo(Far));

        Add("0.0.0.0/0", RouteProtocol.Boot, route => route with { Gateway = IpAddr.Parse("192.0.2.3") });
        Assert.True(_table.Refresh());
        Assert.Equal([new NextHop(IpAddr.Parse("192.0.2.3"))], _table.WayTo(Far).Hops);
    }

    [Fact]
    public void Those_that_nobody_asks_for_any_more_are_forgotten()
    {
        const int many = 1100;
        for (var i = 0; i < many; i++) _table.WayTo(IpAddr.V4(0xC6120000u + (uint)i));
        Assert.Equal(many, _table.Count);

        Assert.True(_table.Refresh());
        Assert.Equal(0, _table.Count);
        Assert.Equal(NextHopWay.None, _table.WayTo(Far));
        Assert.False(_table.Refresh());
        Assert.Equal(1, _table.Count);
    }

    [Fact]
    public void What_changes_is_seen_when_it_is_asked_for_again()
    {
        Assert.Equal(NextHopWay.None, _table.WayTo(Far));
        Assert.False(_table.Refresh());

        Add("203.0.113.0/24", RouteProtocol.Static, route => route with { Gateway = IpAddr.Parse("192.0.2.2") });
        Assert.Equal(NextHopWay.None, _table.WayTo(Far));
        Assert.True(_table.Refresh());
        Assert.NotEqual(NextHopWay.None, _table.WayTo(Far));
        Assert.False(_table.Refresh());
    }

    public void Dispose()
    {
        _table.Dispose();
        _somebody.Dispose();
        _host.Dispose();
    }

    private void Add(string destination, RouteProtocol protocol, Func<KernelRoute, KernelRoute> with)
    {
        var route = with(new KernelRoute { Destination = Cidr.Parse(destination), Protocol = protocol });
        Do(writer => RouteCodec.WriteAdd(writer, _somebody.NextSequence(), route, RouteConflict.Refuse));
    }

    private void Do(Action<NetlinkWriter> write)
    {
        var writer = new NetlinkWriter();
        write(writer);
        _somebody.Execute(writer.Written, "prepare the test");
    }
}
