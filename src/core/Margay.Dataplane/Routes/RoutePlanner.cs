using Margay.Netlink.Route;
using Margay.Primitives;

namespace Margay.Dataplane.Routes;

/// <summary>One step of a route plan.</summary>
public abstract record RouteOp
{
    private RouteOp(KernelRoute route) => Route = route;

    /// <summary>The route that the step is about.</summary>
    public KernelRoute Route { get; }

    /// <summary>Adds a route where none of ours is; it must not take the place of somebody else's.</summary>
    public sealed record Add(KernelRoute Wanted) : RouteOp(Wanted);

    /// <summary>Takes the place of our route with the same destination and metric, without a gap.</summary>
    public sealed record Replace(KernelRoute Wanted, KernelRoute Current) : RouteOp(Wanted);

    /// <summary>Removes exactly this route of ours.</summary>
    public sealed record Delete(KernelRoute Unwanted) : RouteOp(Unwanted);
}

/// <summary>Compares the routes that must be with those that are.</summary>
public static class RoutePlanner
{
    /// <summary>
    /// The shortest edit from <paramref name="observed"/> to <paramref name="desired"/>: additions and replacements
    /// with routes to a device before those through a gateway, then deletions; within each sorted by destination.
    /// </summary>
    /// <param name="desired">The wanted routes, all ours.</param>
    /// <param name="observed">What the kernel holds. Foreign routes are never in the plan.</param>
    /// <param name="keepsLearnt">Routes of ours through a gateway whose destination nobody wants are not deleted.</param>
    public static IReadOnlyList<RouteOp> Plan(
        IReadOnlyDictionary<Cidr, KernelRoute> desired, IEnumerable<KernelRoute> observed, bool keepsLearnt = false)
    {
        var held = new Dictionary<Cidr, KernelRoute>();
        var deletions = new List<RouteOp>();
        foreach (var route in observed)
        {
            if (!RouteOwnership.IsOurs(route)) continue;
            if (keepsLearnt && route.HasGateway && !desired.ContainsKey(route.Destination)) continue;
            if (!desired.TryGetValue(route.Destination, out var wanted) || !HasSameKey(route, wanted))
            {
                deletions.Add(new RouteOp.Delete(route));
            }
            else if (!held.TryAdd(route.Destination, route))
            {
                // Twice under one key, which only somebody else's hand can bring about: the right one stays.
                var other = held[route.Destination];
                if (IsSatisfiedBy(wanted, route)) held[route.Destination] = route;
                deletions.Add(new RouteOp.Delete(held[route.Destination] == route ? other : route));
            }
        }

        var writes = new List<RouteOp>();
        foreach (var (destination, wanted) in desired)
        {
            if (!held.TryGetValue(destination, out var current)) writes.Add(new RouteOp.Add(wanted));
            else if (!IsSatisfiedBy(wanted, current)) writes.Add(new RouteOp.Replace(wanted, current));
        }

        writes.Sort(static (a, b) => Rank(a).CompareTo(Rank(b)));
        deletions.Sort(static (a, b) => a.Route.Destination.CompareTo(b.Route.Destination));
        return [.. writes, .. deletions];
    }

    /// <summary>Whether the kernel would see one as the successor of the other: same table and metric.</summary>
    private static bool HasSameKey(in KernelRoute a, in KernelRoute b) => a.Table == b.Table && a.Metric == b.Metric;

    /// <summary>
    /// Whether what is there is what is wanted. A link left to the kernel may be any: it reports the one it found.
    /// </summary>
    private static bool IsSatisfiedBy(in KernelRoute wanted, in KernelRoute current)
    {
        if (wanted.Hops.Count != current.Hops.Count) return false;
        if (wanted.Hops.IsEmpty) return wanted == (wanted.LinkIndex == 0 ? current with { LinkIndex = 0 } : current);
        for (var i = 0; i < wanted.Hops.Count; i++)
        {
            var (hop, found) = (wanted.Hops[i], current.Hops[i]);
            if (hop != (hop.LinkIndex == 0 ? found with { LinkIndex = 0 } : found)) return false;
        }

        return wanted with { Hops = default } == current with { Hops = default };
    }

    private static (int Kind, Cidr Destination) Rank(RouteOp op) => (op.Route.HasGateway ? 1 : 0, op.Route.Destination);
}
