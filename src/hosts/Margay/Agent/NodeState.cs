using Margay.Client;
using Margay.Host.Agent.Bgp;
using Margay.Model.Intent;
using Margay.Model.Resources;
using Margay.Model.Settings;
using Margay.Primitives;
using Margay.Routing;

namespace Margay.Host.Agent;

/// <summary>
/// What one node knows of the cluster, fed by watches and by the CNI plugin: the pure middle of the agent, assembled.
/// Not thread-safe: the agent's loop owns it.
/// </summary>
internal sealed class NodeState
{
    private static readonly IReadOnlyDictionary<string, string> NoLabels = new Dictionary<string, string>();

    private readonly string _node;
    private readonly Dictionary<ResourceKey, Pod> _localPods = [];
    private readonly Dictionary<ResourceKey, (VirtualMachinePod Machine, bool Runs)> _machinePods = [];
    private readonly Dictionary<string, LocalEndpoint> _endpoints = [];
    private readonly Dictionary<string, IReadOnlyDictionary<string, string>> _namespaceLabels = [];
    private readonly Dictionary<string, FelixConfiguration> _felix = [];
    private readonly Mirror<Namespace> _namespaces;
    private readonly Mirror<Pod> _pods;
    private readonly Mirror<Node> _nodes;
    private readonly Mirror<IpamBlock> _blocks;
    private readonly Mirror<BlockAffinity> _affinities;
    private readonly Mirror<IpPool> _addressPools;
    private readonly Mirror<FelixConfiguration> _configurations;
    private readonly Mirror<ClusterInformation> _information;
    private IReadOnlyDictionary<string, string> _nodeLabels = NoLabels;

    /// <param name="node">The node's name.</param>
    /// <param name="speaksBgp">Whether routes to other nodes are learnt.</param>
    /// <param name="secretNamespace">The namespace of the secrets that hold BGP's passwords.</param>
    /// <param name="hopsTo">The neighbours through which a next hop is reached.</param>
    public NodeState(string node, bool speaksBgp, string secretNamespace, Func<IpAddr, IReadOnlyList<NextHop>> hopsTo)
    {
        _node = node;
        Routes = new RouteResolver(node, learnsRoutes: speaksBgp, hopsTo);
        Bgp = speaksBgp ? new BgpView(node, secretNamespace) : null;
        Policy = new PolicyView(node)
            .Follow<Namespace>().Follow<ServiceAccount>().Follow<Pod>().Follow<Node>().Follow<EndpointSlice>()
            .Follow<NetworkSet>().Follow<GlobalNetworkSet>().Follow<HostEndpoint>().Follow<Profile>().Follow<Tier>()
            .Follow<NetworkPolicy>().Follow<CalicoNetworkPolicy>().Follow<GlobalNetworkPolicy>()
            .Follow<ClusterNetworkPolicy>();
        _namespaces = new(
            item => _namespaceLabels[item.Metadata.Name] = item.Metadata.Labels ?? NoLabels,
            key => _namespaceLabels.Remove(key.Name));
        _pods = new(UpsertPod, key =>
        {
            _localPods.Remove(key);
            _machinePods.Remove(key);
        });
        _nodes = new(UpsertNode, key => Routes.RemoveNode(key.Name));
        _blocks = new(Routes.Upsert, key => Routes.RemoveBlock(key.Name));
        _affinities = new(Routes.Upsert, key => Routes.RemoveAffinity(key.Name));
        _addressPools = new(Routes.Upsert, key => Routes.RemovePool(key.Name));
        _configurations = new(felix => _felix[felix.Metadata.Name] = felix, key => _felix.Remove(key.Name));
        _information = new(information => DatastoreReady = information.Spec?.DatastoreReady == true, _ => DatastoreReady = false);
    }

    public RouteResolver Routes { get; }

    public PolicyView Policy { get; }

    /// <summary>What there is to say over BGP; null if the node does not speak it.</summary>
    public BgpView? Bgp { get; }

    /// <summary>False or unknown: nothing is programmed, and CNI calls fail.</summary>
    public bool DatastoreReady { get; private set; }

    /// <summary>Whether every kind has delivered a complete list: before that, no intent is drawn from the snapshot.</summary>
    public bool InSync =>
        Policy.InSync && _namespaces.InSync && _pods.InSync && _nodes.InSync && _blocks.InSync
        && _affinities.InSync && _addressPools.InSync && _configurations.InSync && _information.InSync && Bgp?.InSync != false;

    public FelixSettings Settings =>
        FelixSettings.Of(_felix.GetValueOrDefault("default"), _felix.GetValueOrDefault($"node.{_node}"));

    public int Policies =>
        Policy.Count<NetworkPolicy>() + Policy.Count<CalicoNetworkPolicy>() + Policy.Count<GlobalNetworkPolicy>()
        + Policy.Count<ClusterNetworkPolicy>();

    public int Pods => _pods.Count;

    public void Take(Change change)
    {
        Policy.Take(change);
        Bgp?.Take(change);
        switch (change)
        {
            case Change<Pod> pods: _pods.Take(pods); break;
            case Change<Namespace> namespaces: _namespaces.Take(namespaces); break;
            case Change<Node> nodes: _nodes.Take(nodes); break;
            case Change<IpamBlock> blocks: _blocks.Take(blocks); break;
            case Change<IpPool> ranges: _addressPools.Take(ranges); break;
            case Change<BlockAffinity> affinities: _affinities.Take(affinities); break;
            case Change<FelixConfiguration> configurations: _configurations.Take(configurations); break;
            case Change<ClusterInformation> information: _information.Take(information); break;
        }

        if (change is Change<FelixConfiguration> or Change<BgpConfiguration>)
            Routes.Graph.SetRules(new RouteRules(Settings.RoutesFromBlocks, Bgp?.ClusterRoutes ?? RouteRules.Defaults.FromBgp, Settings.Tunnels));
    }

    public void Add(LocalEndpoint endpoint)
    {
        Policy.Add(endpoint);
        Routes.Upsert(endpoint);
        _endpoints[endpoint.Interface] = endpoint;
        Bgp?.WorkloadsChanged();
    }

    public void RemoveEndpoint(string hostInterface)
    {
        Policy.RemoveEndpoint(hostInterface);
        Routes.RemoveEndpoint(hostInterface);
        if (_endpoints.Remove(hostInterface)) Bgp?.WorkloadsChanged();
    }

    /// <summary>A pod bound to this node, with all that a CNI ADD asks about it; null while it is unknown here.</summary>
    public PodView? FindLocal(ResourceKey key) =>
        _localPods.TryGetValue(key, out var pod)
            ? new PodView(pod, _namespaceLabels.GetValueOrDefault(key.Namespace ?? "", NoLabels), _nodeLabels, Settings.InterfaceMtu, Routes.Graph.TunnelOverhead)
            : null;

    /// <summary>What the speaker is to do now; null while that is not known, or the node does not speak BGP.</summary>
    /// <param name="onSegments">Adds what only the kernel knows: which gateways are on the node's segments.</param>
    public SpeakerPlan? PlanBgp(Func<BgpFacts, BgpFacts> onSegments) =>
        Bgp?.Facts(Routes.Graph.Announced(), Workloads(), Routes.Graph.Moved(), Settings.Moves) is { } facts ? SpeakerPlan.Of(onSegments(facts)) : null;

    /// <summary>What changed in the node's policy intent since the last call.</summary>
    public IntentDelta Flush() => Policy.Flush(InSync);

    private IEnumerable<BgpWorkload> Workloads()
    {
        foreach (var endpoint in _endpoints.Values)
        {
            if (_localPods.TryGetValue(new ResourceKey(endpoint.Namespace, endpoint.Pod), out var pod)) yield return BgpWorkload.Of(endpoint, pod);
        }
    }

    /// <summary>Whether no other pod of the same virtual machine runs on any node; false of a pod that is of none.</summary>
    public bool IsAlone(LocalEndpoint endpoint)
    {
        var key = new ResourceKey(endpoint.Namespace, endpoint.Pod);
        return _machinePods.TryGetValue(key, out var own)
            && !_machinePods.Any(other => other.Key != key && other.Value.Runs && other.Value.Machine.IsSameMachine(own.Machine));
    }

    private void UpsertPod(Pod pod)
    {
        if (VirtualMachinePod.Of(pod) is { } machine) _machinePods[ResourceKey.Of(pod)] = (machine, pod.Status?.Phase is not ("Succeeded" or "Failed"));
        if (pod.Spec?.NodeName != _node) return;
        var key = ResourceKey.Of(pod);
        var before = _localPods.GetValueOrDefault(key);
        _localPods[key] = pod;
        if (before is null || !LabelSet.Of(before.Metadata.Labels).Equals(LabelSet.Of(pod.Metadata.Labels))) Bgp?.WorkloadsChanged();
    }

    private void UpsertNode(Node node)
    {
        if (node.Metadata.Name == _node) _nodeLabels = node.Metadata.Labels ?? NoLabels;
        Routes.Upsert(node);
    }
}
