using Margay.Model.Intent;
using Margay.Policy.Snapshot;
using Margay.Primitives;

namespace Margay.Policy.Graph;

/// <summary>
/// Computes what this node must enforce, step by step: changes of the cluster in, changes of the node's intent out.
/// </summary>
/// <remarks>
/// What has been emitted up to a moment depends only on what is known at that moment, never on how it came about. The
/// work for a change follows what it touches, not what exists: pods are indexed by label and namespace for new sets,
/// and sets by label and namespace for new pods. Not safe for use from several threads at once.
/// </remarks>
public sealed class PolicyGraph
{
    private readonly PodDirectory _pods = new();
    private readonly EndpointDirectory _endpoints = new();
    private readonly Dictionary<PolicyId, PolicyNode> _policies = [];
    private readonly SelectionIndex<PolicyNode> _policiesBySubject = new();
    private readonly SetCatalog _sets;
    private readonly ProgramLedger _ledger;
    private readonly HashSet<string> _dirtyEndpoints = new(StringComparer.Ordinal);
    private readonly HashSet<PolicyId> _dirtyPolicies = [];
    private bool _inSync;

    /// <summary>A graph that knows nothing and has emitted nothing.</summary>
    public PolicyGraph()
    {
        _sets = new SetCatalog(_pods);
        _ledger = new ProgramLedger(_sets);
    }

    /// <summary>Takes changes in and returns what they change for this node; before the first in-sync mark, nothing.</summary>
    /// <remarks>
    /// Only policies that select a local endpoint are emitted, and only sets that these policies name. A local endpoint
    /// whose pod is unknown, or is on the host network and so cannot own the interface, is closed in both directions.
    /// </remarks>
    public IntentDelta Apply(SnapshotDelta delta)
    {
        foreach (var change in delta.Changes) Apply(change);
        _inSync |= delta.InSync;
        return _inSync ? Flush() : IntentDelta.Empty;
    }

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
            case SnapshotChange.PodUpsert upsert:
                Upsert(upsert.Key, upsert.Facts);
                break;
            case SnapshotChange.PodRemove remove:
                Remove(remove.Key);
                break;
            case SnapshotChange.PolicyUpsert upsert:
                Upsert(upsert.Id, upsert.Facts);
                break;
            case SnapshotChange.PolicyRemove remove:
                Remove(remove.Id);
                break;
            case SnapshotChange.LocalEndpointUpsert upsert:
                Upsert(upsert.Endpoint);
                break;
            case SnapshotChange.LocalEndpointRemove remove:
                Remove(remove.Interface);
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private void Label(string name, LabelSet? labels)
    {
        var known = _pods.FindNamespace(name);
        var before = known?.Labels;
        if (Equals(before, labels)) return;
        _pods.Label(name, labels);
        if ((_pods.FindNamespace(name) ?? known) is { } changed) _sets.Relabel(changed, before);
        foreach (var endpoint in _endpoints.All)
        {
            if (endpoint.PodKey.Namespace == name) MarkDirty(endpoint);
        }
    }

    private void Upsert(PodKey key, PodFacts facts)
    {
        var pod = _pods.Find(key);
        if (pod is null)
        {
            pod = _pods.Add(key, facts);
        }
        else
        {
            if (pod.Facts.Equals(facts)) return;
            _sets.Leave(pod);
            _pods.Change(pod, facts);
        }

        Enter(pod, key);
        foreach (var endpoint in _endpoints.Of(key)) MarkDirty(endpoint);
    }

    private void Remove(PodKey key)
    {
        if (_pods.Find(key) is not { } pod) return;
        _sets.Leave(pod);
        _pods.Remove(pod);
        foreach (var endpoint in _endpoints.Of(key)) MarkDirty(endpoint);
    }

    /// <summary>Puts a pod into its sets, at the addresses that it has by now.</summary>
    private void Enter(PodNode pod, PodKey key)
    {
        pod.Addresses = pod.Facts switch
        {
            { IsFinished: true } or { IsOnHostNetwork: true } => [],
            { Addresses: var known } => _endpoints.Of(key) is { Count: > 0 } local
                ? [.. known.Concat(local.SelectMany(endpoint => endpoint.Local.Addresses)).Distinct()]
                : known,
        };
        _sets.Enter(pod);
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
        MarkDirty(endpoint);
    }

    private void Remove(string name)
    {
        if (_endpoints.Find(name) is not { } endpoint) return;
        _endpoints.Remove(endpoint);
        Reenter(endpoint.PodKey);
        Assign(endpoint, []);
        MarkDirty(endpoint);
    }

    /// <summary>Brings a pod's addresses in the sets up to date with its local endpoints.</summary>
    private void Reenter(PodKey key)
    {
        if (_pods.Find(key) is not { } pod) return;
        _sets.Leave(pod);
        Enter(pod, key);
    }

    private void Upsert(PolicyId id, PolicyFacts facts)
    {
        Remove(id);
        var policy = new PolicyNode(id, facts);
        _policies.Add(id, policy);
        _policiesBySubject.Add(facts.Subject, policy);
        foreach (var endpoint in _endpoints.All)
        {
            if (_pods.Find(endpoint.PodKey) is { } pod && pod.IsIn(facts.Subject)) MarkDirty(endpoint);
        }
    }

    private void Remove(PolicyId id)
    {
        if (!_policies.Remove(id, out var policy)) return;
        _policiesBySubject.Remove(policy.Facts.Subject, policy);
        foreach (var endpoint in policy.Endpoints)
        {
            endpoint.Policies.Remove(policy);
            MarkDirty(endpoint);
        }

        _dirtyPolicies.Add(id);
    }

    private void MarkDirty(EndpointNode endpoint) => _dirtyEndpoints.Add(endpoint.Local.Interface);

    private IntentDelta Flush()
    {
        List<IpSetDelta> sets = [];
        List<PolicyIntent> policies = [];
        List<WorkloadEndpointIntent> endpoints = [];
        List<string> endpointsRemoved = [];
        List<PolicyId> policiesRemoved = [];
        List<IpSetId> setsRemoved = [];
        foreach (var name in _dirtyEndpoints.Order(StringComparer.Ordinal))
        {
            var endpoint = _endpoints.Find(name);
            if (endpoint is not null) Assign(endpoint, PoliciesOf(endpoint));
            _ledger.Endpoint(name, endpoint is null ? null : IntentOf(endpoint), endpoints, endpointsRemoved);
        }

        foreach (var id in _dirtyPolicies.Order())
        {
            var isNeeded = _policies.TryGetValue(id, out var policy) && policy.Endpoints.Count > 0;
            _ledger.Policy(id, isNeeded ? PolicyCompiler.Compile(id, policy!.Facts) : null, policies, policiesRemoved);
        }

        _dirtyEndpoints.Clear();
        _dirtyPolicies.Clear();
        _sets.Flush(sets, setsRemoved);
        return new IntentDelta(sets, policies, endpoints, endpointsRemoved, policiesRemoved, setsRemoved);
    }

    private List<PolicyNode> PoliciesOf(EndpointNode endpoint)
    {
        if (_pods.Find(endpoint.PodKey) is not { Facts.IsOnHostNetwork: false } pod) return [];
        var policies = _policiesBySubject.Matching(pod.Namespace.Name, pod.Namespace.Labels, pod.Facts.Labels);
        policies.Sort((one, other) => one.Id.CompareTo(other.Id));
        return policies;
    }

    /// <summary>Notes which policies select an endpoint. Those that gain or lose it are compiled or let go at the flush.</summary>
    private void Assign(EndpointNode endpoint, List<PolicyNode> policies)
    {
        foreach (var policy in endpoint.Policies.Except(policies))
        {
            policy.Endpoints.Remove(endpoint);
            _dirtyPolicies.Add(policy.Id);
        }

        foreach (var policy in policies.Except(endpoint.Policies))
        {
            policy.Endpoints.Add(endpoint);
            _dirtyPolicies.Add(policy.Id);
        }

        endpoint.Policies = policies;
    }

    private WorkloadEndpointIntent IntentOf(EndpointNode endpoint)
    {
        var local = endpoint.Local;
        var isKnown = _pods.Find(endpoint.PodKey) is { Facts.IsOnHostNetwork: false };
        return new WorkloadEndpointIntent(
            local.Interface,
            local.Namespace,
            local.Pod,
            [.. local.Addresses.Order()],
            isKnown ? Isolation(endpoint.Policies, policy => policy.Facts.IsolatesIngress) : DirectionIntent.Closed,
            isKnown ? Isolation(endpoint.Policies, policy => policy.Facts.IsolatesEgress) : DirectionIntent.Closed);
    }

    private static DirectionIntent Isolation(List<PolicyNode> policies, Func<PolicyNode, bool> isolates)
    {
        PolicyId[] isolating = [.. policies.Where(isolates).Select(policy => policy.Id)];
        return isolating.Length == 0 ? DirectionIntent.Open : new DirectionIntent(true, isolating);
    }

    private static bool AreSame(LocalEndpoint one, LocalEndpoint other) =>
        one.Interface == other.Interface
        && one.Namespace == other.Namespace
        && one.Pod == other.Pod
        && one.Addresses.SequenceEqual(other.Addresses);
}
