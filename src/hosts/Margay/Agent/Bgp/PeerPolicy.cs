using System.Runtime.CompilerServices;
using Margay.Bgp.Rib;
using Margay.Bgp.Wire;
using Margay.Primitives;

namespace Margay.Host.Agent.Bgp;

/// <summary>The BGPFilters of a peer, asked in order; what no rule decides is left to the caller.</summary>
internal static class Filters
{
    // Routes that came together share their attributes; what a rule makes of them is shared too.
    private static readonly ConditionalWeakTable<PathAttributes, Dictionary<RouteRule, PathAttributes>> Made = [];

    public static PolicyVerdict? Judge(
        ValueArray<RouteFilter> filters, Cidr prefix, PathAttributes attributes, PathSource source, RouteInterfaces interfaces)
    {
        foreach (var filter in filters.Span)
        {
            if (filter.Find(prefix, attributes, source, interfaces) is not var (rule, place)) continue;
            return rule.Accepts ? new PolicyVerdict(Changed(attributes, rule), place) : new PolicyVerdict(null, place);
        }

        return null;
    }

    private static PathAttributes Changed(PathAttributes attributes, RouteRule rule)
    {
        if (rule.Operations.IsEmpty) return attributes;
        var made = Made.GetOrCreateValue(attributes);
        lock (made)
        {
            if (made.TryGetValue(rule, out var known)) return known;
            var changed = attributes;
            foreach (var operation in rule.Operations.Span) changed = operation.Apply(changed);
            return made[rule] = changed;
        }
    }
}

/// <summary>What is taken from a peer: what its filters do not reject.</summary>
/// <param name="Filters">The peer's filters.</param>
/// <param name="Interfaces">Out of which interfaces routes lead, if the filters ask for it.</param>
internal sealed record PeerImport(ValueArray<RouteFilter> Filters, RouteInterfaces Interfaces) : IRoutePolicy
{
    public PolicyVerdict Judge(Cidr prefix, PathAttributes attributes, PathSource source) =>
        Bgp.Filters.Judge(Filters, prefix, attributes, source, Interfaces) ?? new PolicyVerdict(attributes);
}

/// <summary>
/// What a peer is told: what its filters accept, and of the rest the node's own services, and the pools whose export is not disabled.
/// </summary>
/// <param name="Filters">The peer's filters.</param>
/// <param name="Interfaces">Out of which interfaces routes lead, if the filters ask for it.</param>
/// <param name="Pools">The pools, the most specific first.</param>
/// <param name="Services">The ranges of services that are announced.</param>
/// <param name="Reflected">Those of them that a route reflector passes on, whoever announces them.</param>
internal sealed record PeerExport(
    ValueArray<RouteFilter> Filters, RouteInterfaces Interfaces, ValueArray<ExportedPool> Pools, ValueArray<Cidr> Services = default, ValueArray<Cidr> Reflected = default) : IRoutePolicy
{
    public PolicyVerdict Judge(Cidr prefix, PathAttributes attributes, PathSource source)
    {
        if (Bgp.Filters.Judge(Filters, prefix, attributes, source, Interfaces) is { } decided) return decided;
        foreach (var pool in Pools.Span)
        {
            if (!pool.Cidr.Contains(prefix)) continue;
            return pool.IsExported ? new PolicyVerdict(attributes, $"pool {pool.Name}") : new PolicyVerdict(null, $"pool {pool.Name}: disableBGPExport");
        }

        return IsIn(Reflected, prefix) || (source == PathSource.Local && IsIn(Services, prefix))
            ? new PolicyVerdict(attributes, "service addresses")
            : new PolicyVerdict(null, "in no IP pool");
    }

    /// <summary>Whether a route is told because of a filter, wherever it comes from.</summary>
    public bool IsAcceptedByFilter(Cidr prefix, PathAttributes attributes) =>
        Bgp.Filters.Judge(Filters, prefix, attributes, PathSource.Local, Interfaces)?.Attributes is not null;

    private static bool IsIn(ValueArray<Cidr> ranges, Cidr prefix)
    {
        foreach (var range in ranges.Span)
        {
            if (range.Contains(prefix)) return true;
        }

        return false;
    }
}

/// <summary>A pool and whether its routes are told.</summary>
internal readonly record struct ExportedPool(string Name, Cidr Cidr, bool IsExported);
