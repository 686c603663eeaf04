using Margay.Dataplane.Routes;
using Margay.Model.Intent;
using Margay.Netlink.Route;
using Margay.Primitives;

namespace Margay.Tests.Unit.Dataplane.Routes;

public sealed class RouteRendererTests
{
    [Theory]
    [InlineData("10.65.1.2/32", RouteScope.Link)]
    [InlineData("fd00::2/128", RouteScope.Universe)]
    public void A_pod_route_has_link_scope_in_ipv4_only(string destination, RouteScope scope)
    {
        var route = Render(destination, new RouteTarget.Device("cali1"))!.Value;
        Assert.Equal((1024u, 11, scope), (route.Metric, route.LinkIndex, route.Scope));
        Assert.True(RouteOwnership.IsOurs(route));
    }

    [Fact]
    public void A_gateway_route_leaves_the_link_to_the_kernel()
    {
        var route = Render("10.65.2.0/26", new RouteTarget.Gateway(IpAddr.Parse("192.0.2.2")))!.Value;
        Assert.Equal((IpAddr.Parse("192.0.2.2"), 0), (route.Gateway, route.LinkIndex));
    }

    [Fact]
    public void Of_several_gateways_those_behind_a_device_are_declared_to_be_there()
    {
        var route = Render("fd00:2::/122", new RouteTarget.Gateways([new(IpAddr.Parse("fd30::2")), new(IpAddr.Parse("fe80::1"), "cali2")]))!.Value;
        Assert.Equal([new RouteHop(IpAddr.Parse("fd30::2"), 0), new RouteHop(IpAddr.Parse("fe80::1"), 12, IsOnLink: true)], route.Hops);
        Assert.True(route.HasGateway);
    }

    [Theory]
    [MemberData(nameof(ToAMissingInterface))]
    public void A_route_to_a_missing_interface_waits(RouteTarget target) => Assert.Null(Render("10.65.1.3/32", target));

    public static TheoryData<RouteTarget> ToAMissingInterface() =>
    [
        new RouteTarget.Device("cali9"),
        new RouteTarget.OnLink("cali9", IpAddr.Parse("192.0.2.2")),
        new RouteTarget.Gateways([new(IpAddr.Parse("192.0.2.2")), new(IpAddr.Parse("192.0.2.3"), "cali9")]),
    ];

    [Fact]
    public void The_source_towards_pods_is_that_of_the_routes_family_and_of_no_other_route()
    {
        var sources = new PodRouteSources(IpAddr.Parse("192.0.2.1"), IpAddr.Parse("2001:db8::1"));
        Assert.Equal(sources.V4, SourceOf("10.65.1.2/32", new RouteTarget.Device("cali1")));
        Assert.Equal(sources.V6, SourceOf("fd00::2/128", new RouteTarget.Device("cali1")));
        Assert.Equal(default, SourceOf("10.65.2.0/26", new RouteTarget.Gateway(IpAddr.Parse("192.0.2.2"))));

        IpAddr SourceOf(string destination, RouteTarget target) =>
            RouteRenderer.Render(new RouteIntent(Cidr.Parse(destination), target, RouteSource.LocalWorkload), static _ => 11, sources)!.Value.PreferredSource;
    }

    private static KernelRoute? Render(string destination, RouteTarget target) => RouteRenderer.Render(
        new RouteIntent(Cidr.Parse(destination), target, RouteSource.Bgp),
        static name => name switch { "cali1" => 11, "cali2" => 12, _ => null });
}
