using System.Diagnostics;
using Margay.Model.Intent;
using Margay.Model.Settings;
using Margay.Primitives;

namespace Margay.Routing;

/// <summary>
/// Keeps the routes that one node must have, from nodes, blocks and local pods. Synchronous; not thread-safe. The routes
/// depend on current facts only, never on the order in which they came.
/// </summary>
/// <remarks>
/// A change costs what it touches: one block's routes when the block changes, one node's blocks when its address does.
/// Routes to other nodes' blocks go straight over the shared segment, unless they are learnt with BGP or lead into a tunnel:
/// <see cref="RouteRules"/> says who writes those of which pools.
/// </remarks>
public sealed class RouteGraph
{
    /// <summary>The origin of the routes to BGP peers.</summary>
    private static readonly object PeerRoutes = new();

    private readonly string _thisNode;
    private readonly bool _learnsRoutes;
    private readonly LearntRoutes _learnt;
    private readonly Dictionary<string, NodeFacts> _nodes = [];
    private readonly BlockTable _blocks = new();
    private readonly Dictionary<string, LocalEndpoint> _endpoints = [];
    private readonly Dictionary<object, List<RouteIntent>> _routes = [];
    private readonly Dictionary<Cidr, List<RouteIntent>> _claims = [];
    private readonly HashSet<string> _moved = [];
    private readonly HashSet<string> _away = [];
    private readonly HashSet<Cidr> _dirty = [];
    private readonly PoolTable _pools = new();
    private IReadOnlyList<Cidr> _subnets = [];
    private RouteRules _rules = RouteRules.Defaults;
    private IReadOnlyList<Cidr> _services = [];
    private (OverlaySettings Settings, NetworkIntent Intent)? _network;

    /// <param name="thisNode">The node's name.</param>
    /// <param name="learnsRoutes">Routes to other nodes come from <see cref="Learn"/>, unless rules have them follow from the blocks.</param>
    /// <param name="hopsTo">
    /// The neighbours through which a next hop that BGP names is reached, none if there is no way to it; null has every next hop be a
    /// neighbour itself. Asked again at <see cref="RefreshWays"/> only.
    /// </param>
    public RouteGraph(string thisNode, bool learnsRoutes = false, Func<IpAddr, IReadOnlyList<NextHop>>? hopsTo = null)
    {
        (_thisNode, _learnsRoutes) = (thisNode, learnsRoutes);
        _learnt = new LearntRoutes(hopsTo, MarkDirty);
    }

    /// <summary>Whether anything may differ from what it was at the last <see cref="TakeChanges"/>: a route, or what peers are told.</summary>
    public bool Changed { get; private set; }

    /// <summary>Every route wanted, sorted by destination, one per destination: the lowest source wins.</summary>
    public IReadOnlyList<RouteIntent> Routes() =>
        [.. _claims.Keys.Union(_learnt.Prefixes).Select(BestOf).OfType<RouteIntent>().OrderBy(route => route.Destination)];

    /// <summary>The destinations whose route may be another since the last call, at first all; <see cref="Changed"/> is false afterwards.</summary>
    public IReadOnlyList<RouteChange> TakeChanges()
    {
        Changed = false;
        if (_dirty.Count == 0) return [];
        var changes = new List<RouteChange>(_dirty.Count);
        foreach (var destination in _dirty) changes.Add(new RouteChange(destination, BestOf(destination)));
        _dirty.Clear();
        return changes;
    }

    /// <summary>A node came or changed.</summary>
    public void Upsert(NodeFacts node)
    {
        if (_nodes.TryGetValue(node.Name, out var before)
            && before.Addresses.SequenceEqual(node.Addresses)
            && before == node with { Addresses = before.Addresses }) return;
        _nodes[node.Name] = node;
        RefreshNode(node.Name);
    }

    /// <summary>A node went: routes through it go too.</summary>
    public void RemoveNode(string name)
    {
        if (_nodes.Remove(name)) RefreshNode(name);
    }

    /// <summary>A pool came or changed.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="pool">The pool, or null if it went.</param>
    public void SetPool(string name, PoolFacts? pool)
    {
        var before = _pools.Put(name, pool);
        if (before == pool) return;
        _network = null;
        RefreshBlocks();
        RefreshLearnt(prefix => before?.Cidr.Contains(prefix) == true || pool?.Cidr.Contains(prefix) == true);
        Changed = true;
    }

    /// <summary>The subnets in which this node's addresses are: what is in them is reached without a tunnel where pools say so.</summary>
    public void SetSubnets(IReadOnlyList<Cidr> subnets)
    {
        if (subnets.SequenceEqual(_subnets)) return;
        _subnets = subnets;
        RefreshBlocks();
        RefreshLearnt(IsTunnelled);
    }

    /// <summary>Who writes which routes to other nodes, and which tunnels there are whatever pools say.</summary>
    public void SetRules(RouteRules rules)
    {
        if (rules == _rules) return;
        _rules = rules;
        _pools.Tunnels = rules.Tunnels;
        _network = null;
        RefreshBlocks();
        RefreshLearnt(prefix => _pools.Of(prefix) is not null);
        Changed = true;
    }

    /// <summary>The ranges of service addresses that the cluster announces.</summary>
    public void SetServices(IReadOnlyList<Cidr> ranges)
    {
        if (ranges.SequenceEqual(_services)) return;
        _services = ranges;
        _network = null;
    }

    /// <summary>Bytes that the most wasteful tunnel of any pool takes: a pod may speak with pods of all.</summary>
    public int TunnelOverhead => _pools.Overhead;

    /// <summary>The VXLAN device that this node must have for a family; null while no pool and no setting asks for one, or the node has no end yet.</summary>
    public VxlanIntent? Vxlan(IpFamily family, VxlanSettings settings)
    {
        if (!_pools.IsOn(TunnelKind.Vxlan, family)) return null;
        if (_nodes.GetValueOrDefault(_thisNode) is not { } self || self.TunnelOf(family) is not { } own || self.AddressOf(family).IsNone) return null;
        var peers = _nodes.Values.Where(node => node.Name != _thisNode && node.TunnelOf(family) is not null && !node.AddressOf(family).IsNone)
            .Select(node => new VxlanPeer(node.TunnelOf(family)!.Value, node.AddressOf(family)))
            .DistinctBy(peer => peer.End.Address).OrderBy(peer => peer.End.Address);
        return new VxlanIntent(family, settings.Vni, settings.Port, self.AddressOf(family), own, settings.MtuOf(family), [.. peers]);
    }

    /// <summary>The IPIP tunnel that this node must have; null while no pool and no setting asks for one, or the node has no end yet.</summary>
    /// <param name="mtu">The device's MTU; 0 is worked out.</param>
    public IpipIntent? Ipip(int mtu)
    {
        if (!_pools.IsOn(TunnelKind.Ipip, IpFamily.V4)) return null;
        if (_nodes.GetValueOrDefault(_thisNode) is not { IpipEnd.IsNone: false } self || self.AddressOf(IpFamily.V4) is not { IsNone: false } own) return null;
        var peers = _nodes.Values.Where(node => node.Name != _thisNode).Select(node => node.AddressOf(IpFamily.V4)).Where(address => !address.IsNone && address != own);
        return new IpipIntent(own, self.IpipEnd, mtu, [.. peers.Distinct().Order()]);
    }

    /// <summary>What the node's tables must know of pools, nodes and services. Costs as much as there are of them, and nothing while they stay.</summary>
    public NetworkIntent Network(OverlaySettings settings)
    {
        if (_network is not { } known || known.Settings != settings)
            _network = known = (settings, NetworkFacts.Of(_pools, _nodes.Values, _services, settings));
        return known.Intent;
    }

    /// <summary>A block came or changed.</summary>
    public void Upsert(BlockFacts block)
    {
        var before = _blocks.Find(block.Cidr);
        if (block.Equals(before)) return;
        _blocks.Put(block);
        Changed |= IsAnnouncedOf(block) || (before is not null && IsAnnouncedOf(before));
        Refresh(block);
    }

    /// <summary>A block went.</summary>
    public void RemoveBlock(Cidr cidr)
    {
        if (_blocks.Remove(cidr) is not { } block) return;
        Changed |= IsAnnouncedOf(block);
        Replace(cidr, []);
    }

    /// <summary>BGP peers know the way to a prefix, or, with no next hops, no peer does any more.</summary>
    /// <param name="prefix">The prefix.</param>
    /// <param name="nextHops">The next hops of all paths that are used at once.</param>
    /// <param name="isUrgent">The way takes precedence over whatever this node has itself: the workload has just moved away.</param>
    public void Learn(Cidr prefix, IReadOnlyList<IpAddr> nextHops, bool isUrgent = false) => _learnt.Learn(prefix, nextHops, isUrgent);

    /// <summary>The ways to next hops may be others: each is asked for again.</summary>
    public void RefreshWays() => _learnt.RefreshWays();

    /// <summary>BGP peers that are reached through a gateway, and the gateway of each.</summary>
    public void SetPeers(IReadOnlyDictionary<IpAddr, IpAddr> gateways) => Replace(
        PeerRoutes,
        [.. gateways.OrderBy(peer => peer.Key).Select(peer => new RouteIntent(peer.Key.ToHostCidr(), new RouteTarget.Gateway(peer.Value), RouteSource.BgpPeer))]);

    /// <summary>What this node tells its BGP peers: its own blocks as wholes, and single addresses that it borrowed out of others'.</summary>
    public IEnumerable<Cidr> Announced() => _blocks.Announced(_thisNode);

    /// <summary>The addresses of pods that have just moved to this node, each for itself, whatever block it is of.</summary>
    public IEnumerable<Cidr> Moved() => _endpoints.Values.Where(endpoint => _moved.Contains(endpoint.Interface))
        .SelectMany(endpoint => endpoint.Addresses).Select(address => address.ToHostCidr());

    /// <summary>The node that uses an address, as its block says; null while no block has it, or nobody owns that and nobody borrowed it.</summary>
    public string? HolderOf(IpAddr address) => _blocks.HolderOf(address);

    /// <summary>A pod has just moved to this node, running; or it has been here for so long that everybody knows the way.</summary>
    /// <remarks>While it has just moved, what peers say of ways to it that take precedence is of where it was before.</remarks>
    /// <param name="interface">Its interface.</param>
    /// <param name="hasJustMoved">Which of the two.</param>
    public void SetMoved(string @interface, bool hasJustMoved)
    {
        if (hasJustMoved ? !_moved.Add(@interface) : !_moved.Remove(@interface)) return;
        Changed = true;
        foreach (var address in _endpoints.GetValueOrDefault(@interface)?.Addresses ?? []) MarkDirty(address.ToHostCidr());
    }

    /// <summary>A pod of this node has its addresses elsewhere: it has moved away, or is not here yet. It has no routes then.</summary>
    /// <param name="interface">Its interface.</param>
    /// <param name="isAway">Whether that is so.</param>
    public void SetAway(string @interface, bool isAway)
    {
        if ((isAway ? _away.Add(@interface) : _away.Remove(@interface)) && _endpoints.TryGetValue(@interface, out var endpoint)) Refresh(endpoint);
    }

    /// <summary>A pod of this node came or changed.</summary>
    public void Upsert(LocalEndpoint endpoint)
    {
        _endpoints[endpoint.Interface] = endpoint;
        Refresh(endpoint);
    }

    /// <summary>A pod of this node went.</summary>
    public void RemoveEndpoint(string @interface)
    {
        SetMoved(@interface, false);
        _away.Remove(@interface);
        if (_endpoints.Remove(@interface)) Replace(@interface, []);
    }

    private static bool Precedes(RouteIntent route, RouteIntent rival) =>
        route.Source != rival.Source
            ? route.Source < rival.Source
            : string.CompareOrdinal(TargetText(route), TargetText(rival)) < 0;

    private static string TargetText(RouteIntent route) => route.Target switch
    {
        RouteTarget.Device device => device.Interface,
        RouteTarget.Gateway gateway => gateway.Address.ToString(),
        RouteTarget.OnLink link => $"{link.Interface} {link.Address}",
        RouteTarget.Gateways several => string.Join(' ', several.Hops.Select(hop => $"{hop.Interface} {hop.Address}")),
        RouteTarget.Blackhole => "",
        _ => throw new UnreachableException(),
    };

    private bool IsAnnouncedOf(BlockFacts block) => block.Holders.Contains(_thisNode);

    /// <summary>A node is another, or has come or gone. Every tunnel begins at this one.</summary>
    private void RefreshNode(string node)
    {
        _network = null;
        Changed = true;
        if (node == _thisNode)
        {
            RefreshBlocks();
            RefreshLearnt(IsTunnelled);
            return;
        }

        RefreshTunnelEnd(node);
        foreach (var block in _blocks.Of(node)) Refresh(block);
    }

    private void Refresh(LocalEndpoint endpoint) => Replace(
        endpoint.Interface,
        _away.Contains(endpoint.Interface)
            ? []
            : [.. endpoint.Addresses.Select(address => new RouteIntent(
                address.ToHostCidr(), new RouteTarget.Device(endpoint.Interface), RouteSource.LocalWorkload))]);

    private void Refresh(BlockFacts block)
    {
        var routes = new List<RouteIntent>();
        if (block.Owner == _thisNode)
            routes.Add(new RouteIntent(block.Cidr, new RouteTarget.Blackhole(), RouteSource.LocalBlock));
        else if (WayTo(block.Owner, block.Cidr) is { } way)
            routes.Add(new RouteIntent(block.Cidr, way, RouteSource.RemoteBlock));

        foreach (var borrowed in block.Borrowed)
        {
            if (borrowed.Node != _thisNode && WayTo(borrowed.Node, block.Cidr) is { } holder)
                routes.Add(new RouteIntent(borrowed.Address.ToHostCidr(), holder, RouteSource.BorrowedAddress));
        }

        Replace(block.Cidr, routes);
    }

    /// <summary>The way to a node for a block's packets; null if it is not known, or is to be learnt.</summary>
    private RouteTarget? WayTo(string? node, Cidr block)
    {
        var pool = _pools.Of(block);
        if (node is null || !FollowsFromBlocks(pool) || !_nodes.TryGetValue(node, out var facts)) return null;
        var address = facts.AddressOf(block.Family);
        if (address.IsNone) return null;
        return pool switch
        {
            // Without BGP all nodes are taken to be on one segment.
            null or { Mode: Encapsulation.Never } => !_learnsRoutes || IsNear(address) ? new RouteTarget.Gateway(address) : null,
            { Mode: Encapsulation.CrossSubnet } when IsNear(address) => new RouteTarget.Gateway(address),
            { Tunnel: TunnelKind.Ipip } => IpipTo(address),
            _ => VxlanTo(facts, block.Family),
        };
    }

    private bool FollowsFromBlocks(PoolFacts? pool) => pool switch
    {
        null => !_learnsRoutes,
        { Mode: Encapsulation.Never } => _rules.FromBlocks?.HasFlag(ClusterRoutes.NoEncap) ?? !_learnsRoutes,
        { Tunnel: TunnelKind.Ipip } => _rules.FromBlocks?.HasFlag(ClusterRoutes.Ipip) != false && _pools.IsOn(pool.Tunnel, pool.Cidr.Family),
        _ => _pools.IsOn(pool.Tunnel, pool.Cidr.Family),
    };

    private bool IsNear(IpAddr address) => _subnets.Any(subnet => subnet.Contains(address));

    /// <summary>What is used of what BGP has learnt of a prefix; null if nothing is. Peers say nothing of VXLAN, so that its pools are never theirs.</summary>
    private RouteTarget? LearntTo(Cidr prefix)
    {
        if (!_learnt.Knows(prefix)) return null;
        return _pools.Of(prefix) switch
        {
            null => _learnt.TargetOf(prefix),
            { Mode: Encapsulation.Never } => _rules.FromBgp.HasFlag(ClusterRoutes.NoEncap) ? _learnt.TargetOf(prefix) : null,
            { Tunnel: TunnelKind.Ipip } pool => _rules.FromBgp.HasFlag(ClusterRoutes.Ipip) ? _learnt.TargetOf(prefix, hop => IntoIpip(pool.Mode, hop)) : null,
            _ => null,
        };
    }

    /// <summary>The way to a next hop if that is through the tunnel, which it may lack; null if the tunnel has no part in it.</summary>
    private IReadOnlyList<NextHop>? IntoIpip(Encapsulation mode, IpAddr hop)
    {
        if (mode == Encapsulation.CrossSubnet && IsNear(hop)) return null;
        return _pools.IsOn(TunnelKind.Ipip, IpFamily.V4) && IpipTo(hop) is { } way ? [new NextHop(way.Address, way.Interface)] : [];
    }

    private bool IsTunnelled(Cidr prefix) => _pools.Of(prefix) is { Mode: not Encapsulation.Never };

    /// <summary>Looks again at what BGP has learnt of some prefixes.</summary>
    private void RefreshLearnt(Func<Cidr, bool> isOther)
    {
        foreach (var prefix in _learnt.Prefixes.Where(isOther)) MarkDirty(prefix);
    }

    private RouteTarget.OnLink? IpipTo(IpAddr address) =>
        _nodes.GetValueOrDefault(_thisNode) is { IpipEnd.IsNone: false } ? new RouteTarget.OnLink(IpipIntent.Device, address) : null;

    private RouteTarget.OnLink? VxlanTo(NodeFacts node, IpFamily family) =>
        node.TunnelOf(family) is { } end && _nodes.GetValueOrDefault(_thisNode)?.TunnelOf(family) is not null
            ? new RouteTarget.OnLink(VxlanIntent.DeviceOf(family), end.Address)
            : null;

    /// <summary>
    /// The far end of an IPv6 tunnel is on its device. Linux refuses a gateway of which another route says that it is elsewhere, even one
    /// declared to be on the link; and the end's own block may still lead there as it was before its pool was encapsulated.
    /// </summary>
    private void RefreshTunnelEnd(string node)
    {
        var isReached = node != _thisNode && _nodes.TryGetValue(node, out var facts) && facts.TunnelV6 is not null
            && _nodes.GetValueOrDefault(_thisNode)?.TunnelV6 is not null
            && _pools.All.Any(pool => pool.Uses(TunnelKind.Vxlan, IpFamily.V6) && IsTunnelled(pool.Mode, facts.AddressOf(IpFamily.V6)));
        Replace(
            new TunnelEndOf(node),
            isReached
                ? [new RouteIntent(_nodes[node].TunnelV6!.Value.Address.ToHostCidr(), new RouteTarget.Device(VxlanIntent.DeviceOf(IpFamily.V6)), RouteSource.RemoteBlock)]
                : []);
    }

    private bool IsTunnelled(Encapsulation mode, IpAddr address) =>
        !address.IsNone && (mode == Encapsulation.Always || (mode == Encapsulation.CrossSubnet && !IsNear(address)));

    private void RefreshBlocks()
    {
        foreach (var node in _nodes.Keys) RefreshTunnelEnd(node);
        foreach (var block in _blocks.All) Refresh(block);
    }

    private void Replace(object origin, List<RouteIntent> routes)
    {
        var before = _routes.GetValueOrDefault(origin) ?? [];
        if (before.SequenceEqual(routes)) return;
        foreach (var route in before)
        {
            var claims = _claims[route.Destination];
            claims.Remove(route);
            if (claims.Count == 0) _claims.Remove(route.Destination);
            MarkDirty(route.Destination);
        }

        foreach (var route in routes)
        {
            if (!_claims.TryGetValue(route.Destination, out var claims)) _claims[route.Destination] = claims = new List<RouteIntent>(1);
            claims.Add(route);
            MarkDirty(route.Destination);
        }

        if (routes.Count == 0) _routes.Remove(origin);
        else _routes[origin] = routes;
    }

    private void MarkDirty(Cidr destination)
    {
        _dirty.Add(destination);
        Changed = true;
    }

    private RouteIntent? BestOf(Cidr destination)
    {
        var best = LearntTo(destination) is { } target ? new RouteIntent(destination, target, RouteSource.Bgp) : null;
        var claims = _claims.GetValueOrDefault(destination) ?? [];
        if (best is not null && _learnt.IsUrgent(destination) && !claims.Exists(HasJustMoved)) return best;
        foreach (var claim in claims)
        {
            if (best is null || Precedes(claim, best)) best = claim;
        }

        return best;
    }

    private bool HasJustMoved(RouteIntent claim) =>
        claim is { Source: RouteSource.LocalWorkload, Target: RouteTarget.Device device } && _moved.Contains(device.Interface);

    /// <summary>The origin of the route to a node's end of the tunnel.</summary>
    private sealed record TunnelEndOf(string Node);
}
