using Margay.Dataplane.Links;
using Margay.Dataplane.Linux.Connections;
using Margay.Dataplane.Linux.Links;
using Margay.Dataplane.Linux.Routes;
using Margay.Dataplane.Linux.Tables;
using Margay.Dataplane.Linux.Tunnels;
using Margay.Dataplane.Routes;
using Margay.Dataplane.Tables;
using Margay.Dataplane.Tunnels;
using Margay.Host.Agent.Bgp;
using Margay.Linux;
using Margay.Model.Intent;
using Margay.Model.Settings;
using Margay.Netlink.Conntrack;
using Margay.Netlink.Route;
using Margay.Primitives;
using Margay.Routing;

namespace Margay.Host.Agent;

/// <summary>The drivers of one node's kernel state. Called by the agent's loop only, but for <see cref="Links"/> and <see cref="NextHops"/>.</summary>
internal sealed class NodeKernel(ILogger log) : IDisposable
{
    private static readonly string[] TunnelNames = [VxlanIntent.DeviceOf(IpFamily.V4), VxlanIntent.DeviceOf(IpFamily.V6), IpipIntent.Device];

    private readonly RouteDriver _routes = new();
    private readonly VxlanDriver _vxlan = new();
    private readonly IpipDriver _ipip = new();
    private readonly PeeringAddresses _peering = new();
    private readonly ConnectionTable _connections = new();
    private readonly PolicyDriver _tables = new(null, new TableOptions());

    /// <summary>How next hops are reached; may be used from any thread.</summary>
    public NextHopTable NextHops { get; } = new();

    /// <summary>Pod links; may be used from any thread.</summary>
    public PodLinkDriver Links { get; } = new();

    /// <summary>Watches what others do to our kernel state until disposed; <paramref name="changed"/> must be quick.</summary>
    public IDisposable Watch(TimeProvider clock, Action<KernelArea> changed) => new Monitors(
        new NetworkMonitor(changes => changed(AreasOf(changes)), [Links.PortId, _routes.PortId, _vxlan.PortId, _ipip.PortId, _peering.PortId], clock),
        new TableMonitor(null, _tables.PortId, _ => changed(KernelArea.Tables)));

    /// <param name="delta">What has changed.</param>
    /// <param name="network">What the network around the pods is.</param>
    /// <param name="layout">How the tables are laid out.</param>
    /// <param name="resync">Whether to compare with what the kernel has.</param>
    public ApplyOutcome ApplyTables(IntentDelta delta, NetworkIntent network, TableOptions layout, bool resync)
    {
        _tables.Update(layout);
        _tables.Update(network);
        _tables.Update(delta);
        return resync ? _tables.Resync() : _tables.Apply();
    }

    /// <summary>Cuts the open connections of which that is said, lets the others be, and gives how many are newly cut.</summary>
    public int CutConnections(FelixSettings settings, Func<ConntrackEntry, bool> isCut) =>
        _connections.Mark(LayoutOf(settings).CutMark, isCut);

    /// <summary>The addresses that open connections go to, translated and not.</summary>
    public IReadOnlySet<IpAddr> AddressesInUse() =>
        _connections.List().Where(entry => !entry.HasEnded).SelectMany(entry => new[] { entry.Original.Destination, entry.Reply.Source }).ToHashSet();

    /// <summary>Whether a connection is open whose source is translated, by whom ever.</summary>
    /// <exception cref="LinuxException">The kernel does not say.</exception>
    public bool HasTranslatedConnections() =>
        _connections.List().Exists(entry => !entry.HasEnded && entry.Original.Source != entry.Reply.Destination);

    /// <summary>The node's interfaces with their addresses, those of workloads left out.</summary>
    public IReadOnlyList<HostInterface> HostInterfaces()
    {
        var addresses = Links.Links.Addresses().ToLookup(held => held.LinkIndex, held => held.Address);
        return
        [
            .. Links.Links.Links()
                .Where(link => !InterfaceName.IsPodLink(link.Name))
                .Select(link => new HostInterface(link.Name, [.. addresses[link.Index].Order()])),
        ];
    }

    /// <summary>The subnets in which the node's interfaces have addresses, those of workloads and tunnels left out.</summary>
    public IReadOnlyList<Cidr> Subnets()
    {
        var links = Links.Links.Links().Where(link => !InterfaceName.IsPodLink(link.Name) && link.Kind != "vxlan").Select(link => link.Index).ToHashSet();
        return
        [
            .. Links.Links.Addresses().Where(held => links.Contains(held.LinkIndex))
                .Select(held => Cidr.Create(held.Address, held.PrefixLength)).Where(subnet => !subnet.IsHost).Distinct().Order(),
        ];
    }

    /// <summary>
    /// Where the node's own interfaces lead by their addresses, and the routes of the main table that are neither the kernel's nor
    /// Margay's: one for each prefix, in order. Interfaces of pods and tunnels are left out.
    /// </summary>
    public IReadOnlyCollection<HostRoute> HostRoutes()
    {
        var links = Links.Links.Links().Where(link => link.IsUp && !InterfaceName.IsPodLink(link.Name) && !TunnelNames.Contains(link.Name)).ToDictionary(link => link.Index, link => link.Name);
        var direct = from held in Links.Links.Addresses()
                     where links.ContainsKey(held.LinkIndex)
                     select new HostRoute(Cidr.Create(held.Address, held.PrefixLength), links[held.LinkIndex], IsDirect: true);
        var others = from route in Links.Links.Routes(IpFamily.V4).Concat(Links.Links.Routes(IpFamily.V6))
                     where route.Type == RouteType.Unicast && route.Protocol != RouteProtocol.Kernel && !RouteOwnership.IsOurs(route)
                     orderby route.Metric
                     let link = route.Hops.IsEmpty ? route.LinkIndex : route.Hops[0].LinkIndex
                     where links.ContainsKey(link)
                     select new HostRoute(route.Destination, links[link], IsDirect: false);
        return [.. direct.Concat(others).DistinctBy(route => route.Prefix).OrderBy(route => route.Prefix)];
    }

    /// <summary>Brings the wanted tunnels about; must be before the routes into them.</summary>
    /// <param name="graph">The routes, which know the tunnels.</param>
    /// <param name="settings">How devices are made.</param>
    /// <param name="resync">Whether to compare with what the kernel has.</param>
    /// <returns>How much was written.</returns>
    public int BringTunnels(RouteGraph graph, FelixSettings settings, bool resync) => ApplyTunnels(graph, settings, resync, isWanted: true);

    /// <summary>Removes the tunnels that are not wanted; must be after no route leads into them any more.</summary>
    /// <returns>How much was written.</returns>
    public int RemoveTunnels(RouteGraph graph, FelixSettings settings, bool resync) => ApplyTunnels(graph, settings, resync, isWanted: false);

    /// <summary>Packets that the IPIP programs dropped, by reason. Any thread.</summary>
    public IReadOnlyDictionary<IpipDrop, long> IpipDrops() => _ipip.Drops();

    private int ApplyTunnels(RouteGraph graph, FelixSettings settings, bool resync, bool isWanted)
    {
        var written = 0;
        foreach (var family in (ReadOnlySpan<IpFamily>)[IpFamily.V4, IpFamily.V6])
        {
            var vxlan = graph.Vxlan(family, settings.Vxlan);
            if (vxlan is not null == isWanted) written += Take(_vxlan.Apply(family, vxlan, resync), VxlanIntent.DeviceOf(family));
        }

        var ipip = graph.Ipip(settings.IpipMtu);
        if (ipip is not null == isWanted) written += Take(_ipip.Apply(ipip, resync), IpipIntent.Device);
        return written;
    }

    private int Take(TunnelReport report, string device)
    {
        if (report.IsNewDevice) _routes.LinkChanged(device);
        return report.Written;
    }

    /// <summary>Whether the kernel has routes through gateways that an agent before this one has written.</summary>
    public bool HasLearntRoutes() =>
        Links.Links.Routes(IpFamily.V4, RouteProtocol.Margay).Concat(Links.Links.Routes(IpFamily.V6, RouteProtocol.Margay)).Any(route => route.HasGateway);

    /// <param name="graph">The routes.</param>
    /// <param name="resync">Whether to compare with what the kernel has.</param>
    /// <param name="keepsLearnt">Routes through gateways that nobody wants stay: whoever knows of them has not spoken yet.</param>
    /// <param name="settings">What source the node prefers towards its pods.</param>
    public RouteReport ApplyRoutes(RouteGraph graph, bool resync, bool keepsLearnt, FelixSettings settings)
    {
        _routes.KeepsLearnt = keepsLearnt;
        _routes.PodSources = new PodRouteSources(settings.PodRouteSourceV4, settings.PodRouteSourceV6);
        _routes.Update(graph.TakeChanges());
        return resync ? _routes.Resync() : _routes.Apply();
    }

    /// <summary>How many routes from a source are wanted; may be called from any thread.</summary>
    public int RouteCount(RouteSource source) => _routes.CountOf(source);

    /// <summary>Raises the host side of a pod's link, whose policy is live.</summary>
    public void Activate(EndpointRecord record)
    {
        Links.Activate(record.HostInterface);
        _routes.LinkChanged(record.HostInterface);
    }

    /// <summary>Has pod links hold the addresses with which the node answers workloads that are its peers, and no others.</summary>
    public void BringPeeringAddresses(IReadOnlyList<WorkloadPeerIntent> peers, bool resync)
    {
        try
        {
            _peering.Apply(peers, resync);
        }
        catch (LinuxException failure)
        {
            AgentLog.BgpProblem(log, failure.Message);
        }
    }

    /// <summary>Makes links anew that records name and the kernel has lost, and raises those that somebody took down.</summary>
    public void RepairLinks(IEnumerable<EndpointRecord> records)
    {
        foreach (var record in records)
        {
            var found = Links.Links.Find(record.HostInterface);
            if (found is { IsUp: true }) continue;
            try
            {
                if (found is null) Create(record);
                Activate(record);
                AgentLog.LinkRepaired(log, record.HostInterface, $"{record.Namespace}/{record.Pod}");
            }
            catch (LinuxException failure)
            {
                AgentLog.LinkLost(log, record.HostInterface, $"{record.Namespace}/{record.Pod}", failure.Message);
            }
        }
    }

    public void Create(EndpointRecord record)
    {
        using var pod = NetnsHandle.Open(record.NetnsPath);
        Links.Create(pod, record.ToLinkSpec());
    }

    public void Dispose()
    {
        _tables.Dispose();
        _routes.Dispose();
        _vxlan.Dispose();
        _ipip.Dispose();
        _peering.Dispose();
        _connections.Dispose();
        Links.Dispose();
        NextHops.Dispose();
    }

    /// <summary>How the tables are laid out by settings alone.</summary>
    public static TableOptions LayoutOf(FelixSettings settings) => new()
    {
        EndpointToHostAction = settings.EndpointToHost,
        DropInvalid = settings.DropInvalid,
        AllowSourcePrefixes = settings.AllowSourcePrefixes,
        DenyAction = settings.DenyAction,
        MarkMask = settings.MarkMask,
        LogPrefix = settings.LogPrefix,
        LogRate = settings.LogRate,
        FailsafeInbound = settings.FailsafeInbound,
        FailsafeOutbound = settings.FailsafeOutbound,
        VxlanPort = settings.Vxlan.Port,
        Overlays = settings.Overlays,
        NatOutgoing = settings.NatOutgoing,
        ServiceLoops = settings.ServiceLoops,
    };

    /// <remarks>A link that went takes its routes along, and one that came may be what a route waits for.</remarks>
    private static KernelArea AreasOf(NetworkChanges changes)
    {
        var areas = KernelArea.NextHops;
        if ((changes & ~NetworkChanges.ForeignRoutes) != 0) areas |= KernelArea.Routes;
        if (changes.HasFlag(NetworkChanges.Links)) areas |= KernelArea.Links;
        return areas;
    }

    private sealed record Monitors(NetworkMonitor Network, TableMonitor Tables) : IDisposable
    {
        public void Dispose()
        {
            Network.Dispose();
            Tables.Dispose();
        }
    }
}
