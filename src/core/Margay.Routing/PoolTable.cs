using Margay.Model.Intent;
using Margay.Model.Settings;
using Margay.Primitives;

namespace Margay.Routing;

/// <summary>The cluster's pools, and the tunnels that they ask for, or settings in their stead.</summary>
internal sealed class PoolTable
{
    private readonly Dictionary<string, PoolFacts> _pools = [];

    /// <summary>What settings say of tunnels.</summary>
    public TunnelSettings Tunnels { get; set; } = TunnelSettings.Defaults;

    /// <summary>Every pool.</summary>
    public IReadOnlyCollection<PoolFacts> All => _pools.Values;

    /// <summary>Bytes that the most wasteful tunnel takes; 0 without one.</summary>
    public int Overhead => Math.Max(
        IsOn(TunnelKind.Ipip, IpFamily.V4) ? IpipIntent.Overhead : 0,
        Math.Max(
            IsOn(TunnelKind.Vxlan, IpFamily.V4) ? VxlanIntent.OverheadOf(IpFamily.V4) : 0,
            IsOn(TunnelKind.Vxlan, IpFamily.V6) ? VxlanIntent.OverheadOf(IpFamily.V6) : 0));

    /// <summary>Puts a pool in the place of the one of its name, or takes that out, and gives what was there.</summary>
    public PoolFacts? Put(string name, PoolFacts? pool)
    {
        var before = _pools.GetValueOrDefault(name);
        if (pool is null) _pools.Remove(name);
        else _pools[name] = pool;
        return before;
    }

    /// <summary>The most specific pool that a prefix is in, or null.</summary>
    public PoolFacts? Of(Cidr prefix)
    {
        PoolFacts? best = null;
        foreach (var pool in _pools.Values)
        {
            if (pool.Cidr.Contains(prefix) && (best is null || pool.Cidr.Length > best.Cidr.Length)) best = pool;
        }

        return best;
    }

    /// <summary>Whether the node is to have a tunnel.</summary>
    public bool IsOn(TunnelKind tunnel, IpFamily family) =>
        TunnelFacts.IsOrdered(Tunnels, tunnel, family) ?? _pools.Values.Any(pool => pool.Uses(tunnel, family));
}
