using Margay.Model.Resources;
using Margay.Policy.Oracle.Policies;
using Margay.Primitives;

namespace Margay.Policy.Oracle.Holders;

/// <summary>A cluster's resources by the names and addresses under which policy looks for them. Read when first asked for.</summary>
internal sealed class ClusterIndex
{
    private readonly ClusterState _state;
    private readonly Lazy<Dictionary<string, (Namespace Resource, LabelSet Labels)>> _namespaces;
    private readonly Lazy<Dictionary<(string, string), LabelSet>> _accounts;
    private readonly Lazy<Dictionary<(string Namespace, string Name), Holder.Pod>> _pods;
    private readonly Lazy<Dictionary<string, Holder.Host>> _hosts;
    private readonly Lazy<ILookup<IpAddr, Holder>> _endpointsByAddress;
    private readonly Lazy<IReadOnlyList<Holder.Set>> _sets;
    private readonly Lazy<ILookup<IpAddr, Node>> _nodesByAddress;
    private readonly Lazy<ILookup<(string, string), EndpointSlice>> _slices;
    private readonly Lazy<ILookup<IpAddr, DomainName>> _names;
    private readonly Lazy<Dictionary<string, Profile>> _profiles;
    private readonly Lazy<PolicyBook> _policies;

    public ClusterIndex(ClusterState state)
    {
        _state = state;
        _namespaces = new(() => ByKey(state.Namespaces, ns => ns.Metadata.Name, ns => (ns, EndpointLabels.OfNamed(ns))));
        _accounts = new(() => ByKey(
            state.ServiceAccounts, account => (ClusterState.NamespaceOf(account), account.Metadata.Name), EndpointLabels.OfNamed));
        _pods = new(() => ByKey(
            state.Pods, pod => (ClusterState.NamespaceOf(pod), pod.Metadata.Name), pod => new Holder.Pod(pod, this)));
        _hosts = new(() => ByKey(state.HostEndpoints, host => host.Metadata.Name, host => new Holder.Host(host, this)));
        _endpointsByAddress = new(ReadEndpointAddresses);
        _sets = new(ReadSets);
        _nodesByAddress = new(() => (
            from node in Present(state.Nodes) from address in NodeReading.ServingAddresses(node) select (address, node))
            .ToLookup(pair => pair.address, pair => pair.node));
        _slices = new(() => Present(state.EndpointSlices).ToLookup(slice => (ClusterState.NamespaceOf(slice), ServiceOf(slice))));
        _names = new(() => (from name in Present(state.Names) from address in name.Addresses select (address, name.Name))
            .ToLookup(pair => pair.address, pair => pair.Name));
        _profiles = new(() => ByKey(state.Profiles, profile => profile.Metadata.Name, profile => profile));
        _policies = new(() => new PolicyBook(state, this));
    }

    /// <summary>Every policy and tier.</summary>
    public PolicyBook Policies => _policies.Value;

    /// <summary>Every host endpoint.</summary>
    public IEnumerable<HostEndpoint> HostEndpoints => Present(_state.HostEndpoints);

    /// <summary>Every pod, each name once, be it on its node's network or not.</summary>
    public IEnumerable<Pod> Pods => _pods.Value.Values.Select(static pod => pod.Resource);

    /// <summary>Every node.</summary>
    public IEnumerable<Node> Nodes => Present(_state.Nodes);

    /// <summary>The labels of a namespace; null when the cluster has no such namespace.</summary>
    public LabelSet? NamespaceLabels(string name) => _namespaces.Value.GetValueOrDefault(name).Labels;

    /// <summary>The namespace of this name; null if there is none.</summary>
    public Namespace? FindNamespace(string name) => _namespaces.Value.GetValueOrDefault(name).Resource;

    /// <summary>The labels of a service account; null when the cluster has no such account.</summary>
    public LabelSet? AccountLabels(string ns, string name) => _accounts.Value.GetValueOrDefault((ns, name));

    /// <summary>The pod of this name, be it on its node's network or not; null if there is none.</summary>
    public Holder.Pod? FindPod(string ns, string name) => _pods.Value.GetValueOrDefault((ns, name));

    /// <summary>The host endpoint of this name; null if there is none.</summary>
    public Holder.Host? FindHost(string name) => _hosts.Value.GetValueOrDefault(name);

    /// <summary>The node of this name; null if there is none.</summary>
    public Node? FindNode(string? name) => Nodes.FirstOrDefault(node => node.Metadata.Name == name);

    /// <summary>The stored profile of this name; null if there is none.</summary>
    public Profile? FindProfile(string? name) => name is null ? null : _profiles.Value.GetValueOrDefault(name);

    /// <summary>The nodes that this is an internal or external address of.</summary>
    public IEnumerable<Node> NodesAt(IpAddr address) => _nodesByAddress.Value[address];

    /// <summary>The slices of a service, but for those that hold names instead of addresses.</summary>
    public IEnumerable<EndpointSlice> SlicesOf(string ns, string service) =>
        _slices.Value[(ns, service)].Where(slice => slice.AddressType != "FQDN");

    /// <summary>defaultEndpointToHostAction of a node, and what it means for a pod that calls its own node.</summary>
    public (string Action, Verdict Verdict) EndpointToHost(string node)
    {
        var action = SettingsOf(node).Select(spec => spec.DefaultEndpointToHostAction)
            .FirstOrDefault(action => action?.ToUpperInvariant() is "DROP" or "ACCEPT" or "RETURN") ?? "Drop";
        return (action, action.Equals("Drop", StringComparison.OrdinalIgnoreCase) ? Verdict.Deny : Verdict.Allow);
    }

    /// <summary>The settings of a node's agent, the more specific first.</summary>
    public IEnumerable<FelixConfigurationSpec> SettingsOf(string node) =>
        new[] { $"node.{node}", "default" }
            .Select(name => Present(_state.FelixConfigurations).FirstOrDefault(one => one.Metadata.Name == name)?.Spec)
            .OfType<FelixConfigurationSpec>();

    /// <summary>The addresses that a name is known to stand for.</summary>
    public IEnumerable<IpAddr> AddressesOf(DomainName name) =>
        Present(_state.Names).Where(known => known.Name == name).SelectMany(known => known.Addresses);

    /// <summary>The names that stand for an address.</summary>
    public IEnumerable<DomainName> NamesAt(IpAddr address) => _names.Value[address];

    /// <summary>The pods that hold an address, sorted by namespace and name.</summary>
    /// <remarks>
    /// It may be several for a moment, when an address has passed to a new pod and the old one is not yet seen to be gone.
    /// </remarks>
    public IEnumerable<Holder.Pod> PodsAt(IpAddr address) => _endpointsByAddress.Value[address].OfType<Holder.Pod>();

    /// <summary>A pod on its node's network that reports the address; null if there is none.</summary>
    public Pod? HostNetworkPodAt(IpAddr address) =>
        Present(_state.Pods).FirstOrDefault(pod => pod.IsOnHostNetwork() && pod.Addresses().Contains(address));

    /// <summary>Everything that holds an address: pods, then host endpoints, then network sets.</summary>
    public IReadOnlyList<Holder> HoldersOf(IpAddr address) =>
        [.. _endpointsByAddress.Value[address], .. _sets.Value.Where(set => set.Contains(address))];

    /// <remarks>A host endpoint is known by the addresses it is expected to have, whatever its interface has.</remarks>
    private ILookup<IpAddr, Holder> ReadEndpointAddresses()
    {
        var ofPods =
            from pod in _pods.Value.Values
                .OrderBy(pod => pod.Namespace, StringComparer.Ordinal)
                .ThenBy(pod => pod.Resource.Metadata.Name, StringComparer.Ordinal)
            where !pod.Resource.IsOnHostNetwork()
            from address in pod.Resource.Addresses().Distinct()
            select (address, (Holder)pod);
        var ofHosts =
            from host in _hosts.Value.Values.OrderBy(host => host.Resource.Metadata.Name, StringComparer.Ordinal)
            from address in HostEndpointReading.ExpectedAddresses(host.Resource).Distinct()
            select (address, (Holder)host);
        return ofPods.Concat(ofHosts).ToLookup(pair => pair.address, pair => pair.Item2);
    }

    private IReadOnlyList<Holder.Set> ReadSets() =>
    [
        .. Present(_state.NetworkSets).Select(set => new Holder.Set(set, set.Spec, ClusterState.NamespaceOf(set), this)),
        .. Present(_state.GlobalNetworkSets).Select(set => new Holder.Set(set, set.Spec, null, this)),
    ];

    private static string ServiceOf(EndpointSlice slice) =>
        slice.Metadata.Labels?.GetValueOrDefault(EndpointSlice.ServiceNameLabel) ?? "";

    private static Dictionary<TKey, TValue> ByKey<T, TKey, TValue>(
        IReadOnlyList<T> list, Func<T, TKey> key, Func<T, TValue> value)
        where T : class
        where TKey : notnull
    {
        var found = new Dictionary<TKey, TValue>();
        foreach (var item in Present(list)) found.TryAdd(key(item), value(item));
        return found;
    }

    private static IEnumerable<T> Present<T>(IReadOnlyList<T> list)
        where T : class => (list ?? []).OfType<T>();
}
