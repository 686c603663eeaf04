using Margay.Model.Intent;
using Margay.Primitives;

namespace Margay.Tests.Kernel.Tables;

/// <summary>
/// A random history of pools and nodes: the same seed gives the same history. Pools come and go, nest, and begin and cease to be
/// translated; what of it the tables hear is what no other prefix of the same list holds.
/// </summary>
internal sealed class RandomNetworks(int seed)
{
    private static readonly Cidr[] Ranges =
    [
        .. "10.0.0.0/8 10.65.0.0/16 10.66.0.0/16 10.66.128.0/17 172.16.0.0/12 255.0.0.0/8 0.0.0.0/8".Split(' ').Select(Cidr.Parse),
        .. "fd00::/8 fd00:65::/64 fd00:66::/64 ff00::/8 ::/16".Split(' ').Select(Cidr.Parse),
    ];

    private static readonly IpAddr[] Hosts = [.. "192.0.2.1 192.0.2.2 192.0.2.3 255.255.255.255 fd30::1 fd30::2 ::".Split(' ').Select(IpAddr.Parse)];
    private static readonly Cidr[] Externals = [.. "198.51.100.0/24 203.0.113.7/32 0.0.0.0/0".Split(' ').Select(Cidr.Parse)];

    private readonly Random _random = new(seed);
    private readonly Dictionary<Cidr, bool> _pools = [];
    private readonly HashSet<IpAddr> _nodes = [];
    private readonly HashSet<Cidr> _externals = [];
    private readonly HashSet<Cidr> _services = [];
    private bool _vxlanV4;
    private bool _vxlanV6;
    private bool _ipip;

    /// <summary>Some changes further on.</summary>
    public NetworkIntent Next()
    {
        for (var changes = _random.Next(1, 5); changes > 0; changes--) ChangeSomething();
        return new NetworkIntent
        {
            Pools = Outermost(_pools.Keys),
            NatPools = Outermost(_pools.Where(pool => pool.Value).Select(pool => pool.Key)),
            Nodes = [.. _nodes.Order()],
            ExternalNodes = Outermost(_externals),
            Services = Outermost(_services),
            VxlanV4 = _vxlanV4,
            VxlanV6 = _vxlanV6,
            Ipip = _ipip,
        };
    }

    private void ChangeSomething()
    {
        switch (_random.Next(9))
        {
            case 0 or 1: _pools[Pick(Ranges)] = _random.Next(2) == 0; break;
            case 2: _pools.Remove(Pick(Ranges)); break;
            case 3 or 4: Toggle(_nodes, Pick(Hosts)); break;
            case 5: Toggle(_externals, Pick(Externals)); break;
            case 6: (_vxlanV4, _vxlanV6) = (_random.Next(2) == 0, _random.Next(2) == 0); break;
            case 8: Toggle(_services, Pick(Ranges)); break;
            case 7: _ipip = !_ipip; break;
        }
    }

    private static Cidr[] Outermost(IEnumerable<Cidr> prefixes)
    {
        var all = prefixes.ToList();
        return [.. all.Where(prefix => !all.Any(other => other != prefix && other.Contains(prefix))).Order()];
    }

    private static void Toggle<T>(HashSet<T> members, T member)
    {
        if (!members.Remove(member)) members.Add(member);
    }

    private T Pick<T>(IReadOnlyList<T> from) => from[_random.Next(from.Count)];
}
