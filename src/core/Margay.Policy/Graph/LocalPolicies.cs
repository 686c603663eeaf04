using Margay.Model.Intent;
using Margay.Policy.Snapshot;

namespace Margay.Policy.Graph;

/// <summary>Which policies select which local endpoints, and so which policies and sets this node needs.</summary>
internal sealed class LocalPolicies(PodDirectory pods, EndpointDirectory endpoints, SetCatalog sets)
{
    private readonly Dictionary<PolicyId, PolicyNode> _policies = [];
    private readonly SelectionIndex<PolicyNode> _bySubject = new();
    private readonly ProgramLedger _ledger = new(sets);
    private readonly HashSet<string> _dirtyEndpoints = new(StringComparer.Ordinal);
    private readonly HashSet<PolicyId> _dirtyPolicies = [];

    /// <summary>Takes a policy in, in place of any of the same id.</summary>
    public void Upsert(PolicyId id, PolicyFacts facts)
    {
        Remove(id);
        var policy = new PolicyNode(id, facts);
        _policies.Add(id, policy);
        _bySubject.Add(facts.Subject, policy);
        foreach (var endpoint in endpoints.All)
        {
            if (pods.Find(endpoint.PodKey) is { } pod && pod.IsIn(facts.Subject)) MarkDirty(endpoint);
        }
    }

    public void Remove(PolicyId id)
    {
        if (!_policies.Remove(id, out var policy)) return;
        _bySubject.Remove(policy.Facts.Subject, policy);
        foreach (var endpoint in policy.Endpoints)
        {
            endpoint.Policies.Remove(policy);
            MarkDirty(endpoint);
        }

        _dirtyPolicies.Add(id);
    }

    /// <summary>Notes that an endpoint, or what is known of its pod, has changed.</summary>
    public void MarkDirty(EndpointNode endpoint) => _dirtyEndpoints.Add(endpoint.Local.Interface);

    /// <summary>Lets go of an endpoint that is gone.</summary>
    public void Forget(EndpointNode endpoint)
    {
        Assign(endpoint, []);
        MarkDirty(endpoint);
    }

    /// <summary>What changed for the node since the last flush.</summary>
    public IntentDelta Flush()
    {
        List<IpSetDelta> changedSets = [];
        List<PolicyIntent> policies = [];
        List<WorkloadEndpointIntent> changedEndpoints = [];
        List<string> endpointsRemoved = [];
        List<PolicyId> policiesRemoved = [];
        List<IpSetId> setsRemoved = [];
        foreach (var name in _dirtyEndpoints.Order(StringComparer.Ordinal))
        {
            var endpoint = endpoints.Find(name);
            if (endpoint is not null) Assign(endpoint, PoliciesOf(endpoint));
            _ledger.Endpoint(name, endpoint is null ? null : IntentOf(endpoint), changedEndpoints, endpointsRemoved);
        }

        foreach (var id in _dirtyPolicies.Order())
        {
            var isNeeded = _policies.TryGetValue(id, out var policy) && policy.Endpoints.Count > 0;
            _ledger.Policy(id, isNeeded ? PolicyCompiler.Compile(id, policy!.Facts) : null, policies, policiesRemoved);
        }

        _dirtyEndpoints.Clear();
        _dirtyPolicies.Clear();
        sets.Flush(changedSets, setsRemoved);
        return new IntentDelta(
            changedSets, policies, changedEndpoints, endpointsRemoved, policiesRemoved, setsRemoved);
    }

    /// <returns>The policies that select the endpoint, sorted by id; none while its pod is unknown.</returns>
    private List<PolicyNode> PoliciesOf(EndpointNode endpoint)
    {
        if (OwnerOf(endpoint) is not { } pod) return [];
        var policies = _bySubject.Matching(pod.Namespace.Name, pod.Namespace.Labels, pod.Facts.Labels);
        policies.Sort((one, other) => one.Id.CompareTo(other.Id));
        return policies;
    }

    /// <remarks>A pod on the host network has no interface: this one must be left from a pod of the same name.</remarks>
    private PodNode? OwnerOf(EndpointNode endpoint) =>
        pods.Find(endpoint.PodKey) is { Facts.IsOnHostNetwork: false } pod ? pod : null;

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
        var isKnown = OwnerOf(endpoint) is not null;
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
}
