using Margay.Model.Intent;
using Margay.Policy.Snapshot;

namespace Margay.Policy.Graph;

/// <summary>Which policies apply to which local endpoints, and so which policies and sets this node needs.</summary>
internal sealed class LocalPolicies
{
    private readonly BearerDirectory _bearers;
    private readonly EndpointDirectory _endpoints;
    private readonly HostEndpointDirectory _hosts;
    private readonly SetCatalog _sets;
    private readonly PolicyDirectory _policies;
    private readonly TierDirectory _tiers = new();
    private readonly PolicyChains _chains;
    private readonly ProgramLedger _ledger;
    private readonly HashSet<string> _dirtyEndpoints = new(StringComparer.Ordinal);
    private readonly HashSet<PolicyId> _dirtyPolicies = [];
    private readonly List<PolicyNode> _matching = [];
    private SortedDictionary<string, HostEndpointNode> _assigned = [];
    private bool _hostsAreDirty;

    public LocalPolicies(BearerDirectory bearers, EndpointDirectory endpoints, HostEndpointDirectory hosts, SetCatalog sets)
    {
        (_bearers, _endpoints, _hosts, _sets) = (bearers, endpoints, hosts, sets);
        _policies = new PolicyDirectory(bearers.Count);
        _chains = new PolicyChains(_tiers, policy => _dirtyPolicies.Add(policy.Id));
        _ledger = new ProgramLedger(sets);
    }

    /// <summary>Whether endpoints keep their policies whatever labels their namespace or account gets.</summary>
    public bool IgnoresInheritance => _policies.IgnoreInheritance;

    /// <summary>Takes a policy in, in place of any of the same id.</summary>
    public void Upsert(PolicyId id, PolicyFacts facts)
    {
        Remove(id);
        _policies.Add(new PolicyNode(id, facts));
        if (id.Kind == PolicyId.Profile)
        {
            _hostsAreDirty = true;
            return;
        }

        if (facts.IsNeededEverywhere) _dirtyPolicies.Add(id);
        foreach (var endpoint in _endpoints.All)
        {
            if (_bearers.Find(endpoint.PodKey) is { } pod && pod.IsIn(facts.Subject)) MarkDirty(endpoint);
        }

        if (_hosts.All.Any(host => host.Bearer.IsIn(facts.Subject))) _hostsAreDirty = true;
    }

    public void Remove(PolicyId id)
    {
        if (_policies.Remove(id) is not { } policy) return;
        foreach (var chain in policy.Chains.ToArray())
        {
            foreach (var policed in chain.Holders) MarkDirty(policed);
        }

        if (id.Kind == PolicyId.Profile) _hostsAreDirty = true;
        _dirtyPolicies.Add(id);
    }

    /// <summary>Takes a tier in; null takes it out.</summary>
    public void Change(string tier, TierFacts? facts)
    {
        if (!_tiers.Change(tier, facts)) return;
        _chains.Renew();
        foreach (var endpoint in _endpoints.All) MarkDirty(endpoint);
        _hostsAreDirty = true;
    }

    /// <summary>Notes that an endpoint, or what is known of its pod, has changed.</summary>
    public void MarkDirty(EndpointNode endpoint) => _dirtyEndpoints.Add(endpoint.Local.Interface);

    /// <summary>Notes that the node's interfaces, a host endpoint, or what is known of one, has changed.</summary>
    public void MarkHostsDirty() => _hostsAreDirty = true;

    /// <summary>Lets go of an endpoint that is gone.</summary>
    public void Forget(EndpointNode endpoint)
    {
        _chains.Release(endpoint);
        MarkDirty(endpoint);
    }

    /// <summary>Lets go of a host endpoint that is gone.</summary>
    public void Forget(HostEndpointNode host)
    {
        _chains.Release(host);
        _hostsAreDirty = true;
    }

    /// <summary>What changed for the node since the last flush.</summary>
    public IntentDelta Flush()
    {
        var changes = new IntentChanges();
        foreach (var name in _dirtyEndpoints.Order(StringComparer.Ordinal)) FlushEndpoint(name, changes);
        if (_hostsAreDirty) FlushHosts(changes);
        _dirtyPolicies.UnionWith(_sets.UsersOfTurned());
        foreach (var id in _dirtyPolicies.Order())
        {
            var policy = _policies.Find(id);
            _ledger.Policy(id, policy is { IsNeeded: true } ? CompiledPolicy.Of(id, policy.Facts) : null, changes);
        }

        _dirtyEndpoints.Clear();
        _dirtyPolicies.Clear();
        _hostsAreDirty = false;
        _sets.Flush(changes.Sets, changes.SetsRemoved);
        return changes.ToDelta();
    }

    /// <summary>All that the deltas up to the last flush add up to.</summary>
    public IntentDelta Whole()
    {
        var whole = new IntentChanges();
        _sets.CopyTo(whole.Sets);
        _ledger.CopyTo(whole);
        return whole.ToDelta();
    }

    private void MarkDirty(PolicedNode policed)
    {
        if (policed is EndpointNode endpoint) MarkDirty(endpoint);
        else _hostsAreDirty = true;
    }

    private void FlushEndpoint(string name, IntentChanges changes)
    {
        if (_endpoints.Find(name) is not { } endpoint)
        {
            _ledger.Endpoint(name, null, changes);
            return;
        }

        var pod = OwnerOf(endpoint);
        if (pod is null) _chains.Release(endpoint);
        else Assign(endpoint, pod, []);
        _ledger.Endpoint(name, EndpointIntents.Of(endpoint, pod), changes);
    }

    private void FlushHosts(IntentChanges changes)
    {
        var before = _assigned;
        _assigned = _hosts.Assign();
        foreach (var host in before.Values.Except(_assigned.Values)) _chains.Release(host);
        foreach (var host in _assigned.Values.Distinct()) Assign(host, host.Bearer, ProfilesOf(host));
        foreach (var gone in before.Keys.Except(_assigned.Keys)) _ledger.HostEndpoint(gone, null, changes);
        foreach (var (name, host) in _assigned)
            _ledger.HostEndpoint(name, EndpointIntents.Of(host, name, ProfilesOf(host)), changes);
    }

    private void Assign(PolicedNode policed, BearerNode bearer, List<PolicyNode> profiles)
    {
        _policies.Match(bearer, _matching);
        _chains.Assign(policed, _matching, profiles);
    }

    /// <summary>The profiles of a host endpoint, up to the first that is not known: that one closes.</summary>
    private List<PolicyNode> ProfilesOf(HostEndpointNode host)
    {
        var profiles = new List<PolicyNode>();
        foreach (var name in host.Facts.Profiles)
        {
            if (_policies.Find(new PolicyId(PolicyId.Profile, "", name)) is not { } profile) break;
            profiles.Add(profile);
        }

        return profiles;
    }

    /// <remarks>A pod on the host network has no interface: this one must be left from a pod of the same name.</remarks>
    private BearerNode? OwnerOf(EndpointNode endpoint) =>
        _bearers.Find(endpoint.PodKey) is { Facts.IsOnHostNetwork: false } pod ? pod : null;
}
