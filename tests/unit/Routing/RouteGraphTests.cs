using Margay.Model.Intent;
using Margay.Model.Resources;
using Margay.Primitives;
using Margay.Routing;

namespace Margay.Tests.Unit.Routing;

public sealed class RouteGraphTests
{
    private static readonly Cidr Block1 = Cidr.Parse("10.65.0.0/26");
    private static readonly Cidr Block2 = Cidr.Parse("10.65.0.64/26");
    private readonly RouteGraph _graph = new("n1");

    public RouteGraphTests()
    {
        _graph.Upsert(new NodeFacts("n1", [IpAddr.Parse("172.30.0.1")]));
        _graph.Upsert(new NodeFacts("n2", [IpAddr.Parse("172.30.0.2"), IpAddr.Parse("fd30::2")]));
    }

    [Fact]
    public void Own_block_is_a_blackhole_and_its_pods_are_device_routes()
    {
        _graph.Upsert(new BlockFacts(Block1, "n1", []));
        _graph.Upsert(new LocalEndpoint("cali1", "shop", "web", [IpAddr.Parse("10.65.0.5")]));
        Assert.Equal(
            [
                new RouteIntent(Block1, new RouteTarget.Blackhole(), RouteSource.LocalBlock),
                new RouteIntent(Cidr.Parse("10.65.0.5/32"), new RouteTarget.Device("cali1"), RouteSource.LocalWorkload),
            ],
            _graph.Routes());
    }

    [Fact]
    public void Block_of_another_node_goes_through_that_node_in_its_family()
    {
        _graph.Upsert(new BlockFacts(Block2, "n2", []));
        _graph.Upsert(new BlockFacts(Cidr.Parse("fd00:65::/122"), "n2", []));
        Assert.Equal(
            [Gateway("172.30.0.2"), Gateway("fd30::2")],
            _graph.Routes().Select(route => route.Target));
    }

    [Fact]
    public void Block_whose_owner_has_no_address_of_its_family_gives_no_route()
    {
        _graph.Upsert(new NodeFacts("n3", [IpAddr.Parse("fd30::3")]));
        _graph.Upsert(new BlockFacts(Block2, "n3", []));
        _graph.Upsert(new BlockFacts(Block1, "unknown", []));
        Assert.Empty(_graph.Routes());
    }

    [Fact]
    public void Node_that_moves_takes_its_blocks_along()
    {
        _graph.Upsert(new BlockFacts(Block2, "n2", []));
        _graph.TakeChanges();
        _graph.Upsert(new NodeFacts("n2", [IpAddr.Parse("172.30.0.9")]));
        Assert.True(_graph.Changed);
        Assert.Equal(Gateway("172.30.0.9"), Assert.Single(_graph.Routes()).Target);
        _graph.RemoveNode("n2");
        Assert.Empty(_graph.Routes());
    }

    [Fact]
    public void Borrowed_address_has_a_route_of_its_own_to_its_holder()
    {
        _graph.Upsert(new BlockFacts(Block1, "n1", [new BorrowedAddress(IpAddr.Parse("10.65.0.7"), "n2")]));
        Assert.Contains(
            new RouteIntent(Cidr.Parse("10.65.0.7/32"), Gateway("172.30.0.2"), RouteSource.BorrowedAddress),
            _graph.Routes());
    }

    [Fact]
    public void Address_of_a_local_pod_wins_over_a_claim_from_elsewhere()
    {
        _graph.Upsert(new BlockFacts(Block2, "n2", [new BorrowedAddress(IpAddr.Parse("10.65.0.70"), "n2")]));
        _graph.Upsert(new LocalEndpoint("cali1", "shop", "web", [IpAddr.Parse("10.65.0.70")]));
        Assert.Equal(
            new RouteTarget.Device("cali1"),
            _graph.Routes().Single(route => route.Destination == Cidr.Parse("10.65.0.70/32")).Target);
    }

    [Fact]
    public void Repeated_facts_change_nothing()
    {
        var block = new BlockFacts(Block2, "n2", []);
        _graph.Upsert(block);
        _graph.TakeChanges();
        _graph.Upsert(block with { Borrowed = [] });
        _graph.Upsert(new NodeFacts("n2", [IpAddr.Parse("172.30.0.2"), IpAddr.Parse("fd30::2")]));
        Assert.False(_graph.Changed);
    }

    [Fact]
    public void Pending_affinity_is_no_ownership()
    {
        var block = new IpamBlock { Spec = new IpamBlockSpec { Cidr = "10.65.0.0/26", Affinity = "host:n2" } };
        Assert.Null(RouteFacts.Of(block, (_, _) => false)!.Owner);
        Assert.Equal("n2", RouteFacts.Of(block, (_, _) => true)!.Owner);
    }

    [Fact]
    public void Allocation_on_another_node_than_the_owner_is_borrowed()
    {
        var block = new IpamBlock
        {
            Spec = new IpamBlockSpec
            {
                Cidr = "10.65.0.0/30",
                Affinity = "host:n1",
                Allocations = [0, null, 1, 9],
                Attributes =
                [
                    new AllocationAttribute { Secondary = new Dictionary<string, string> { ["node"] = "n1" } },
                    new AllocationAttribute { Secondary = new Dictionary<string, string> { ["node"] = "n2" } },
                ],
            },
        };
        Assert.Equal(
            [new BorrowedAddress(IpAddr.Parse("10.65.0.2"), "n2")], RouteFacts.Of(block, (_, _) => true)!.Borrowed);
    }

    [Fact]
    public void Node_annotation_comes_before_its_internal_address()
    {
        var node = new Node
        {
            Metadata = new ObjectMeta
            {
                Name = "n1",
                Annotations = new Dictionary<string, string> { ["projectcalico.org/IPv4Address"] = "10.1.1.1/24" },
            },
            Status = new NodeStatus
            {
                Addresses =
                [
                    new NodeAddress { Type = "InternalIP", Address = "10.2.2.2" },
                    new NodeAddress { Type = "InternalIP", Address = "fd00::2" },
                    new NodeAddress { Type = "Hostname", Address = "n1" },
                ],
            },
        };
        Assert.Equal([IpAddr.Parse("10.1.1.1"), IpAddr.Parse("fd00::2")], RouteFacts.Of(node).Addresses);
    }

    private static RouteTarget.Gateway Gateway(string address) => new(IpAddr.Parse(address));
}
