using System.Diagnostics;
using Margay.Model.Intent;
using Margay.Netlink.Route;
using Margay.Primitives;

namespace Margay.Dataplane.Routes;

/// <summary>The source that a node prefers for what it sends to its own pods itself; none leaves it to the kernel.</summary>
/// <param name="V4">One of the node's addresses: the kernel refuses routes with any other (EINVAL).</param>
/// <param name="V6">The same for IPv6.</param>
public readonly record struct PodRouteSources(IpAddr V4, IpAddr V6)
{
    /// <summary>That of a family.</summary>
    public IpAddr Of(IpFamily family) => family == IpFamily.V4 ? V4 : V6;
}

/// <summary>Turns route intents into the kernel's terms.</summary>
public static class RouteRenderer
{
    /// <summary>The route that an intent asks for; null while an interface it names does not exist.</summary>
    /// <param name="intent">The route that the node must have.</param>
    /// <param name="linkIndex">The index of an interface by name; null when it does not exist.</param>
    /// <param name="sources">What routes to devices name as source.</param>
    public static KernelRoute? Render(RouteIntent intent, Func<string, int?> linkIndex, PodRouteSources sources = default)
    {
        var route = new KernelRoute
        {
            Destination = intent.Destination,
            Metric = RouteOwnership.Metric,
            Protocol = RouteProtocol.Margay,
        };
        switch (intent.Target)
        {
            case RouteTarget.Device(var name):
                var scope = intent.Destination.Family == IpFamily.V4 ? RouteScope.Link : RouteScope.Universe;
                var source = sources.Of(intent.Destination.Family);
                return linkIndex(name) is { } index ? route with { LinkIndex = index, Scope = scope, PreferredSource = source } : null;
            case RouteTarget.Gateway(var address):
                return route with { Gateway = address };
            case RouteTarget.OnLink(var name, var address):
                return linkIndex(name) is { } device ? route with { LinkIndex = device, Gateway = address, IsOnLink = true } : null;
            case RouteTarget.Gateways(var hops):
                return HopsOf(hops, linkIndex) is { } rendered ? route with { Hops = rendered } : null;
            case RouteTarget.Blackhole:
                return route with { Type = RouteType.Blackhole };
            default:
                throw new UnreachableException();
        }
    }

    private static ValueArray<RouteHop>? HopsOf(ValueArray<NextHop> hops, Func<string, int?> linkIndex)
    {
        var rendered = new RouteHop[hops.Count];
        for (var i = 0; i < rendered.Length; i++)
        {
            var (address, name) = hops[i];
            if ((name is null ? 0 : linkIndex(name)) is not { } index) return null;
            rendered[i] = new RouteHop(address, index, IsOnLink: name is not null);
        }

        Array.Sort(rendered);
        return new ValueArray<RouteHop>(rendered);
    }
}
