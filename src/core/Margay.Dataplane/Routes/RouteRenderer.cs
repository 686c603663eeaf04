using System.Diagnostics;
using Margay.Model.Intent;
using Margay.Netlink.Route;
using Margay.Primitives;

namespace Margay.Dataplane.Routes;

/// <summary>The routes the kernel must hold, and the intents that cannot be routes yet.</summary>
/// <param name="Routes">
/// By destination: every route has the same table and metric, so the destination is the key.
/// </param>
/// <param name="Waiting">Intents whose interface does not exist (yet), sorted by destination.</param>
public sealed record RenderedRoutes(
    IReadOnlyDictionary<Cidr, KernelRoute> Routes, IReadOnlyList<RouteIntent> Waiting);

/// <summary>Turns route intents into the kernel's terms.</summary>
public static class RouteRenderer
{
    /// <summary>
    /// One route for each destination. When several intents want the same one, the lower <see cref="RouteSource"/>
    /// wins, and among equals the target that sorts first, so the outcome never depends on the order of arrival.
    /// </summary>
    /// <param name="intents">Every route that the node must have.</param>
    /// <param name="linkIndex">The index of an interface by name; null when it does not exist.</param>
    public static RenderedRoutes Render(IEnumerable<RouteIntent> intents, Func<string, int?> linkIndex)
    {
        var winners = new Dictionary<Cidr, RouteIntent>();
        foreach (var intent in intents)
        {
            if (!winners.TryGetValue(intent.Destination, out var holder) || Precedes(intent, holder))
                winners[intent.Destination] = intent;
        }

        var routes = new Dictionary<Cidr, KernelRoute>(winners.Count);
        var waiting = new List<RouteIntent>();
        foreach (var intent in winners.Values)
        {
            if (RouteOf(intent, linkIndex) is { } route) routes.Add(intent.Destination, route);
            else waiting.Add(intent);
        }

        waiting.Sort(static (a, b) => a.Destination.CompareTo(b.Destination));
        return new RenderedRoutes(routes, waiting);
    }

    private static KernelRoute? RouteOf(RouteIntent intent, Func<string, int?> linkIndex)
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
                return linkIndex(name) is { } index ? route with { LinkIndex = index, Scope = scope } : null;
            case RouteTarget.Gateway(var address):
                return route with { Gateway = address };
            case RouteTarget.OnLink(var name, var address):
                return linkIndex(name) is { } device ? route with { LinkIndex = device, Gateway = address, IsOnLink = true } : null;
            case RouteTarget.Blackhole:
                return route with { Type = RouteType.Blackhole };
            default:
                throw new UnreachableException();
        }
    }

    private static bool Precedes(RouteIntent candidate, RouteIntent holder)
    {
        var order = candidate.Source.CompareTo(holder.Source);
        return order < 0 || (order == 0 && string.CompareOrdinal(Text(candidate.Target), Text(holder.Target)) < 0);
    }

    private static string Text(RouteTarget target) => target switch
    {
        RouteTarget.Device(var name) => $"0 {name}",
        RouteTarget.Gateway(var address) => $"1 {address}",
        RouteTarget.OnLink(var name, var address) => $"1 {name} {address}",
        RouteTarget.Blackhole => "2",
        _ => throw new UnreachableException(),
    };
}
