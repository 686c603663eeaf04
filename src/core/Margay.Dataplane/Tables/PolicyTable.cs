using Margay.Model.Intent;
using Margay.Primitives;

namespace Margay.Dataplane.Tables;

/// <summary>The policy table that a node's intent asks for, kept up to date by deltas. Not thread-safe.</summary>
/// <remarks>The result depends on the intent alone, never on the order in which deltas brought it about.</remarks>
public sealed class PolicyTable
{
    private static readonly Direction[] Directions = [Direction.Ingress, Direction.Egress];

    private readonly Dictionary<IpSetId, IpSetKind> _sets = [];
    private readonly Dictionary<PolicyId, PolicyIntent> _policies = [];
    private readonly Dictionary<string, WorkloadEndpointIntent> _endpoints = [];
    private readonly Dictionary<string, int> _portSetUses = [];

    private TableOptions? _options;
    private IReadOnlyList<NftChain> _baseChains = [];

    /// <summary>
    /// The table for no intent at all: only interfaces of workloads are affected, and they let nothing through.
    /// </summary>
    public PolicyTable(TableOptions options)
    {
        foreach (var set in BaseChains.Sets) Table.PutSet(set);
        Update(options);
    }

    /// <summary>The table.</summary>
    public DesiredTable Table { get; } = new(TableOptions.TableName);

    /// <summary>Lays the base chains out anew; endpoints and policies stay as they are.</summary>
    public void Update(TableOptions options)
    {
        if (options == _options) return;
        _options = options;
        var before = _baseChains;
        _baseChains = BaseChains.Render(options);
        foreach (var chain in before.ExceptBy(_baseChains.Select(chain => chain.Name), chain => chain.Name))
            Table.RemoveChain(chain.Name);
        foreach (var chain in _baseChains) Table.PutChain(chain);
    }

    /// <summary>Takes a change of the intent in.</summary>
    /// <exception cref="InvalidOperationException">The delta changes a set that was never new.</exception>
    public void Update(IntentDelta delta)
    {
        foreach (var set in delta.Sets) ChangeSet(set);
        foreach (var policy in delta.Policies) ReplacePolicy(policy.Id, policy);
        foreach (var endpoint in delta.Endpoints) ReplaceEndpoint(endpoint.Interface, endpoint);
        foreach (var endpoint in delta.EndpointsRemoved) ReplaceEndpoint(endpoint, null);
        foreach (var policy in delta.PoliciesRemoved) ReplacePolicy(policy, null);
        foreach (var set in delta.SetsRemoved) RemoveSet(set);
    }

    private void ChangeSet(IpSetDelta delta)
    {
        if (delta.IsNew)
        {
            RemoveSet(delta.Id);
            _sets[delta.Id] = delta.Kind;
            foreach (var family in PeerSets.Families) Table.PutSet(PeerSets.Render(delta.Id, delta.Kind, family));
        }

        if (!_sets.TryGetValue(delta.Id, out var kind))
            throw new InvalidOperationException($"set {delta.Id} changes and was never new");
        var (v4, v6) = (PeerSets.NameOf(delta.Id, IpFamily.V4), PeerSets.NameOf(delta.Id, IpFamily.V6));
        foreach (var member in delta.Removed)
            Table.RemoveElement(member.Cidr.Network.IsV4 ? v4 : v6, PeerSets.Render(kind, member));
        foreach (var member in delta.Added)
            Table.AddElement(member.Cidr.Network.IsV4 ? v4 : v6, PeerSets.Render(kind, member));
    }

    private void RemoveSet(IpSetId id)
    {
        if (!_sets.Remove(id)) return;
        foreach (var family in PeerSets.Families) Table.RemoveSet(PeerSets.NameOf(id, family));
    }

    private void ReplacePolicy(PolicyId id, PolicyIntent? policy)
    {
        _policies.Remove(id, out var before);
        if (policy is not null)
        {
            _policies[id] = policy;
            foreach (var rule in policy.Ingress.Concat(policy.Egress)) UsePorts(rule);
            foreach (var direction in Directions) Table.PutChain(PolicyChains.Render(policy, direction));
        }
        else
        {
            foreach (var direction in Directions) Table.RemoveChain(PolicyChains.NameOf(id, direction));
        }

        if (before is null) return;
        foreach (var rule in before.Ingress.Concat(before.Egress)) ReleasePorts(rule);
    }

    private void ReplaceEndpoint(string workloadInterface, WorkloadEndpointIntent? endpoint)
    {
        if (_endpoints.Remove(workloadInterface, out var before))
        {
            foreach (var (set, element) in EndpointChains.Elements(before)) Table.RemoveElement(set, element);
        }

        foreach (var direction in Directions)
        {
            if (endpoint is not null && EndpointChains.Render(endpoint, direction) is { } chain) Table.PutChain(chain);
            else Table.RemoveChain(EndpointChains.NameOf(workloadInterface, direction));
        }

        if (endpoint is null) return;
        _endpoints[workloadInterface] = endpoint;
        foreach (var (set, element) in EndpointChains.Elements(endpoint)) Table.AddElement(set, element);
    }

    private void UsePorts(RuleIntent rule)
    {
        if (PortSets.Render(rule) is not var (set, ports)) return;
        var uses = _portSetUses.GetValueOrDefault(set.Name);
        _portSetUses[set.Name] = uses + 1;
        if (uses > 0) return;
        Table.PutSet(set);
        foreach (var range in ports) Table.AddElement(set.Name, new SetElement.Ports(range));
    }

    private void ReleasePorts(RuleIntent rule)
    {
        if (PortSets.Render(rule) is not var (set, _)) return;
        if (--_portSetUses[set.Name] > 0) return;
        _portSetUses.Remove(set.Name);
        Table.RemoveSet(set.Name);
    }
}
