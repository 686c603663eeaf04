using Margay.Model.Intent;
using Margay.Policy.Snapshot;

namespace Margay.Policy.Graph;

/// <summary>Which policies apply to which local endpoints, and so which policies and sets this node needs.</summary>
internal sealed class LocalPolicies(
    BearerDirectory bearers, EndpointDirectory endpoints, HostEndpointDirectory hosts, SetCatalog sets)
{
    private readonly Dictionary<PolicyId, PolicyNode> _policies = [];
    private readonly SelectionIndex<PolicyNode> _bySubject = new();
    private readonly TierDirectory _tiers = new();
    private readonly ProgramLedger _ledger = new(sets);
    private readonly HashSet<string> _dirtyEndpoints = new(StringComparer.Ordinal);
    private readonly HashSet<PolicyId> _dirtyPolicies = [];
    private SortedDictionary<string, HostEndpointNode> _assigned = [];
    private bool _hostsAreDirty;

    /// <summary>Whether endpoints keep their policies whatever labels their namespace or account gets.</summary>
    public bool IgnoresInheritance => _bySubject.IgnoresInheritance;

    /// <summary>Takes a policy in, in place of any of the same id.</summary>
    public void Upsert(PolicyId id, PolicyFacts facts)
    {
        Remove(id);
        var policy = new PolicyNode(id, facts);
        _policies.Add(id, policy);
        if (id.Kind == PolicyId.Profile)
        {
            _hostsAreDirty = true;
            return;
        }

        _bySubject.Add(facts.Subject, policy);
        if (facts.IsNeededEverywhere) _dirtyPolicies.Add(id);
        foreach (var endpoint in endpoints.All)
        {
            if (bearers.Find(endpoint.PodKey) is { } pod && pod.IsIn(facts.Subject)) MarkDirty(endpoint);
        }

        if (hosts.All.Any(host => host.Bearer.IsIn(facts.Subject))) _hostsAreDirty = true;
    }

    public void Remove(PolicyId id)
    {
        if (!_policies.Remove(id, out var policy)) return;
        _bySubject.Remove(policy);
        foreach (var policed in policy.AppliesTo)
        {
            policed.Policies.Remove(policy);
            if (policed is EndpointNode endpoint) MarkDirty(endpoint);
            else _hostsAreDirty = true;
        }

        if (id.Kind == PolicyId.Profile) _hostsAreDirty = true;
        _dirtyPolicies.Add(id);
    }

    /// <summary>Takes a tier in; null takes it out.</summary>
    public void Change(string tier, TierFacts? facts)
    {
        if (!_tiers.Change(tier, facts)) return;
        foreach (var endpoint in endpoints.All) MarkDirty(endpoint);
        _hostsAreDirty = true;
        foreach (var policy in _policies.Values.Where(policy => policy.Facts.Tier == tier)) _dirtyPolicies.Add(policy.Id);
    }

    /// <summary>Notes that an endpoint, or what is known of its pod, has changed.</summary>
    public void MarkDirty(EndpointNode endpoint) => _dirtyEndpoints.Add(endpoint.Local.Interface);

    /// <summary>Notes that the node's interfaces, a host endpoint, or what is known of one, has changed.</summary>
    public void MarkHostsDirty() => _hostsAreDirty = true;

    /// <summary>Lets go of an endpoint that is gone.</summary>
    public void Forget(EndpointNode endpoint)
    {
        Assign(endpoint, []);
        MarkDirty(endpoint);
    }

    /// <summary>Lets go of a host endpoint that is gone.</summary>
    public void Forget(HostEndpointNode host)
    {
        Assign(host, []);
        _hostsAreDirty = true;
    }

    /// <summary>What changed for the node since the last flush.</summary>
    public IntentDelta Flush()
    {
        var changes = new IntentChanges();
        foreach (var name in _dirtyEndpoints.Order(StringComparer.Ordinal)) FlushEndpoint(name, changes);
        if (_hostsAreDirty) FlushHosts(changes);
        _dirtyPolicies.UnionWith(sets.UsersOfTurned());
        foreach (var id in _dirtyPolicies.Order())
        {
            var policy = _policies.GetValueOrDefault(id);
            _ledger.Policy(id, policy is { IsNeeded: true } ? CompiledPolicy.Of(id, policy.Facts) : null, changes);
        }

        _dirtyEndpoints.Clear();
        _dirtyPolicies.Clear();
        _hostsAreDirty = false;
        sets.Flush(changes.Sets, changes.SetsRemoved);
        return changes.ToDelta();
    }

    private void FlushEndpoint(string name, IntentChanges changes)
    {
        var endpoint = endpoints.Find(name);
        var pod = endpoint is null ? null : OwnerOf(endpoint);
        if (endpoint is not null) Assign(endpoint, pod is null ? [] : PoliciesOf(pod));
        _ledger.Endpoint(name, endpoint is null ? null : EndpointIntents.Of(endpoint, pod, _tiers), changes);
    }

    private void FlushHosts(IntentChanges changes)
    {
        var before = _assigned;
        _assigned = hosts.Assign();
        foreach (var host in before.Values.Except(_assigned.Values)) Assign(host, []);
        foreach (var host in _assigned.Values.Distinct())
            Assign(host, [.. PoliciesOf(host.Bearer), .. ProfilesOf(host)]);
        foreach (var gone in before.Keys.Except(_assigned.Keys)) _ledger.HostEndpoint(gone, null, changes);
        foreach (var (name, host) in _assigned)
        {
            _ledger.HostEndpoint(name, EndpointIntents.Of(host, name, ProfilesOf(host), _tiers), changes);
        }
    }

    /// <returns>The policies that select a bearer, in order.</returns>
    private List<PolicyNode> PoliciesOf(BearerNode bearer)
    {
        var policies = _bySubject.Matching(bearer);
        policies.Sort(_tiers);
        return policies;
    }

    /// <summary>The profiles of a host endpoint, up to the first that is not known: that one closes.</summary>
    private List<PolicyNode> ProfilesOf(HostEndpointNode host)
    {
        var profiles = new List<PolicyNode>();
        foreach (var name in host.Facts.Profiles)
        {
            if (!_policies.TryGetValue(new PolicyId(PolicyId.Profile, "", name), out var profile)) break;
            profiles.Add(profile);
        }

        return profiles;
    }

    /// <remarks>A pod on the host network has no interface: this one must be left from a pod of the same name.</remarks>
    private BearerNode? OwnerOf(EndpointNode endpoint) =>
        bearers.Find(endpoint.PodKey) is { Facts.IsOnHostNetwork: false } pod ? pod : null;

    private void Assign(PolicedNode policed, List<PolicyNode> policies)
    {
        foreach (var policy in policed.Policies.Except(policies))
        {
            policy.AppliesTo.Remove(policed);
            _dirtyPolicies.Add(policy.Id);
        }

        foreach (var policy in policies.Except(policed.Policies))
        {
            policy.AppliesTo.Add(policed);
            _dirtyPolicies.Add(policy.Id);
        }

        policed.Policies = policies;
    }
}
