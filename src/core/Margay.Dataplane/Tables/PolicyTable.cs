using Margay.Model.Intent;
using Margay.Primitives;

namespace Margay.Dataplane.Tables;

/// <summary>The policy table that a node's intent asks for, kept up to date by deltas. Not thread-safe.</summary>
/// <remarks>The result depends on the intent alone, never on the order in which deltas brought it about.</remarks>
public sealed class PolicyTable
{
    private readonly Dictionary<IpSetId, IpSetKind> _sets = [];
    private readonly Dictionary<PolicyId, PolicyIntent> _policies = [];
    private readonly Dictionary<string, WorkloadEndpointIntent> _endpoints = [];
    private readonly SortedDictionary<string, HostEndpointIntent> _hosts = new(StringComparer.Ordinal);
    private readonly PolicyUses _uses = new();
    private readonly HashSet<string> _learners = [];
    private readonly TableParts _parts;
    private NetworkIntent _network = NetworkIntent.None;
    private TableOptions? _options;

    /// <summary>
    /// The table for no intent at all: only interfaces of workloads are affected, and they let nothing through.
    /// </summary>
    public PolicyTable(TableOptions options)
    {
        _parts = new TableParts(Table);
        Update(options);
    }

    /// <summary>The table.</summary>
    public DesiredTable Table { get; } = new(TableOptions.TableName);

    private TableOptions Options => _options!;

    /// <summary>Lays everything out anew.</summary>
    public void Update(TableOptions options)
    {
        if (options == _options) return;
        _options = options;
        RenderBase();
        foreach (var policy in _policies.Values) Render(policy);
        foreach (var endpoint in _endpoints.Values) Render(endpoint);
        RenderNetwork();
        RenderHosts();
        RenderAnswers();
    }

    /// <summary>Takes in what the network around the pods is now. What follows costs what is different.</summary>
    public void Update(NetworkIntent network)
    {
        if (network == _network) return;
        var hasOtherServices = !network.Services.SequenceEqual(_network.Services);
        _network = network;
        if (hasOtherServices) RenderBase();
        RenderNetwork();
        RenderHosts();
    }

    /// <summary>Takes a change of the intent in.</summary>
    /// <exception cref="InvalidOperationException">The delta changes a set that was never new.</exception>
    public void Update(IntentDelta delta)
    {
        foreach (var set in delta.Sets) ChangeSet(set);
        var changed = new HashSet<PolicyId>();
        foreach (var policy in delta.Policies)
        {
            if (ReplacePolicy(policy)) changed.Add(policy.Id);
        }

        var stale = _uses.EndpointsOf(changed);
        foreach (var endpoint in delta.Endpoints) ReplaceEndpoint(endpoint.Interface, endpoint);
        foreach (var endpoint in delta.EndpointsRemoved) ReplaceEndpoint(endpoint, null);
        stale.ExceptWith(delta.Endpoints.Select(endpoint => endpoint.Interface));
        foreach (var endpoint in stale.Where(_endpoints.ContainsKey)) Render(_endpoints[endpoint]);
        if (delta.Endpoints.Count + delta.EndpointsRemoved.Count > 0) RenderBase();

        foreach (var host in delta.HostEndpoints) _hosts[host.Interface] = host;
        foreach (var host in delta.HostEndpointsRemoved) _hosts.Remove(host);
        if (delta.HostEndpoints.Count + delta.HostEndpointsRemoved.Count + changed.Count > 0) RenderHosts();

        foreach (var policy in delta.PoliciesRemoved)
        {
            _policies.Remove(policy);
            _parts.Replace(policy, TablePart.Empty);
        }

        foreach (var set in delta.SetsRemoved) RemoveSet(set);
        RenderAnswers();
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

    /// <returns>
    /// Whether the policy passes now and did not before, or learns names, or the reverse: endpoints then look different.
    /// </returns>
    private bool ReplacePolicy(PolicyIntent policy)
    {
        var before = (Passes(policy.Id, Direction.Ingress), Passes(policy.Id, Direction.Egress), LearnsNames(policy.Id));
        _policies[policy.Id] = policy;
        Render(policy);
        return before != (Passes(policy.Id, Direction.Ingress), Passes(policy.Id, Direction.Egress), LearnsNames(policy.Id));
    }

    private void ReplaceEndpoint(string workloadInterface, WorkloadEndpointIntent? endpoint)
    {
        _endpoints.Remove(workloadInterface, out var before);
        if (before is not null) _uses.Remove(before);
        if (endpoint is null)
        {
            _parts.Replace(workloadInterface, TablePart.Empty);
            _learners.Remove(workloadInterface);
            return;
        }

        _endpoints[workloadInterface] = endpoint;
        _uses.Add(endpoint);
        Render(endpoint);
    }

    private bool Passes(PolicyId id, Direction direction) =>
        _policies.TryGetValue(id, out var policy) && PolicyChains.Passes(policy, direction);

    private bool LearnsNames(PolicyId id) => _policies.TryGetValue(id, out var policy) && policy.LearnsNames;

    private void Render(PolicyIntent policy) => _parts.Replace(policy.Id, PolicyChains.Render(policy, Options));

    private void Render(WorkloadEndpointIntent endpoint)
    {
        var learns = endpoint.Egress.Policies.Any(LearnsNames);
        if (learns) _learners.Add(endpoint.Interface);
        else _learners.Remove(endpoint.Interface);
        _parts.Replace(endpoint.Interface, EndpointChains.Render(endpoint, Passes, learns, Options));
    }

    /// <summary>While nobody learns names no packet is asked whether it is an answer.</summary>
    private void RenderAnswers() => _parts.Replace(
        _learners,
        Options.AnswerQueue is { } queue && _learners.Count > 0 ? AnswerChains.Render(queue, Options.NameServers) : TablePart.Empty);

    private void RenderHosts() => _parts.Replace(_hosts, new HostChains(Passes, _network, Options).Render(_hosts.Values));

    /// <remarks>The sets are those that the chains look in; host endpoints look in no others.</remarks>
    private void RenderNetwork()
    {
        List<NftChain> chains = [.. TunnelChains.Render(_network, Options), .. NatChains.Render(_network, Options)];
        var sets = chains.SelectMany(chain => chain.Rules).SelectMany(rule => rule.Matches).OfType<Match.AddressIn>().Select(match => match.Set);
        _parts.Replace(typeof(NetworkIntent), NetworkSets.Render(_network, sets.ToHashSet()) with { Chains = chains });
    }

    private void RenderBase()
    {
        var sources = _endpoints.Values.Where(endpoint => Options.AllowSourcePrefixes && endpoint.Sources.Count > 0)
            .OrderBy(endpoint => endpoint.Interface, StringComparer.Ordinal)
            .SelectMany(endpoint => endpoint.Sources.Select(prefix => (endpoint.Interface, prefix)));
        _parts.Replace(_endpoints, BaseChains.Render(Options, sources, _network));
    }
}
