using Margay.Model.Intent;

namespace Margay.Policy.Graph;

/// <summary>What the consumer was last told of policies and endpoints, so that it is told only what changed.</summary>
internal sealed class ProgramLedger(SetCatalog sets)
{
    private readonly Dictionary<PolicyId, CompiledPolicy> _policies = [];
    private readonly Dictionary<string, WorkloadEndpointIntent> _endpoints = new(StringComparer.Ordinal);

    /// <summary>Notes that a policy is wanted, or with null that it is not, and takes hold of its sets.</summary>
    public void Policy(PolicyId id, CompiledPolicy? wanted, List<PolicyIntent> changed, List<PolicyId> removed)
    {
        var known = _policies.GetValueOrDefault(id);
        foreach (var set in wanted?.Sets ?? []) sets.Acquire(set);
        foreach (var set in known?.Sets ?? []) sets.Release(set);
        if (wanted is not null)
        {
            _policies[id] = wanted;
            if (known is null || !IntentComparison.AreSame(known.Intent, wanted.Intent)) changed.Add(wanted.Intent);
        }
        else if (_policies.Remove(id))
        {
            removed.Add(id);
        }
    }

    /// <summary>Notes that an endpoint is wanted, or with null that it is not.</summary>
    public void Endpoint(
        string name, WorkloadEndpointIntent? wanted, List<WorkloadEndpointIntent> changed, List<string> removed)
    {
        if (wanted is null)
        {
            if (_endpoints.Remove(name)) removed.Add(name);
            return;
        }

        if (_endpoints.TryGetValue(name, out var known) && IntentComparison.AreSame(known, wanted)) return;
        _endpoints[name] = wanted;
        changed.Add(wanted);
    }
}
