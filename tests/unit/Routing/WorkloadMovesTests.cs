using Margay.Model.Intent;
using Margay.Primitives;
using Margay.Routing;

namespace Margay.Tests.Unit.Routing;

public sealed class WorkloadMovesTests
{
    private static readonly IpAddr Address = IpAddr.Parse("10.65.0.5");
    private static readonly TimeSpan Convergence = TimeSpan.FromSeconds(30);
    private static readonly LocalEndpoint Machine = new("cali1", "ns", "virt-launcher-a", [Address]);

    private readonly RouteGraph _graph = new("n1", learnsRoutes: true);
    private readonly WorkloadMoves _moves;

    public WorkloadMovesTests() => _moves = new WorkloadMoves(_graph, "n1");

    [Fact]
    public void A_target_has_no_route_before_its_machine_has_come_and_is_announced_for_a_while_then()
    {
        Add(Machine, Presence.Awaited);
        Says("n2");
        Assert.Empty(Review(1));
        Assert.False(HasRoute("cali1"));

        _moves.Arrive("cali1", TimeSpan.FromSeconds(2), Convergence);
        Assert.Equal([new PresenceChange("cali1", Presence.JustArrived)], Review(2));
        Assert.True(HasRoute("cali1"));
        Assert.Equal(["10.65.0.5/32"], _graph.Moved().Select(prefix => prefix.ToString()));
        Assert.Equal(TimeSpan.FromSeconds(32), _moves.NextAt);

        // Blocks still name the node before this one.
        Assert.Empty(Review(3));
        Says("n1");
        Assert.Empty(Review(4));
        Assert.Equal([new PresenceChange("cali1", Presence.Here)], Review(32));
        Assert.Empty(_graph.Moved());
        Assert.True(HasRoute("cali1"));
        Assert.Null(_moves.NextAt);
    }

    [Fact]
    public void What_peers_say_with_precedence_is_not_believed_of_a_machine_that_has_just_come()
    {
        Add(Machine, Presence.Awaited);
        _graph.Learn(Address.ToHostCidr(), [IpAddr.Parse("172.30.0.12")], isUrgent: true);
        _moves.Arrive("cali1", TimeSpan.Zero, Convergence);
        Assert.True(HasRoute("cali1"));
        Review(31);
        Assert.False(HasRoute("cali1"));
    }

    [Fact]
    public void A_source_gives_way_once_its_block_names_another_node_and_stays_so()
    {
        Add(Machine, Presence.Here);
        Says("n2");
        Assert.Empty(Review(1));
        Says("n1");
        Assert.Empty(Review(2));
        Says("n2");
        Assert.Equal([new PresenceChange("cali1", Presence.Left)], Review(3));
        Assert.False(HasRoute("cali1"));
        Says("n1");
        Assert.Empty(Review(4));
        Assert.False(HasRoute("cali1"));
    }

    [Fact]
    public void Of_pods_of_an_earlier_life_blocks_are_believed_at_once()
    {
        Says("n2");
        Add(Machine, Presence.Here, isFound: true);
        Assert.Equal([new PresenceChange("cali1", Presence.Left)], Review(1));

        _moves.Remove("cali1");
        _graph.RemoveEndpoint("cali1");
        Says("n1");
        Add(Machine, Presence.Awaited, isFound: true);
        Assert.Equal([new PresenceChange("cali1", Presence.JustArrived)], Review(2));
    }

    [Fact]
    public void A_machine_that_no_other_pod_runs_has_come_without_a_word()
    {
        Add(Machine, Presence.Awaited);
        Says("n2");
        Assert.Empty(Review(1));
        Assert.Equal([new PresenceChange("cali1", Presence.JustArrived)], Review(2, isAlone: true));
        Assert.True(HasRoute("cali1"));
    }

    [Fact]
    public void A_machine_that_comes_back_leaves_the_pod_that_it_had_here_before()
    {
        Add(Machine, Presence.Here);
        Says("n1");
        Review(1);
        Add(Machine with { Interface = "cali0", Pod = "virt-launcher-c" }, Presence.Awaited);
        _moves.Arrive("cali0", TimeSpan.FromSeconds(2), Convergence);
        Assert.Equal([new PresenceChange("cali1", Presence.Left), new PresenceChange("cali0", Presence.JustArrived)], Review(2));
        Assert.True(HasRoute("cali0"));
    }

    [Fact]
    public void In_a_tunnels_pool_what_peers_say_with_precedence_does_not_lead_around_the_tunnel()
    {
        _graph.SetPool("p", new PoolFacts(Cidr.Parse("10.65.0.0/16"), Encapsulation.Always, TunnelKind.Vxlan));
        Add(Machine, Presence.Here);
        _graph.Learn(Address.ToHostCidr(), [IpAddr.Parse("172.30.0.12")], isUrgent: true);
        Assert.True(HasRoute("cali1"));
    }

    private void Add(LocalEndpoint endpoint, Presence presence, bool isFound = false)
    {
        _graph.Upsert(endpoint);
        _moves.Add(endpoint, presence, isFound);
    }

    private void Says(string node) => _graph.Upsert(new BlockFacts(
        Cidr.Parse("10.65.0.0/26"), "n1", node == "n1" ? [] : [new BorrowedAddress(Address, node)]));

    private IReadOnlyList<PresenceChange> Review(int second, bool isAlone = false) => _moves.Review(TimeSpan.FromSeconds(second), Convergence, _ => isAlone);

    private bool HasRoute(string @interface) => _graph.Routes().Any(
        route => route.Destination == Address.ToHostCidr() && route.Target == new RouteTarget.Device(@interface));
}
