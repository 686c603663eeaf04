using Margay.Client;
using Margay.Model.Resources;
using Margay.Model.Settings;
using Margay.Primitives;
using Margay.Routing;

namespace Margay.Host.Agent.Bgp;

/// <summary>What the cluster says about BGP, fed by watches. Not thread-safe: the agent's loop owns it.</summary>
internal sealed class BgpView
{
    private const string OfNode = "node.";

    private readonly string _self;
    private readonly string _secretNamespace;
    private readonly Dictionary<string, SecretState> _secrets = [];
    private readonly Dictionary<string, BgpNode> _nodes = [];
    private readonly Dictionary<string, BgpConfiguration> _configurations = [];
    private readonly Dictionary<string, BgpPeer> _peers = [];
    private readonly Dictionary<string, BgpFilter> _filters = [];
    private readonly Dictionary<string, IpPool> _pools = [];
    private readonly Dictionary<ResourceKey, Service> _services = [];
    private readonly Dictionary<ResourceKey, EndpointSlice> _slices = [];
    private readonly Mirror<Service> _serviceMirror;
    private readonly Mirror<EndpointSlice> _sliceMirror;
    private readonly Mirror<Node> _nodeMirror;
    private readonly Mirror<BgpConfiguration> _configurationMirror;
    private readonly Mirror<BgpPeer> _peerMirror;
    private readonly Mirror<BgpFilter> _filterMirror;
    private readonly Mirror<IpPool> _poolMirror;

    public BgpView(string self, string secretNamespace)
    {
        (_self, _secretNamespace) = (self, secretNamespace);
        _nodeMirror = new(UpsertNode, key => IsChanged |= _nodes.Remove(key.Name));
        _configurationMirror = Keep(_configurations);
        _peerMirror = Keep(_peers);
        _filterMirror = Keep(_filters);
        _poolMirror = Keep(_pools);
        _serviceMirror = KeepOfServices(_services);
        _sliceMirror = KeepOfServices(_slices);

        Mirror<T> KeepOfServices<T>(Dictionary<ResourceKey, T> kept)
            where T : Resource => new(
            item =>
            {
                kept[ResourceKey.Of(item)] = item;
                IsChanged |= AnnouncesServices;
            },
            key => IsChanged |= kept.Remove(key) && AnnouncesServices);

        Mirror<T> Keep<T>(Dictionary<string, T> kept)
            where T : Resource => new(
            item =>
            {
                kept[item.Metadata.Name] = item;
                IsChanged = true;
            },
            key => IsChanged |= kept.Remove(key.Name));
    }

    /// <summary>Whether <see cref="Facts"/> may differ from what it was before this was last set to false.</summary>
    public bool IsChanged { get; set; } = true;

    public bool InSync => _nodeMirror.InSync && _configurationMirror.InSync && _peerMirror.InSync && _filterMirror.InSync && _poolMirror.InSync
        && _serviceMirror.InSync && _sliceMirror.InSync;

    private BgpConfiguration? Default => _configurations.GetValueOrDefault("default");

    /// <summary>The ranges of service addresses that the cluster announces.</summary>
    public IReadOnlyList<Cidr> Services => ServiceRanges.Of(Default?.Spec).All;

    /// <summary>The pools of which the routes that are learnt are used.</summary>
    public ClusterRoutes ClusterRoutes => ClusterRoutesText.Read(Default?.Spec?.ProgramClusterRoutes) ?? RouteRules.Defaults.FromBgp;

    /// <summary>Whether workloads are of any interest: a BGPPeer selects some.</summary>
    private bool PeersWithWorkloads => _peers.Values.Any(peer => !string.IsNullOrEmpty(peer.Spec?.LocalWorkloadSelector));

    /// <summary>Whether endpoints are of any interest: they change far more often than everything else.</summary>
    private bool AnnouncesServices => !ServiceRanges.Of(Default?.Spec).IsEmpty;

    public void Take(Change change)
    {
        switch (change)
        {
            case Change<Node> nodes: _nodeMirror.Take(nodes); break;
            case Change<BgpConfiguration> configurations: _configurationMirror.Take(configurations); break;
            case Change<BgpPeer> peers: _peerMirror.Take(peers); break;
            case Change<BgpFilter> filters: _filterMirror.Take(filters); break;
            case Change<IpPool> pools: _poolMirror.Take(pools); break;
            case Change<Service> services: _serviceMirror.Take(services); break;
            case Change<EndpointSlice> slices: _sliceMirror.Take(slices); break;
        }
    }

    /// <summary>Whether a BGPFilter may ask for the node's own routes.</summary>
    public bool LooksAtHostRoutes => _filters.Count > 0;

    /// <summary>The node's own routes as they were last seen; null if they never were.</summary>
    public IReadOnlyCollection<HostRoute>? HostRoutes { get; private set; }

    /// <summary>Takes the node's own routes.</summary>
    public void Take(IReadOnlyCollection<HostRoute> routes)
    {
        if (HostRoutes?.SequenceEqual(routes) == true) return;
        HostRoutes = routes;
        IsChanged = true;
    }

    /// <summary>Takes what is told of a secret. That it cannot be read now changes nothing of what it said before.</summary>
    public void Take(string secret, SecretState state)
    {
        if (state is SecretState.Unreadable && _secrets.TryGetValue(secret, out var known) && known is not SecretState.Unreadable) return;
        _secrets[secret] = state;
        IsChanged = true;
    }

    /// <summary>Forgets all secrets but these.</summary>
    public void Keep(IReadOnlySet<string> secrets)
    {
        foreach (var gone in _secrets.Keys.Where(name => !secrets.Contains(name)).ToList()) _secrets.Remove(gone);
    }

    /// <summary>A workload of the node came, changed or went.</summary>
    public void WorkloadsChanged() => IsChanged |= PeersWithWorkloads;

    /// <summary>Everything at this moment; null while the node itself is not known or has no address.</summary>
    /// <param name="announced">The node's blocks and borrowed addresses.</param>
    /// <param name="workloads">The node's workloads; looked at only if a BGPPeer selects some.</param>
    /// <param name="moved">The addresses of those that have just moved.</param>
    /// <param name="moves">How peers are told of them.</param>
    public BgpFacts? Facts(IEnumerable<Cidr> announced, IEnumerable<BgpWorkload> workloads, IEnumerable<Cidr> moved, MoveSettings moves) =>
        _nodes.GetValueOrDefault(_self) is { } self && !(self.V4.IsNone && self.V6.IsNone)
            ? new BgpFacts
            {
                Self = self,
                Nodes = _nodes.Values,
                Default = Default?.Spec,
                MeshBfd = Default?.Metadata.Annotations?.GetValueOrDefault(BfdAnnotation.Key),
                ByNode = _configurations.Where(one => one.Key.StartsWith(OfNode, StringComparison.Ordinal)).ToDictionary(one => one.Key[OfNode.Length..], one => one.Value.Spec ?? new BgpConfigurationSpec()),
                Peers = _peers.Values,
                Filters = _filters,
                Pools = _pools.Values,
                SecretNamespace = _secretNamespace,
                Secrets = _secrets,
                Workloads = PeersWithWorkloads ? [.. workloads] : [],
                HostRoutes = LooksAtHostRoutes ? HostRoutes ?? [] : [],
                Announced = [.. announced],
                Moved = moved.ToHashSet(),
                Moves = moves,
                Services = ServiceRoutes.Of(ServiceRanges.Of(Default?.Spec), self, _services.Values, _slices.Values),
            }
            : null;

    private void UpsertNode(Node node)
    {
        // Nodes report themselves every few seconds; hardly ever is anything new in it.
        var now = BgpNode.Of(node);
        if (now.Equals(_nodes.GetValueOrDefault(now.Name))) return;
        _nodes[now.Name] = now;
        IsChanged = true;
    }
}
