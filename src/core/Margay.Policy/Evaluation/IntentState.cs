using Margay.Model.Intent;

namespace Margay.Policy.Evaluation;

/// <summary>A node's policy intent, gathered from deltas as a dataplane gathers it.</summary>
/// <remarks>
/// Holds the deltas to their contract: one that names something that is not there, or removes something in use, is a
/// bug of its maker and throws. Meant as the reference for dataplanes and for tests; not made for speed.
/// </remarks>
public sealed class IntentState
{
    private readonly SortedDictionary<IpSetId, IpSetState> _sets = [];
    private readonly SortedDictionary<PolicyId, PolicyIntent> _policies = [];
    private readonly SortedDictionary<string, WorkloadEndpointIntent> _endpoints = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, HostEndpointIntent> _hostEndpoints = new(StringComparer.Ordinal);

    /// <summary>The sets, by id.</summary>
    public IReadOnlyDictionary<IpSetId, IpSetState> Sets => _sets;

    /// <summary>The policies, by id.</summary>
    public IReadOnlyDictionary<PolicyId, PolicyIntent> Policies => _policies;

    /// <summary>The local endpoints, by interface.</summary>
    public IReadOnlyDictionary<string, WorkloadEndpointIntent> Endpoints => _endpoints;

    /// <summary>The host endpoints, by interface.</summary>
    public IReadOnlyDictionary<string, HostEndpointIntent> HostEndpoints => _hostEndpoints;

    /// <summary>Applies one delta, in the order that <see cref="IntentDelta"/> promises.</summary>
    /// <exception cref="InvalidOperationException">The delta breaks its contract.</exception>
    public void Apply(IntentDelta delta)
    {
        foreach (var set in delta.Sets) Apply(set);
        foreach (var policy in delta.Policies)
        {
            foreach (var set in SetsOf(policy)) Require(_sets.ContainsKey(set), $"{policy.Id} names set {set}");
            _policies[policy.Id] = policy;
        }

        foreach (var endpoint in delta.Endpoints)
        {
            foreach (var id in PoliciesOf(endpoint)) Require(_policies.ContainsKey(id), $"{endpoint.Interface} names {id}");
            _endpoints[endpoint.Interface] = endpoint;
        }

        foreach (var endpoint in delta.HostEndpoints)
        {
            foreach (var id in endpoint.Policies) Require(_policies.ContainsKey(id), $"{endpoint.Name} names {id}");
            _hostEndpoints[endpoint.Interface] = endpoint;
        }

        Remove(delta);
    }

    private void Remove(IntentDelta delta)
    {
        foreach (var name in delta.HostEndpointsRemoved)
            Require(_hostEndpoints.Remove(name), $"host endpoint {name} is removed");
        foreach (var name in delta.EndpointsRemoved) Require(_endpoints.Remove(name), $"endpoint {name} is removed");
        var policiesInUse = _endpoints.Values.SelectMany(PoliciesOf)
            .Concat(_hostEndpoints.Values.SelectMany(endpoint => endpoint.Policies)).ToHashSet();
        foreach (var id in delta.PoliciesRemoved)
            Require(!policiesInUse.Contains(id) && _policies.Remove(id), $"{id} is removed");
        var setsInUse = _policies.Values.SelectMany(SetsOf).ToHashSet();
        foreach (var id in delta.SetsRemoved)
            Require(!setsInUse.Contains(id) && _sets.Remove(id), $"set {id} is removed");
    }

    private void Apply(IpSetDelta delta)
    {
        Require(_sets.ContainsKey(delta.Id) != delta.IsNew, $"set {delta.Id} changes, IsNew is {delta.IsNew}");
        if (delta.IsNew) _sets[delta.Id] = new IpSetState(delta.Kind);
        var set = _sets[delta.Id];
        Require(set.Kind == delta.Kind, $"set {delta.Id} changes its kind");
        foreach (var member in delta.Removed) Require(set.Remove(member), $"{member} leaves set {delta.Id}");
        foreach (var member in delta.Added) Require(set.Add(member), $"{member} enters set {delta.Id}");
    }

    private static IEnumerable<IpSetId> SetsOf(PolicyIntent policy) => policy.Ingress.Concat(policy.Egress)
        .SelectMany(rule => rule.Match.Source.Sets.Concat(rule.Match.Destination.Sets));

    private static IEnumerable<PolicyId> PoliciesOf(WorkloadEndpointIntent endpoint) =>
        endpoint.Ingress.Policies.Concat(endpoint.Egress.Policies);

    private static void Require(bool holds, string what)
    {
        if (!holds) throw new InvalidOperationException($"{what}, which the state before does not allow");
    }
}
