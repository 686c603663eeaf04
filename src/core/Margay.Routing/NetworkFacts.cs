using Margay.Model.Intent;
using Margay.Model.Settings;
using Margay.Primitives;

namespace Margay.Routing;

/// <summary>Gathers what a node's tables must know of pools, nodes and services.</summary>
internal static class NetworkFacts
{
    public static NetworkIntent Of(IReadOnlyCollection<PoolFacts> pools, IEnumerable<NodeFacts> nodes, IEnumerable<Cidr> services, OverlaySettings settings) => new()
    {
        Pools = Outermost(pools.Select(static pool => pool.Cidr)),
        NatPools = Outermost(pools.Where(static pool => pool.NatOutgoing).Select(static pool => pool.Cidr)),
        Nodes = [.. nodes.SelectMany(static node => node.Addresses).Distinct().Order()],
        Services = Outermost(services),
        ExternalNodes = Outermost(settings.ExternalNodes),
        VxlanV4 = pools.Any(static pool => pool.Uses(TunnelKind.Vxlan, IpFamily.V4)),
        VxlanV6 = pools.Any(static pool => pool.Uses(TunnelKind.Vxlan, IpFamily.V6)),
        Ipip = pools.Any(static pool => pool.Uses(TunnelKind.Ipip, IpFamily.V4)),
    };

    /// <summary>The prefixes without those that are inside another, sorted.</summary>
    private static List<Cidr> Outermost(IEnumerable<Cidr> prefixes)
    {
        var kept = new List<Cidr>();
        foreach (var prefix in prefixes.OrderBy(static prefix => prefix.Network).ThenBy(static prefix => prefix.Length))
        {
            if (kept.Count == 0 || !kept[^1].Contains(prefix)) kept.Add(prefix);
        }

        return kept;
    }
}
