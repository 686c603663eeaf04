using Margay.Model.Intent;
using Margay.Model.Resources;
using Margay.Policy.Snapshot;
using Margay.Primitives;

namespace Margay.Policy.Graph;

/// <summary>
/// Computes what one node must enforce, step by step: changes of the cluster in, changes of the node's intent out.
/// </summary>
/// <remarks>
/// What has been emitted up to a moment depends only on what is known at that moment, never on how it came about. The
/// work for a change follows what it touches, not what exists: bearers are indexed by label and namespace for new sets,
/// and sets by label and namespace for new bearers. Not safe for use from several threads at once.
/// </remarks>
public sealed class PolicyGraph
{
    private readonly string _node;
    private readonly BearerDirectory _bearers = new();
    private readonly EndpointDirectory _endpoints = new();
    private readonly ServiceDirectory _services = new();
    private readonly NameDirectory _names = new();
    private readonly HostEndpointDirectory _hosts = new();
    private readonly SetCatalog _sets;
    private readonly LocalPolicies _policies;
    private readonly HostEndpointLabels _hostLabels;
    private bool _inSync;

    /// <summary>A graph that knows nothing and has emitted nothing.</summary>
    /// <param name="node">The node whose intent it computes; host endpoints of others are only peers.</param>
    public PolicyGraph(string node)
    {
        _node = node;
        _sets = new SetCatalog(_bearers, _services, _names);
        _policies = new LocalPolicies(_bearers, _endpoints, _hosts, _sets);
        _hostLabels = new HostEndpointLabels();
        _policies.Upsert(ProfileId(BuiltIns.DefaultAllowProfile), CalicoPolicyFacts.DefaultAllow);
    }

    /// <summary>Takes changes in and returns what they change for this node; before the first in-sync mark, nothing.</summary>
    /// <remarks>
    /// Only policies that apply to a local endpoint, or are needed everywhere, are emitted, and only sets that these
    /// name. A local endpoint whose pod is unknown, or is on the host network and so cannot own the interface, is closed
    /// in both directions.
    /// </remarks>
    public IntentDelta Apply(SnapshotDelta delta)
    {
        foreach (var change in delta.Changes) Apply(change);
        _inSync |= delta.InSync;
        return _inSync ? _policies.Flush() : IntentDelta.Empty;
    }

    /// <summary>The patterns of names that the emitted policies ask for: what is learnt of other names changes nothing.</summary>
    public IReadOnlyCollection<DomainPattern> Domains => _sets.Domains;

    /// <summary>The endpoints of a service, ready or not, with their ports; in any order and with repetitions.</summary>
    public IReadOnlyList<IpSetMember> EndpointsOf(ServiceKey service) => _services.Members(new ServiceEnds(service, WithPorts: true));

    /// <summary>All that has been emitted, as one delta from nothing: for who comes later.</summary>
    public IntentDelta Whole() => _inSync ? _policies.Whole() : IntentDelta.Empty;

    private void Apply(SnapshotChange change)
    {
        switch (change)
        {
            case SnapshotChange.NamespaceUpsert upsert:
                Label(upsert.Name, upsert.Labels);
                break;
            case SnapshotChange.NamespaceRemove remove:
                Label(remove.Name, null);
                break;
            case SnapshotChange.AccountUpsert upsert:
                LabelAccount(upsert.Namespace, upsert.Name, upsert.Labels);
                break;
            case SnapshotChange.AccountRemove remove:
                LabelAccount(remove.Namespace, remove.Name, null);
                break;
            case SnapshotChange.BearerUpsert upsert:
                Upsert(upsert.Key, upsert.Facts);
                break;
            case SnapshotChange.BearerRemove remove:
                Remove(remove.Key);
                break;
            case SnapshotChange.HostEndpointUpsert upsert:
                UpsertHost(upsert.Name, upsert.Facts);
                break;
            case SnapshotChange.HostEndpointRemove remove:
                RemoveHost(remove.Name);
                break;
            case SnapshotChange.LocalEndpointUpsert upsert:
                Upsert(upsert.Endpoint);
                break;
            case SnapshotChange.LocalEndpointRemove remove:
                Remove(remove.Interface);
                break;
            default:
                ApplyRules(change);
                break;
        }
    }

    private void ApplyRules(SnapshotChange change)
    {
        switch (change)
        {
            case SnapshotChange.SliceUpsert upsert:
                foreach (var service in _services.Change(upsert.Key, upsert.Facts)) _sets.Changed(service);
                break;
            case SnapshotChange.SliceRemove remove:
                foreach (var service in _services.Change(remove.Key, null)) _sets.Changed(service);
                break;
            case SnapshotChange.NameUpsert upsert:
                Name(upsert.Name, upsert.Addresses);
                break;
            case SnapshotChange.NameRemove remove:
                Name(remove.Name, []);
                break;
            case SnapshotChange.TierUpsert upsert:
                _policies.Change(upsert.Name, upsert.Facts);
                break;
            case SnapshotChange.TierRemove remove:
                _policies.Change(remove.Name, null);
                break;
            case SnapshotChange.PolicyUpsert upsert:
                _policies.Upsert(upsert.Id, upsert.Facts);
                break;
            case SnapshotChange.PolicyRemove remove:
                _policies.Remove(remove.Id);
                break;
            case SnapshotChange.ProfileUpsert upsert:
                ChangeProfile(upsert.Name, upsert.Rules, upsert.Labels);
                break;
            case SnapshotChange.ProfileRemove remove:
                ChangeProfile(remove.Name, null, null);
                break;
            case SnapshotChange.HostInterfaceUpsert upsert:
                _hosts.Put(upsert.Interface);
                _policies.MarkHostsDirty();
                break;
            case SnapshotChange.HostInterfaceRemove remove:
                _hosts.Remove(remove.Name);
                _policies.MarkHostsDirty();
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private void Name(DomainName name, IReadOnlyList<IpAddr> addresses)
    {
        _names.Put(name, addresses);
        _sets.Changed(name);
    }

    /// <summary>Gives a namespace labels, or with null makes it unknown.</summary>
    private void Label(string name, LabelSet? labels)
    {
        var within = _bearers.NamespaceOf(name);
        var isSame = Equals(within.Labels, labels);
        if (!isSame && _sets.IgnoresInheritance) _sets.Relabel(within, labels, () => _bearers.Label(within, labels));
        else if (!isSame) Reenter(within, _ => true, () => _bearers.Label(within, labels));
        else _bearers.Label(within, labels);
        if (!isSame) MarkDirty(name);
    }

    /// <summary>Gives an account labels, or with null makes it unknown.</summary>
    private void LabelAccount(string within, string name, LabelSet? labels)
    {
        if (Equals(_bearers.FindNamespace(within)?.FindAccount(name)?.Labels, labels)) return;
        void Change() => _bearers.LabelAccount(within, name, labels);
        if (_sets.IgnoresInheritance || _bearers.FindNamespace(within) is not { } node) Change();
        else Reenter(node, bearer => bearer.Facts.Account == name, Change);
        if (!_policies.IgnoresInheritance) MarkDirty(within);
    }

    private void MarkDirty(string within)
    {
        foreach (var endpoint in _endpoints.All)
        {
            if (endpoint.PodKey.Namespace == within) _policies.MarkDirty(endpoint);
        }
    }

    /// <summary>Takes some of what is in a namespace out of all sets, has something change, and puts it back.</summary>
    private void Reenter(NamespaceNode within, Func<BearerNode, bool> concerns, Action change)
    {
        var members = new List<BearerNode>();
        within.Bearers.CopyTo(members);
        var entered = members.Where(concerns).Select(bearer => (Bearer: bearer, bearer.Networks)).ToList();
        foreach (var (bearer, _) in entered) _sets.Leave(bearer);
        change();
        foreach (var (bearer, networks) in entered) _sets.Enter(bearer, networks);
    }

    private void Upsert(BearerKey key, BearerFacts facts)
    {
        var bearer = _bearers.Find(key);
        if (bearer is null)
        {
            bearer = _bearers.Add(key, facts);
        }
        else
        {
            if (bearer.Facts.Equals(facts)) return;
            _sets.Leave(bearer);
            _bearers.Change(bearer, facts);
        }

        _sets.Enter(bearer, NetworksOf(bearer, key));
        foreach (var endpoint in _endpoints.Of(key)) _policies.MarkDirty(endpoint);
    }

    private void Remove(BearerKey key)
    {
        if (_bearers.Find(key) is not { } bearer) return;
        _sets.Leave(bearer);
        _bearers.Remove(bearer);
        foreach (var endpoint in _endpoints.Of(key)) _policies.MarkDirty(endpoint);
    }

    private void UpsertHost(string name, HostEndpointFacts facts)
    {
        if (_hostLabels.Find(name) is { } known && known.Equals(facts)) return;
        _hostLabels.Put(name, facts);
        RefreshHost(name);
    }

    private void RemoveHost(string name)
    {
        _hostLabels.Remove(name);
        RefreshHost(name);
    }

    private void ChangeProfile(string name, PolicyFacts? rules, LabelSet? labels)
    {
        if (name == BuiltIns.DefaultAllowProfile) return;
        if (rules is null) _policies.Remove(ProfileId(name));
        else _policies.Upsert(ProfileId(name), rules);
        foreach (var host in _hostLabels.ChangeProfile(name, labels)) RefreshHost(host);
    }

    /// <summary>Brings a host endpoint up to date with its resource and its profiles' labels.</summary>
    private void RefreshHost(string name)
    {
        var key = new BearerKey(Population.HostEndpoints, "", name);
        if (_hosts.Take(name) is { } before) _policies.Forget(before);
        if (_hostLabels.Find(name) is not { } facts)
        {
            Remove(key);
            return;
        }

        Upsert(key, new BearerFacts(_hostLabels.LabelsOf(facts), facts.Networks, facts.Ports));
        if (facts.Node != _node) return;
        _hosts.Put(new HostEndpointNode(name, facts, _bearers.Find(key)!));
        _policies.MarkHostsDirty();
    }

    private void Upsert(LocalEndpoint local)
    {
        if (_endpoints.Find(local.Interface) is { } known)
        {
            if (AreSame(known.Local, local)) return;
            Remove(local.Interface);
        }

        var endpoint = _endpoints.Add(local);
        Reenter(endpoint.PodKey);
        _policies.MarkDirty(endpoint);
    }

    private void Remove(string name)
    {
        if (_endpoints.Find(name) is not { } endpoint) return;
        _endpoints.Remove(endpoint);
        Reenter(endpoint.PodKey);
        _policies.Forget(endpoint);
    }

    /// <summary>Brings a pod's addresses in the sets up to date with its local endpoints.</summary>
    private void Reenter(BearerKey key)
    {
        if (_bearers.Find(key) is not { } pod) return;
        _sets.Leave(pod);
        _sets.Enter(pod, NetworksOf(pod, key));
    }

    /// <remarks>
    /// A local interface's addresses count from when the CNI plugin made it, and the status follows later: the pod's
    /// first packets must find its peers' sets complete.
    /// </remarks>
    private IReadOnlyList<Cidr> NetworksOf(BearerNode bearer, BearerKey key)
    {
        if (bearer.Facts.HasNoAddress) return [];
        var known = bearer.Facts.Networks;
        if (_endpoints.Of(key) is not { Count: > 0 } local) return known;
        return [.. known.Concat(local.SelectMany(endpoint => endpoint.Local.Addresses).Select(address => address.ToHostCidr())).Distinct()];
    }

    private static PolicyId ProfileId(string name) => new(PolicyId.Profile, "", name);

    private static bool AreSame(LocalEndpoint one, LocalEndpoint other) =>
        one.Interface == other.Interface
        && one.Namespace == other.Namespace
        && one.Pod == other.Pod
        && one.Addresses.SequenceEqual(other.Addresses);
}
