using Margay.Dataplane.Routes;
using Margay.Model.Intent;
using Margay.Netlink.Route;
using Margay.Primitives;

namespace Margay.Tests.Unit.Dataplane.Routes;

public sealed class RouteRendererTests
{
    [Fact]
    public void A_pod_route_has_link_scope_in_ipv4_only()
    {
        var rendered = Render(Device("10.65.1.2/32", "cali1"), Device("fd00::2/128", "cali1"));
        Assert.Equal(RouteScope.Link, rendered.Routes[Cidr.Parse("10.65.1.2/32")].Scope);
        Assert.Equal(RouteScope.Universe, rendered.Routes[Cidr.Parse("fd00::2/128")].Scope);
        Assert.All(rendered.Routes.Values, route => Assert.Equal((1024u, 11), (route.Metric, route.LinkIndex)));
        Assert.All(rendered.Routes.Values, route => Assert.True(RouteOwnership.IsOurs(route)));
    }

    [Fact]
    public void A_gateway_route_leaves_the_link_to_the_kernel()
    {
        var route = Assert.Single(Render(
            new RouteIntent(Cidr.Parse("10.65.2.0/26"), new RouteTarget.Gateway(IpAddr.Parse("192.0.2.2")), RouteSource.RemoteBlock)).Routes.Values);
        Assert.Equal((IpAddr.Parse("192.0.2.2"), 0), (route.Gateway, route.LinkIndex));
    }

    [Fact]
    public void A_route_to_a_missing_interface_waits()
    {
        var rendered = Render(Device("10.65.1.3/32", "cali9"), Device("10.65.1.2/32", "cali9"));
        Assert.Empty(rendered.Routes);
        Assert.Equal(["10.65.1.2/32", "10.65.1.3/32"], rendered.Waiting.Select(intent => intent.Destination.ToString()));
    }

    [Fact]
    public void The_nearer_source_wins_whatever_the_order()
    {
        RouteIntent[] intents =
        [
            new(Cidr.Parse("10.65.1.2/32"), new RouteTarget.Gateway(IpAddr.Parse("192.0.2.2")), RouteSource.BorrowedAddress),
            Device("10.65.1.2/32", "cali1"),
            new(Cidr.Parse("10.65.1.2/32"), new RouteTarget.Blackhole(), RouteSource.LocalBlock),
        ];
        Assert.Equal(11, Assert.Single(Render(intents).Routes.Values).LinkIndex);
        Assert.Equal(11, Assert.Single(Render([.. intents.Reverse()]).Routes.Values).LinkIndex);
    }

    [Fact]
    public void Equal_claims_are_settled_by_name()
    {
        RouteIntent[] intents = [Device("10.65.1.2/32", "cali2"), Device("10.65.1.2/32", "cali1")];
        Assert.Equal(11, Assert.Single(Render(intents).Routes.Values).LinkIndex);
        Assert.Equal(11, Assert.Single(Render([.. intents.Reverse()]).Routes.Values).LinkIndex);
    }

    private static RouteIntent Device(string destination, string link) =>
        new(Cidr.Parse(destination), new RouteTarget.Device(link), RouteSource.LocalWorkload);

    private static RenderedRoutes Render(params RouteIntent[] intents) =>
        RouteRenderer.Render(intents, static name => name switch { "cali1" => 11, "cali2" => 12, _ => null });
}
