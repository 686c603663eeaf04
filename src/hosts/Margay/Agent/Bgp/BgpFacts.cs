using Margay.Bgp.Wire;
using Margay.Model.Resources;
using Margay.Model.Settings;
using Margay.Primitives;

namespace Margay.Host.Agent.Bgp;

/// <summary>Everything that a node's sessions follow from, at one moment.</summary>
internal sealed record BgpFacts
{
    public required BgpNode Self { get; init; }

    public IReadOnlyCollection<BgpNode> Nodes { get; init; } = [];

    /// <summary>BGPConfiguration <c>default</c>, or null.</summary>
    public BgpConfigurationSpec? Default { get; init; }

    /// <summary>Annotation <see cref="BfdAnnotation"/> of BGPConfiguration <c>default</c>, for the mesh; or null.</summary>
    public string? MeshBfd { get; init; }

    /// <summary>BGPConfiguration <c>node.NAME</c> of each node that has one.</summary>
    public IReadOnlyDictionary<string, BgpConfigurationSpec> ByNode { get; init; } = new Dictionary<string, BgpConfigurationSpec>();

    public IReadOnlyCollection<BgpPeer> Peers { get; init; } = [];

    public IReadOnlyDictionary<string, BgpFilter> Filters { get; init; } = new Dictionary<string, BgpFilter>();

    public IReadOnlyCollection<IpPool> Pools { get; init; } = [];

    /// <summary>The gateways of BGPPeers (<c>reachableBy</c>) that are no neighbours of this node: the kernel takes no route through them.</summary>
    public IReadOnlySet<IpAddr> OffSegment { get; init; } = new HashSet<IpAddr>();

    /// <summary>The gateways that BGPPeers name, each once.</summary>
    public IEnumerable<IpAddr> Gateways => Peers
        .Select(peer => IpAddr.TryParse(peer.Spec?.ReachableBy, out var gateway) ? gateway : default)
        .Where(gateway => !gateway.IsNone).Distinct();

    /// <summary>The namespace of the secrets that hold passwords.</summary>
    public string SecretNamespace { get; init; } = AgentOptions.DefaultSecretNamespace;

    /// <summary>What is known of secrets by name; one that is not there is on its way.</summary>
    public IReadOnlyDictionary<string, SecretState> Secrets { get; init; } = new Dictionary<string, SecretState>();

    /// <summary>The node's workloads; none where no BGPPeer selects any.</summary>
    public IReadOnlyCollection<BgpWorkload> Workloads { get; init; } = [];

    /// <summary>The node's own routes; not looked at where no BGPFilter is there.</summary>
    public IReadOnlyCollection<HostRoute> HostRoutes { get; init; } = [];

    /// <summary>The node's blocks and borrowed addresses.</summary>
    public IReadOnlyCollection<Cidr> Announced { get; init; } = [];

    /// <summary>The addresses of workloads that have just moved to the node.</summary>
    public IReadOnlyCollection<Cidr> Moved { get; init; } = [];

    /// <summary>How peers are told of them.</summary>
    public MoveSettings Moves { get; init; } = MoveSettings.Defaults;

    /// <summary>The service addresses that the node announces, and ranges of them.</summary>
    public IReadOnlyCollection<Cidr> Services { get; init; } = [];

    /// <summary>The metric of routes to workloads that have not moved.</summary>
    public int NormalMetric(IpFamily family) =>
        (family == IpFamily.V4 ? Default?.Ipv4NormalRoutePriority : Default?.Ipv6NormalRoutePriority) ?? RouteMetric.Normal;

    /// <summary>The host routes that filters may have told: not those of interfaces that the configuration ignores.</summary>
    public IEnumerable<HostRoute> TellableRoutes()
    {
        var own = ByNode.GetValueOrDefault(Self.Name);
        var ignored = own?.IgnoredInterfaces ?? Default?.IgnoredInterfaces ?? [];
        return HostRoutes.Where(route => route.MayBeTold && !(route.IsDirect && ignored.Any(pattern => HostRoute.IsLike(pattern, route.Interface))));
    }

    public uint AsNumberOf(BgpNode node) => node.AsNumber ?? (Default?.AsNumber is { Value: > 0 and var number } ? number : BgpDefaults.AsNumber);

    public int PortOf(string node) => ByNode.GetValueOrDefault(node)?.ListenPort ?? Default?.ListenPort ?? BgpDefaults.Port;

    /// <summary>The pools, the most specific first.</summary>
    public ValueArray<ExportedPool> ExportedPools() => ValueArray.Create<ExportedPool>(
    [
        .. Pools.Where(pool => pool.Spec?.Disabled != true && Cidr.TryParse(pool.Spec?.Cidr, out _))
            .Select(pool => new ExportedPool(pool.Metadata.Name, Cidr.Parse(pool.Spec!.Cidr), pool.Spec.DisableBgpExport != true))
            .OrderByDescending(pool => pool.Cidr.Length).ThenBy(pool => pool.Cidr),
    ]);

    /// <summary>The communities of a route: those of every prefix advertisement that it lies in.</summary>
    public PathAttributes AttributesOf(Cidr prefix)
    {
        var elevated = prefix.Family == IpFamily.V4 ? Moves.MetricV4 : Moves.MetricV6;
        var attributes = new PathAttributes { LocalPref = RouteMetric.ToLocalPref(Moved.Contains(prefix) ? elevated : NormalMetric(prefix.Family)) };
        var own = ByNode.GetValueOrDefault(Self.Name);
        var source = own?.PrefixAdvertisements is null ? Default : own;
        foreach (var advertisement in source?.PrefixAdvertisements ?? [])
        {
            if (!Cidr.TryParse(advertisement.Cidr, out var range) || !range.Contains(prefix)) continue;
            foreach (var text in advertisement.Communities ?? [])
            {
                var value = source!.Communities?.FirstOrDefault(named => named.Name == text)?.Value ?? text;
                if (BgpCommunity.TryParse(value, out var community)) attributes = Communities.Add(attributes, community);
            }
        }

        return attributes;
    }
}

/// <summary>Calico's defaults for BGP.</summary>
internal static class BgpDefaults
{
    public const uint AsNumber = 64512;

    public const int Port = 179;

    /// <summary>For how long peers keep the routes of a node that restarts, in seconds.</summary>
    public const int RestartTime = 120;
}
