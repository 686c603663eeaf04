using Margay.Model.Intent;

namespace Margay.Dataplane.Tables;

/// <summary>Which workload endpoints name a policy.</summary>
internal sealed class PolicyUses
{
    private readonly Dictionary<PolicyId, HashSet<string>> _endpoints = [];

    internal void Add(WorkloadEndpointIntent endpoint)
    {
        foreach (var policy in PoliciesOf(endpoint))
        {
            if (!_endpoints.TryGetValue(policy, out var users)) _endpoints[policy] = users = [];
            users.Add(endpoint.Interface);
        }
    }

    internal void Remove(WorkloadEndpointIntent endpoint)
    {
        foreach (var policy in PoliciesOf(endpoint))
        {
            if (!_endpoints.TryGetValue(policy, out var users)) continue;
            users.Remove(endpoint.Interface);
            if (users.Count == 0) _endpoints.Remove(policy);
        }
    }

    /// <summary>The interfaces of the endpoints that name one of the policies.</summary>
    internal HashSet<string> EndpointsOf(IEnumerable<PolicyId> policies) =>
        [.. policies.SelectMany(policy => _endpoints.GetValueOrDefault(policy, []))];

    private static IEnumerable<PolicyId> PoliciesOf(WorkloadEndpointIntent endpoint) =>
        endpoint.Ingress.Policies.Concat(endpoint.Egress.Policies).Distinct();
}
