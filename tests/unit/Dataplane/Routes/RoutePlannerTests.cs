using Margay.Dataplane.Routes;
using Margay.Netlink.Route;
using Margay.Primitives;

namespace Margay.Tests.Unit.Dataplane.Routes;

public sealed class RoutePlannerTests
{
    private static readonly KernelRoute A = Ours("10.65.1.2/32") with { LinkIndex = 11, Scope = RouteScope.Link };
    private static readonly KernelRoute B = Ours("10.65.1.3/32") with { LinkIndex = 12, Scope = RouteScope.Link };
    private static readonly KernelRoute Remote = Ours("10.65.0.0/26") with { Gateway = IpAddr.Parse("192.0.2.2") };

    [Fact]
    public void What_is_right_is_left_alone() => Assert.Empty(Plan([A, B, Remote], [B, Remote, A]));

    [Fact]
    public void A_gateway_route_is_right_on_whatever_link_the_kernel_put_it() =>
        Assert.Empty(Plan([Remote], [Remote with { LinkIndex = 4 }]));

    [Fact]
    public void Several_gateways_are_right_on_whatever_links_the_kernel_put_them()
    {
        var wanted = Several(("192.0.2.2", 0), ("192.0.2.3", 0));
        Assert.Empty(Plan([wanted], [Several(("192.0.2.2", 4), ("192.0.2.3", 5))]));
        foreach (var other in (KernelRoute[])[Remote, Several(("192.0.2.2", 4)), Several(("192.0.2.2", 4), ("192.0.2.4", 4))])
            Assert.Equal([new RouteOp.Replace(wanted, other)], Plan([wanted], [other]));
    }

    [Fact]
    public void Devices_come_before_gateways_and_deletions_come_last() => Assert.Equal(
        [new RouteOp.Add(A), new RouteOp.Add(B), new RouteOp.Add(Remote), new RouteOp.Delete(Ours("10.65.0.0/24"))],
        Plan([Remote, B, A], [Ours("10.65.0.0/24")]));

    [Fact]
    public void A_changed_route_is_replaced() =>
        Assert.Equal([new RouteOp.Replace(A, A with { LinkIndex = 13 })], Plan([A], [A with { LinkIndex = 13 }]));

    [Fact]
    public void A_route_with_another_metric_is_another_route() => Assert.Equal(
        [new RouteOp.Add(A), new RouteOp.Delete(A with { Metric = 5 })], Plan([A], [A with { Metric = 5 }]));

    [Fact]
    public void Foreign_routes_are_never_in_a_plan() => Assert.Equal(
        [new RouteOp.Add(A)],
        Plan([A], [A with { Protocol = RouteProtocol.Static }, B with { Protocol = RouteProtocol.Kernel }]));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_plan_applied_gives_what_is_wanted_and_is_then_empty(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 200; round++)
        {
            var desired = Some(random).DistinctBy(route => route.Destination).ToArray();
            var observed = Some(random).Distinct().ToHashSet();
            foreach (var op in Plan(desired, observed))
            {
                switch (op)
                {
                    case RouteOp.Delete: Assert.True(observed.Remove(op.Route)); break;
                    case RouteOp.Replace replace:
                        Assert.True(observed.Remove(replace.Current));
                        Assert.True(observed.Add(op.Route));
                        break;
                    default: Assert.True(observed.Add(op.Route)); break;
                }
            }

            Assert.Equal(desired.ToHashSet(), observed);
            Assert.Empty(Plan(desired, observed));
        }
    }

    private static KernelRoute Several(params (string Gateway, int Link)[] hops) =>
        Ours("10.65.0.0/26") with { Hops = [.. hops.Select(hop => new RouteHop(IpAddr.Parse(hop.Gateway), hop.Link))] };

    private static IEnumerable<KernelRoute> Some(Random random)
    {
        for (var i = random.Next(0, 12); i > 0; i--)
        {
            yield return Ours($"10.65.0.{random.Next(0, 8)}/32") with
            {
                LinkIndex = random.Next(1, 3),
                Metric = (uint)random.Next(1024, 1026),
            };
        }
    }

    private static KernelRoute Ours(string destination) => new()
    {
        Destination = Cidr.Parse(destination),
        Metric = RouteOwnership.Metric,
        Protocol = RouteProtocol.Margay,
    };

    private static IReadOnlyList<RouteOp> Plan(IEnumerable<KernelRoute> desired, IEnumerable<KernelRoute> observed) =>
        RoutePlanner.Plan(desired.ToDictionary(route => route.Destination), observed);
}
