using Margay.Model.Intent;
using Margay.Primitives;
using Margay.Routing;

namespace Margay.Tests.Unit.Routing;

/// <summary>Routes from BGP: several next hops, next hops that are not neighbours, and ways that change.</summary>
public sealed class LearntRouteTests
{
    private static readonly Cidr Far = Cidr.Parse("10.65.1.0/26");
    private static readonly Cidr Further = Cidr.Parse("10.65.2.0/26");
    private static readonly IpAddr Left = IpAddr.Parse("172.30.0.2");
    private static readonly IpAddr Right = IpAddr.Parse("172.30.0.3");
    private static readonly IpAddr Loopback = IpAddr.Parse("192.0.2.1");

    private readonly Dictionary<IpAddr, IReadOnlyList<NextHop>> _ways = [];
    private readonly RouteGraph _graph;

    public LearntRouteTests() => _graph = new RouteGraph("n1", learnsRoutes: true, hop => _ways.GetValueOrDefault(hop) ?? [new NextHop(hop)]);

    [Fact]
    public void Several_next_hops_share_the_traffic_whatever_their_order()
    {
        _graph.Learn(Far, [Right, Left]);
        Assert.Equal(new RouteTarget.Gateways([new NextHop(Left), new NextHop(Right)]), TargetOf(Far));
        _graph.TakeChanges();

        _graph.Learn(Far, [Left, Right]);
        Assert.False(_graph.Changed);

        _graph.Learn(Far, [Right]);
        Assert.Equal(new RouteTarget.Gateway(Right), TargetOf(Far));
    }

    [Fact]
    public void A_peer_has_the_way_that_its_resource_says_whatever_peers_say()
    {
        _graph.Learn(Loopback.ToHostCidr(), [Right]);
        _graph.SetPeers(new Dictionary<IpAddr, IpAddr> { [Loopback] = Left });
        Assert.Equal(new RouteTarget.Gateway(Left), TargetOf(Loopback.ToHostCidr()));
        Assert.Equal(RouteSource.BgpPeer, _graph.Routes().Single(route => route.Destination == Loopback.ToHostCidr()).Source);
        _graph.TakeChanges();

        _graph.SetPeers(new Dictionary<IpAddr, IpAddr> { [Loopback] = Left });
        Assert.False(_graph.Changed);
        _graph.SetPeers(new Dictionary<IpAddr, IpAddr>());
        Assert.Equal(new RouteTarget.Gateway(Right), TargetOf(Loopback.ToHostCidr()));
    }

    [Fact]
    public void What_peers_are_told_is_a_change_though_no_route_is_another()
    {
        var block = new BlockFacts(Cidr.Parse("10.65.0.0/26"), "n2", []);
        var borrowing = block with { Borrowed = [new BorrowedAddress(IpAddr.Parse("10.65.0.5"), "n1")] };
        _graph.Upsert(block);
        _graph.TakeChanges();

        _graph.Upsert(borrowing);
        Assert.Equal([Cidr.Parse("10.65.0.5/32")], _graph.Announced());
        Assert.True(_graph.Changed);
        Assert.Empty(_graph.TakeChanges());

        _graph.Upsert(block);
        Assert.Empty(_graph.Announced());
        Assert.True(_graph.Changed);
        _graph.TakeChanges();

        _graph.Upsert(borrowing);
        _graph.TakeChanges();
        _graph.RemoveBlock(block.Cidr);
        Assert.Empty(_graph.Announced());
        Assert.True(_graph.Changed);
        _graph.TakeChanges();

        _graph.Upsert(block with { Borrowed = [new BorrowedAddress(IpAddr.Parse("10.65.0.5"), "n3")] });
        Assert.False(_graph.Changed);
    }

    [Fact]
    public void A_workload_that_has_just_moved_away_is_found_where_it_went_though_its_link_is_still_here()
    {
        var address = IpAddr.Parse("10.65.0.5");
        _graph.Upsert(new LocalEndpoint("cali1", "shop", "vm", [address]));
        _graph.Learn(address.ToHostCidr(), [Left]);
        Assert.Equal(new RouteTarget.Device("cali1"), TargetOf(address.ToHostCidr()));
        _graph.TakeChanges();

        _graph.Learn(address.ToHostCidr(), [Left], isUrgent: true);
        Assert.Equal([new RouteChange(address.ToHostCidr(), new RouteIntent(address.ToHostCidr(), new RouteTarget.Gateway(Left), RouteSource.Bgp))], _graph.TakeChanges());

        _graph.Learn(address.ToHostCidr(), [Left]);
        Assert.Equal(new RouteTarget.Device("cali1"), TargetOf(address.ToHostCidr()));
    }

    [Fact]
    public void A_workload_that_has_just_moved_here_is_told_by_itself_until_it_is_known_or_gone()
    {
        var endpoint = new LocalEndpoint("cali1", "shop", "vm", [IpAddr.Parse("10.65.0.5"), IpAddr.Parse("fd65::5")]);
        _graph.Upsert(endpoint);
        Assert.Empty(_graph.Moved());
        _graph.SetMoved("cali1", true);
        Assert.Equal(["10.65.0.5/32", "fd65::5/128"], _graph.Moved().Select(prefix => prefix.ToString()));

        _graph.TakeChanges();
        _graph.SetMoved("cali1", false);
        Assert.True(_graph.Changed);
        Assert.Empty(_graph.Moved());
        _graph.SetMoved("cali1", true);
        _graph.RemoveEndpoint("cali1");
        _graph.Upsert(endpoint);
        Assert.Empty(_graph.Moved());
    }

    [Fact]
    public void A_next_hop_that_is_no_neighbour_is_reached_through_one()
    {
        _ways[Loopback] = [new NextHop(Left)];
        _graph.Learn(Far, [Loopback]);
        Assert.Equal(new RouteTarget.Gateway(Left), TargetOf(Far));

        _ways[Loopback] = [new NextHop(IpAddr.Parse("fe80::1"), "eth0")];
        _graph.RefreshWays();
        Assert.Equal(new RouteTarget.OnLink("eth0", IpAddr.Parse("fe80::1")), TargetOf(Far));
    }

    [Fact]
    public void Next_hops_behind_the_same_neighbour_are_one_way()
    {
        _ways[Loopback] = [new NextHop(Left)];
        _graph.Learn(Far, [Loopback, Left]);
        Assert.Equal(new RouteTarget.Gateway(Left), TargetOf(Far));
    }

    [Fact]
    public void Without_a_way_there_is_no_route_and_with_one_again_there_is()
    {
        _graph.Learn(Far, [Left]);
        _graph.Learn(Further, [Right]);
        _graph.TakeChanges();

        _ways[Left] = [];
        _graph.RefreshWays();
        Assert.Equal([new RouteChange(Far, null)], _graph.TakeChanges());

        _ways.Remove(Left);
        _graph.RefreshWays();
        Assert.Equal([new RouteChange(Far, new RouteIntent(Far, new RouteTarget.Gateway(Left), RouteSource.Bgp))], _graph.TakeChanges());
    }

    [Fact]
    public void Ways_that_are_as_they_were_change_nothing()
    {
        _graph.Learn(Far, [Left, Right]);
        _graph.TakeChanges();
        _graph.RefreshWays();
        Assert.False(_graph.Changed);
    }

    private RouteTarget? TargetOf(Cidr destination) => _graph.Routes().SingleOrDefault(route => route.Destination == destination)?.Target;
}
