using Margay.Model.Intent;
using Margay.Policy.Snapshot;

namespace Margay.Policy.Graph;

/// <summary>What the consumer was last told of policies and endpoints, so that it is told only what changed.</summary>
internal sealed class ProgramLedger(SetCatalog sets)
{
    private readonly Dictionary<PolicyId, (PolicyIntent Intent, SetNode[] Sets)> _policies = [];
    private readonly Dictionary<string, WorkloadEndpointIntent> _endpoints = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HostEndpointIntent> _hostEndpoints = new(StringComparer.Ordinal);

    /// <summary>Notes that a policy is wanted, or with null that it is not, and takes hold of its sets.</summary>
    public void Policy(PolicyId id, CompiledPolicy? wanted, IntentChanges changes)
    {
        var isKnown = _policies.TryGetValue(id, out var known);
        if (wanted is null)
        {
            if (!_policies.Remove(id)) return;
            foreach (var set in known.Sets) sets.Release(set, id);
            changes.PoliciesRemoved.Add(id);
            return;
        }

        var used = new UsedSets(sets);
        var intent = wanted.Resolve(used);
        foreach (var set in used.All) SetCatalog.Acquire(set, id);
        foreach (var set in isKnown ? known.Sets : [])
        {
            if (!used.All.Contains(set)) sets.Release(set, id);
        }

        _policies[id] = (intent, [.. used.All]);
        if (!isKnown || !IntentComparison.AreSame(known.Intent, intent)) changes.Policies.Add(intent);
    }

    /// <summary>Notes that an endpoint is wanted, or with null that it is not.</summary>
    public void Endpoint(string name, WorkloadEndpointIntent? wanted, IntentChanges changes)
    {
        if (wanted is null)
        {
            if (_endpoints.Remove(name)) changes.EndpointsRemoved.Add(name);
            return;
        }

        if (_endpoints.TryGetValue(name, out var known) && IntentComparison.AreSame(known, wanted)) return;
        _endpoints[name] = wanted;
        changes.Endpoints.Add(wanted);
    }

    /// <summary>Notes that an interface is to have a host endpoint, or with null that it is not.</summary>
    public void HostEndpoint(string name, HostEndpointIntent? wanted, IntentChanges changes)
    {
        if (wanted is null)
        {
            if (_hostEndpoints.Remove(name)) changes.HostEndpointsRemoved.Add(name);
            return;
        }

        if (_hostEndpoints.TryGetValue(name, out var known) && IntentComparison.AreSame(known, wanted)) return;
        _hostEndpoints[name] = wanted;
        changes.HostEndpoints.Add(wanted);
    }

    /// <summary>Adds all that the consumer was told.</summary>
    public void CopyTo(IntentChanges whole)
    {
        whole.Policies.AddRange(_policies.OrderBy(policy => policy.Key).Select(policy => policy.Value.Intent));
        whole.Endpoints.AddRange(_endpoints.OrderBy(endpoint => endpoint.Key, StringComparer.Ordinal).Select(endpoint => endpoint.Value));
        whole.HostEndpoints.AddRange(_hostEndpoints.OrderBy(endpoint => endpoint.Key, StringComparer.Ordinal).Select(endpoint => endpoint.Value));
    }

    /// <summary>Names sets, and notes which.</summary>
    private sealed class UsedSets(SetCatalog sets) : ISetNames
    {
        public HashSet<SetNode> All { get; } = [];

        public IpSetId Of(Selection selection) => Note(sets.Of(selection));

        public IpSetId Of(SetDefinition definition) => Note(sets.Of(definition));

        private IpSetId Note(SetNode set)
        {
            All.Add(set);
            return set.Id;
        }
    }
}
