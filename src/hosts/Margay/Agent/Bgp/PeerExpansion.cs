using System.Net;
using Margay.Bgp.Fsm;
using Margay.Bgp.Rib;
using Margay.Bgp.Speaker;
using Margay.Bgp.Wire;
using Margay.Model.Intent;
using Margay.Model.Resources;
using Margay.Model.Selectors;
using Margay.Model.Settings;
using Margay.Primitives;

namespace Margay.Host.Agent.Bgp;

/// <summary>
/// The sessions of one node: those of the mesh, and those of BGPPeers, from either side. Where several want the same
/// session, a BGPPeer of all nodes wins over one of some, that over one from the other side, and that over the mesh.
/// </summary>
internal sealed class PeerExpansion(BgpFacts facts, Passwords passwords, List<string> problems)
{
    private readonly BgpNode _self = facts.Self;
    private readonly uint _localAs = facts.AsNumberOf(facts.Self);
    private readonly ValueArray<ExportedPool> _pools = facts.ExportedPools();
    private readonly ServiceRanges _services = ServiceRanges.Of(facts.Default);
    private readonly RouteInterfaces _interfaces = facts.HostRoutes.Count == 0 ? RouteInterfaces.None : new RouteInterfaces([.. facts.HostRoutes]);
    private readonly Dictionary<(IpAddr, int), PeerConfig> _sessions = [];
    private readonly Dictionary<(IpAddr, int), HeldBackSession> _heldBack = [];

    /// <summary>The peers that are reached through a gateway, and the gateway of each; complete after <see cref="Peers"/>.</summary>
    public Dictionary<IpAddr, IpAddr> Gateways { get; } = [];

    /// <summary>The peers that are workloads of this node; complete after <see cref="Peers"/>.</summary>
    public List<WorkloadPeerIntent> Workloads { get; } = [];

    /// <summary>The sessions that come from BGPPeers, and the name of each one's; complete after <see cref="Peers"/>.</summary>
    public Dictionary<string, string> BgpPeers { get; } = [];

    /// <summary>The sessions that BGPPeers want and that are held back, as far as one can tell which they would be; complete after <see cref="Peers"/>.</summary>
    public IReadOnlyList<HeldBackSession> HeldBack => [.. _heldBack.Where(one => !_sessions.ContainsKey(one.Key)).Select(one => one.Value)];

    public IReadOnlyList<PeerConfig> Peers()
    {
        var peers = facts.Peers.Where(peer => peer.Spec is not null).OrderBy(peer => peer.Metadata.Name, StringComparer.Ordinal).ToList();
        foreach (var peer in peers.Where(IsGlobal)) AddForward(peer, "Global");
        foreach (var peer in peers.Where(peer => !IsGlobal(peer))) AddForward(peer, "Node");
        foreach (var peer in peers.Where(peer => peer.Spec!.ReversePeering != "Manual")) AddReverse(peer);
        AddMesh();
        return [.. _sessions.Values.OrderBy(peer => peer.Name, StringComparer.Ordinal)];
    }

    private static bool IsGlobal(BgpPeer peer) => string.IsNullOrEmpty(peer.Spec!.Node) && string.IsNullOrEmpty(peer.Spec.NodeSelector);

    private static bool Selects(string? selector, BgpNode node) =>
        Selector.TryParse(selector ?? "", out var parsed, out _) && parsed.Matches(node.Labels);

    private static bool IsOf(BgpPeer peer, BgpNode node) => peer.Spec! switch
    {
        { Node: { Length: > 0 } name } => name == node.Name,
        { NodeSelector: { Length: > 0 } selector } => Selects(selector, node),
        _ => true,
    };

    private void AddForward(BgpPeer peer, string kind)
    {
        var spec = peer.Spec!;
        if (!IsOf(peer, _self)) return;
        if (!string.IsNullOrEmpty(spec.LocalWorkloadSelector))
        {
            AddWorkloads(peer);
        }
        else if (!string.IsNullOrEmpty(spec.PeerSelector))
        {
            foreach (var other in Others().Where(node => Selects(spec.PeerSelector, node))) AddNode(peer, kind, other);
        }
        else if (TryEndPoint(spec.PeerIp, out var address, out var port))
        {
            var node = facts.Nodes.FirstOrDefault(one => one.AddressOf(address.Family) == address);
            if (node?.Name == _self.Name) return;
            var remoteAs = spec.AsNumber is { Value: > 0 and var number } ? number : node is null ? 0 : facts.AsNumberOf(node);
            if (remoteAs == 0) problems.Add($"BGPPeer {peer.Metadata.Name}: {address} is no node's address, so that asNumber is needed{(spec.AsNumber is null ? "" : "; AS 0 counts as absent")}");
            else Add(peer, kind, address, port ?? (node is null ? BgpDefaults.Port : facts.PortOf(node.Name)), remoteAs, node);
        }
    }

    /// <summary>Workloads begin the sessions themselves, with an address that the node has for them alone.</summary>
    private void AddWorkloads(BgpPeer peer)
    {
        foreach (var workload in facts.Workloads)
        {
            if (!Selector.TryParse(peer.Spec!.LocalWorkloadSelector ?? "", out var selector, out _) || !selector.Matches(workload.Labels)) continue;
            foreach (var address in workload.Addresses)
            {
                var (field, text) = address.IsV4
                    ? ("localWorkloadPeeringIPV4", facts.Default?.LocalWorkloadPeeringIpv4)
                    : ("localWorkloadPeeringIPV6", facts.Default?.LocalWorkloadPeeringIpv6);
                if (string.IsNullOrEmpty(text)) continue;
                if (!IpAddr.TryParse(text, out var own) || own.Family != address.Family) problems.Add($"BGPConfiguration default: {field} is {text}");
                else AddWorkload(peer, workload, address, own);
            }
        }

        if (string.IsNullOrEmpty(facts.Default?.LocalWorkloadPeeringIpv4) && string.IsNullOrEmpty(facts.Default?.LocalWorkloadPeeringIpv6))
        {
            problems.Add($"BGPPeer {peer.Metadata.Name}: workloads need an address to speak with: "
                + "write localWorkloadPeeringIPV4 or localWorkloadPeeringIPV6 of BGPConfiguration default");
        }
    }

    private void AddWorkload(BgpPeer peer, BgpWorkload workload, IpAddr address, IpAddr own)
    {
        if (peer.Spec!.AsNumber is not { Value: > 0 and var remoteAs })
        {
            problems.Add($"BGPPeer {peer.Metadata.Name}: asNumber is needed beside localWorkloadSelector");
            return;
        }

        if (Config(peer, "Local_Workload", address, BgpDefaults.Port, remoteAs, null) is not { } config)
        {
            HoldBack(peer, "Local_Workload", address, BgpDefaults.Port, remoteAs);
            return;
        }

        if (!Put(config with
        {
            Source = own,
            OwnV4 = own.IsV4 ? own : default,
            OwnV6 = own.IsV6 ? own : default,
            Session = config.Session with { Passive = true },
            IsReachedHereOnly = true,

            // No workload takes another's addresses away from it.
            UrgentAbove = null,
        }, peer)) return;
        Workloads.Add(new WorkloadPeerIntent(workload.Interface, address, own, facts.PortOf(_self.Name)));
    }

    /// <summary>The other side of a BGPPeer that selects this node, or that names its address and AS.</summary>
    private void AddReverse(BgpPeer peer)
    {
        var spec = peer.Spec!;
        var isMeant = !string.IsNullOrEmpty(spec.PeerSelector)
            ? Selects(spec.PeerSelector, _self)
            : TryEndPoint(spec.PeerIp, out var address, out _) && _self.AddressOf(address.Family) == address && spec.AsNumber?.Value == _localAs;
        if (!isMeant) return;
        foreach (var other in Others().Where(node => IsOf(peer, node))) AddNode(peer, "Node", other);
    }

    private void AddNode(BgpPeer peer, string kind, BgpNode other)
    {
        foreach (var family in (ReadOnlySpan<IpFamily>)[IpFamily.V4, IpFamily.V6])
        {
            if (!_self.AddressOf(family).IsNone && !other.AddressOf(family).IsNone)
                Add(peer, kind, other.AddressOf(family), facts.PortOf(other.Name), facts.AsNumberOf(other), other);
        }
    }

    private PeerExport Export(ValueArray<RouteFilter> filters) => new(
        filters, InterfacesFor(filters), _pools, [.. _services.Cluster.Concat(_services.Outer)], _self.ClusterId is null ? [] : [.. _services.Outer]);

    private PeerImport Import(ValueArray<RouteFilter> filters) => new(filters, InterfacesFor(filters));

    /// <summary>Policies that do not ask for interfaces do not change with them.</summary>
    private RouteInterfaces InterfacesFor(ValueArray<RouteFilter> filters) => filters.Any(filter => filter.AsksForInterfaces) ? _interfaces : RouteInterfaces.None;

    private void AddMesh()
    {
        if (facts.Default?.NodeToNodeMeshEnabled == false || _self.ClusterId is not null) return;
        if (!passwords.TryRead(facts.Default?.NodeMeshPassword, out var password, out var problem))
        {
            problems.Add($"BGPConfiguration default: nodeMeshPassword: {problem}; there is no mesh until then");
            return;
        }

        if (!PeerBfd.TryRead(facts.MeshBfd, "BGPConfiguration default", problems, out var bfd)) return;

        foreach (var other in Others().Where(node => node.ClusterId is null))
        {
            foreach (var family in (ReadOnlySpan<IpFamily>)[IpFamily.V4, IpFamily.V6])
            {
                var (ours, theirs) = (_self.AddressOf(family), other.AddressOf(family));
                if (ours.IsNone || theirs.IsNone) continue;
                var session = Session(_localAs, facts.AsNumberOf(other), family, facts.Default?.NodeMeshMaxRestartTime) with
                {
                    // One side dials, so that two nodes do not meet halfway: the one whose address reads as the higher text.
                    Passive = string.CompareOrdinal(theirs.ToString(), ours.ToString()) > 0,
                };
                Put(bfd.Of(new PeerConfig
                {
                    Name = NameOf("Mesh", theirs, BgpDefaults.Port),
                    Address = theirs,
                    Port = facts.PortOf(other.Name),
                    Source = ours,
                    OwnV4 = _self.V4,
                    OwnV6 = _self.V6,
                    Session = session,
                    Password = password,
                    UrgentAbove = RouteMetric.ToLocalPref(facts.NormalMetric(family)),
                    Export = Export([]),
                }), named: null);
            }
        }
    }

    private void Add(BgpPeer peer, string kind, IpAddr address, int port, uint remoteAs, BgpNode? node)
    {
        if (Config(peer, kind, address, port, remoteAs, node) is not { } config)
        {
            HoldBack(peer, kind, address, port, remoteAs);
            return;
        }

        var isBeyond = IpAddr.TryParse(peer.Spec!.ReachableBy, out var gateway) && gateway.Family == address.Family;
        if (isBeyond && facts.OffSegment.Contains(gateway) && !_sessions.ContainsKey((address, port)))
        {
            problems.Add($"BGPPeer {peer.Metadata.Name}: reachableBy {gateway} is on no segment of this node, so that there is no route to {address} and no session;"
                + $" they come when an interface has an address in the subnet of {gateway}, and nodes that have none are best left out with nodeSelector");
            HoldBack(peer, kind, address, port, remoteAs);
            return;
        }

        if (Put(config, peer) && isBeyond) Gateways.TryAdd(address, gateway);
    }

    private void HoldBack(BgpPeer peer, string kind, IpAddr address, int port, uint remoteAs) =>
        _heldBack.TryAdd((address, port), new HeldBackSession(NameOf(kind, address, port), address, remoteAs, peer.Metadata.Name));

    /// <summary>A session as its BGPPeer has it; null if it is held back.</summary>
    private PeerConfig? Config(BgpPeer peer, string kind, IpAddr address, int port, uint remoteAs, BgpNode? node)
    {
        var spec = peer.Spec!;
        if (!passwords.TryRead(spec.Password, out var password, out var problem))
        {
            problems.Add($"BGPPeer {peer.Metadata.Name}: password: {problem}; there is no session until then");
            return null;
        }

        var localAs = spec.LocalAsNumber is { Value: > 0 and var number } ? number : _localAs;
        var isExternal = localAs != remoteAs;
        if (Filters(peer) is not { } filters) return null;
        if (!PeerBfd.TryRead(peer.Metadata.Annotations?.GetValueOrDefault(BfdAnnotation.Key), $"BGPPeer {peer.Metadata.Name}", problems, out var bfd)) return null;
        return bfd.Of(new PeerConfig
        {
            Name = NameOf(kind, address, port),
            Address = address,
            Port = port,
            Source = spec.SourceAddress == "None" ? default : _self.AddressOf(address.Family),
            OwnV4 = _self.V4,
            OwnV6 = _self.V6,
            Session = Session(localAs, remoteAs, address.Family, spec.MaxRestartTime) with
            {
                KeepaliveTime = GoDuration.TryParse(spec.KeepaliveTime, out var keepalive) && keepalive > TimeSpan.Zero ? keepalive : null,
            },
            Password = password,
            TtlSecurity = spec.TtlSecurity is { } hops and > 0 and < byte.MaxValue ? (byte)hops : null,
            IsClient = !isExternal && _self.ClusterId is { } cluster && node?.ClusterId != cluster,
            ClusterId = isExternal ? null : _self.ClusterId,
            NextHop = NextHop(spec, isExternal),
            AllowedLocalAs = spec.NumAllowedLocalAsNumbers ?? 0,
            UrgentAbove = RouteMetric.ToLocalPref(facts.NormalMetric(address.Family)),
            Import = filters.Count == 0 ? null : Import([.. filters.Select(one => RouteFilter.ForImport(one, isExternal))]),
            Export = Export([.. filters.Select(one => RouteFilter.ForExport(one, isExternal))]),
        });
    }

    /// <summary>A peer whose filters are not all there has no session: nothing passes that one of them might have stopped.</summary>
    private List<BgpFilter>? Filters(BgpPeer peer)
    {
        var filters = new List<BgpFilter>();
        foreach (var name in peer.Spec!.Filters ?? [])
        {
            if (!facts.Filters.TryGetValue(name, out var filter))
            {
                problems.Add($"BGPPeer {peer.Metadata.Name}: there is no BGPFilter {name}, so that there is no session");
                return null;
            }

            filters.Add(filter);
        }

        return filters;
    }

    private static NextHopMode NextHop(BgpPeerSpec spec, bool isExternal) => spec.NextHopMode switch
    {
        "Self" => NextHopMode.Self,
        "Keep" => NextHopMode.Keep,
        null or "" when spec.KeepOriginalNextHop == true && isExternal => NextHopMode.Keep,
        _ => NextHopMode.Auto,
    };

    private SessionConfig Session(uint localAs, uint remoteAs, IpFamily family, string? restartTime) => new()
    {
        LocalAs = localAs,
        RemoteAs = remoteAs,
        LocalId = _self.RouterId,
        Families = [new FamilyConfig(family == IpFamily.V4 ? AddressFamily.V4Unicast : AddressFamily.V6Unicast, AddPathMode.Receive)],
        RestartTime = GoDuration.TryParse(restartTime, out var time) ? (int)Math.Clamp(time.TotalSeconds, 0, 4095) : BgpDefaults.RestartTime,
    };

    /// <summary>Takes a session, of a BGPPeer or of the mesh, unless it is there; whether it was not.</summary>
    private bool Put(PeerConfig session, BgpPeer? named)
    {
        if (!_sessions.TryAdd((session.Address, session.Port), session)) return false;
        if (named is not null) BgpPeers.Add(session.Name, named.Metadata.Name);
        return true;
    }

    private IEnumerable<BgpNode> Others() => facts.Nodes.Where(node => node.Name != _self.Name);

    private static string NameOf(string kind, IpAddr address, int port)
    {
        var name = $"{kind}_{address.ToString().Replace('.', '_').Replace(':', '_')}";
        return port == BgpDefaults.Port ? name : $"{name}_port_{port}";
    }

    private static bool TryEndPoint(string? text, out IpAddr address, out int? port)
    {
        port = null;
        if (IpAddr.TryParse(text, out address)) return true;
        if (text is null || !IPEndPoint.TryParse(text, out var end) || end.Port == 0 || !IpAddr.TryFromBytes(end.Address.GetAddressBytes(), out address))
            return false;
        port = end.Port;
        return true;
    }
}
