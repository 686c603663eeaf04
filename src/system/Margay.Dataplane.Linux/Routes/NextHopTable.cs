using Margay.Dataplane.Linux.Links;
using Margay.Dataplane.Routes;
using Margay.Linux;
using Margay.Model.Intent;
using Margay.Netlink.Route;
using Margay.Primitives;

namespace Margay.Dataplane.Linux.Routes;

/// <summary>How a next hop is reached.</summary>
/// <param name="Hops">The neighbours that packets to it go to: it alone if it is on a link; none if there is no way.</param>
/// <param name="Cost">0 if it is on a link, else one more than the metric of the route that leads to it; null if there is no way.</param>
public sealed record NextHopWay(IReadOnlyList<NextHop> Hops, uint? Cost)
{
    /// <summary>There is no way.</summary>
    public static NextHopWay None { get; } = new([], null);
}

/// <summary>
/// Finds out how next hops that BGP names are reached (RFC 4271 §9.1.2.1): on a link of this node, or through a route that somebody
/// else has put there. Routes that Margay has itself learnt or derived do not count: no route may rest on itself. Any thread.
/// </summary>
/// <remarks>
/// What was asked is remembered, and asked of the kernel again at <see cref="Refresh"/> only. Where the kernel cannot be asked, what was
/// known before holds. When much has been asked since the last time, <see cref="Refresh"/> forgets all of it instead, and says that all may be
/// different: who still uses a next hop asks again, and those that nobody uses are gone.
/// </remarks>
public sealed class NextHopTable : IDisposable
{
    private const int LeastRoom = 1024;

    private readonly Lock _gate = new();
    private readonly NetlinkSocket _socket;
    private readonly LinkTable _table;
    private Dictionary<IpAddr, NextHopWay> _ways = [];
    private Dictionary<IpAddr, NextHopWay> _before = [];   // what was forgotten, for as long as it is being asked for again
    private readonly Dictionary<IpFamily, List<KernelRoute>> _foreign = [];   // within one refresh
    private int _room = LeastRoom;
    private bool _isNew;
    private IReadOnlyDictionary<IpAddr, IpAddr> _gateways = new Dictionary<IpAddr, IpAddr>();

    /// <summary>A table for <paramref name="netns"/>, or for the process's own namespace when null.</summary>
    /// <exception cref="LinuxException">The socket cannot be opened.</exception>
    public NextHopTable(NetnsHandle? netns = null)
    {
        _socket = NetlinkSocket.Open(NetlinkProtocol.Route, netns);
        _table = new LinkTable(_socket);
    }

    /// <summary>The way to a next hop.</summary>
    public NextHopWay WayTo(IpAddr nextHop)
    {
        lock (_gate)
        {
            if (!_ways.TryGetValue(nextHop, out var way)) _ways[nextHop] = way = Find(nextHop, _before.GetValueOrDefault(nextHop, NextHopWay.None), once: true);
            return way;
        }
    }

    /// <summary>
    /// Whether the kernel takes the address as a gateway without being told a device: it is on a link, and not, as link-local ones, on
    /// every link. As old as <see cref="WayTo"/>.
    /// </summary>
    public bool IsNeighbour(IpAddr address) => !address.IsLinkLocalV6 && WayTo(address).Cost == 0;

    /// <summary>Says through which gateways some addresses are reached, whatever the kernel has; holds from the next <see cref="Refresh"/> on.</summary>
    /// <returns>Whether that is anything new.</returns>
    public bool Set(IReadOnlyDictionary<IpAddr, IpAddr> gateways)
    {
        lock (_gate)
        {
            if (gateways.Count == _gateways.Count && gateways.All(one => _gateways.TryGetValue(one.Key, out var known) && known == one.Value)) return false;
            _gateways = gateways;
            return true;
        }
    }

    /// <summary>Asks for every next hop again.</summary>
    /// <returns>Whether any is reached in another way, or no longer, or again.</returns>
    public bool Refresh()
    {
        lock (_gate)
        {
            // What has come back since everything was forgotten is what is in use.
            if (_isNew) (_isNew, _before, _room) = (false, [], Math.Max(LeastRoom, 2 * _ways.Count));
            if (_ways.Count <= _room) return AskAgain();
            (_before, _ways) = (_ways, []);
            return _isNew = true;
        }
    }

    /// <summary>How many next hops are remembered.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _ways.Count;
        }
    }

    private bool AskAgain()
    {
        var isChanged = false;
        _foreign.Clear();
        foreach (var (nextHop, before) in _ways.ToList())
        {
            var way = Find(nextHop, before);
            if (way.Cost == before.Cost && way.Hops.SequenceEqual(before.Hops)) continue;
            _ways[nextHop] = way;
            isChanged = true;
        }

        _foreign.Clear();
        return isChanged;
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private NextHopWay Find(IpAddr nextHop, NextHopWay before, bool once = false)
    {
        if (_gateways.TryGetValue(nextHop, out var gateway)) return new NextHopWay([new NextHop(gateway)], 1);
        try
        {
            var route = _table.RouteTo(nextHop);
            if (route is { HasGateway: true } && RouteOwnership.IsOurs(route.Value)) route = ForeignRouteTo(nextHop, once);
            return route is { Type: RouteType.Unicast } found ? Through(nextHop, found) : NextHopWay.None;
        }
        catch (LinuxException)
        {
            return before;
        }
    }

    /// <summary>As the kernel would choose if our own routes were not there: the longest prefix, then the lowest metric.</summary>
    private KernelRoute? ForeignRouteTo(IpAddr nextHop, bool once)
    {
        if (once || !_foreign.TryGetValue(nextHop.Family, out var routes))
        {
            routes = [.. _table.Routes(nextHop.Family).Where(route => !RouteOwnership.IsOurs(route))];
            if (!once) _foreign[nextHop.Family] = routes;
        }

        return routes.Where(route => route.Destination.Contains(nextHop))
            .OrderByDescending(route => route.Destination.Length).ThenBy(route => route.Metric)
            .Select(route => (KernelRoute?)route).FirstOrDefault();
    }

    private NextHopWay Through(IpAddr nextHop, in KernelRoute route)
    {
        if (!route.HasGateway) return new NextHopWay([new NextHop(nextHop)], 0);
        var cost = route.Metric == uint.MaxValue ? route.Metric : route.Metric + 1;
        var hops = route.Hops.IsEmpty ? [new RouteHop(route.Gateway, route.LinkIndex, route.IsOnLink)] : route.Hops;
        var links = hops.Any(NeedsDevice) ? _table.Links().ToDictionary(link => link.Index, link => link.Name) : [];
        NextHop[] near =
        [
            .. hops.Where(hop => !hop.Gateway.IsNone)
                .Select(hop => new NextHop(hop.Gateway, NeedsDevice(hop) ? links.GetValueOrDefault(hop.LinkIndex) : null)),
        ];
        return new NextHopWay(near, cost);
    }

    /// <summary>Link-local addresses (RFC 4291 §2.5.6) are on every link, and what is declared to be on a link is on that one only.</summary>
    private static bool NeedsDevice(RouteHop hop) => hop.IsOnLink || hop.Gateway.IsLinkLocalV6;
}
