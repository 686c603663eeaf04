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

    public static PolicyVerdict? Judge(ValueArray<RouteFilter> filters, Cidr prefix, PathAttributes attributes, PathSource source)
    {
        foreach (var filter in filters.Span)
        {
            if (filter.Find(prefix, attributes, source) is not var (rule, place)) continue;
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
internal sealed record PeerImport(ValueArray<RouteFilter> Filters) : IRoutePolicy
{
    public PolicyVerdict Judge(Cidr prefix, PathAttributes attributes, PathSource source) =>
        Bgp.Filters.Judge(Filters, prefix, attributes, source) ?? new PolicyVerdict(attributes);
}

/// <summary>What a peer is told: what its filters accept, and of the rest only the pools whose export is not disabled.</summary>
internal sealed record PeerExport(ValueArray<RouteFilter> Filters, ValueArray<ExportedPool> Pools) : IRoutePolicy
{
    public PolicyVerdict Judge(Cidr prefix, PathAttributes attributes, PathSource source)
    {
        if (Bgp.Filters.Judge(Filters, prefix, attributes, source) is { } decided) return decided;
        foreach (var pool in Pools.Span)
        {
            if (!pool.Cidr.Contains(prefix)) continue;
            return pool.IsExported ? new PolicyVerdict(attributes, $"pool {pool.Name}") : new PolicyVerdict(null, $"pool {pool.Name}: disableBGPExport");
        }

        return new PolicyVerdict(null, "in no IP pool");
    }
}

/// <summary>A pool and whether its routes are told.</summary>
internal readonly record struct ExportedPool(string Name, Cidr Cidr, bool IsExported);
