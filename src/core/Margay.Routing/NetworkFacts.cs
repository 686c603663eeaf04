using Margay.Model.Intent;
using Margay.Model.Settings;
using Margay.Primitives;

namespace Margay.Routing;

/// <summary>Gathers what a node's tables must know of pools, nodes and services.</summary>
internal static class NetworkFacts
{
    public static NetworkIntent Of(PoolTable pools, IEnumerable<NodeFacts> nodes, IEnumerable<Cidr> services, OverlaySettings settings) => new()
    {
        Pools = Outermost(pools.All.Select(static pool => pool.Cidr)),
        NatPools = Outermost(pools.All.Where(static pool => pool.NatOutgoing).Select(static pool => pool.Cidr)),
        Nodes = [.. nodes.SelectMany(static node => node.Addresses).Distinct().Order()],
        Services = Outermost(services),
        ExternalNodes = Outermost(settings.ExternalNodes),
        VxlanV4 = pools.IsOn(TunnelKind.Vxlan, IpFamily.V4),
        VxlanV6 = pools.IsOn(TunnelKind.Vxlan, IpFamily.V6),
        Ipip = pools.IsOn(TunnelKind.Ipip, IpFamily.V4),
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
