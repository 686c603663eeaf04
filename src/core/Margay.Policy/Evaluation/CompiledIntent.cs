using Margay.Model.Intent;

namespace Margay.Policy.Evaluation;

/// <summary>
/// A node's policy intent, kept up to date by deltas, that judges packets as <see cref="IntentEvaluator"/> does, in
/// microseconds and without allocating: for those who judge every flow.
/// </summary>
/// <remarks>
/// A delta costs what it changes; rules are compiled when a packet first meets them after a change of theirs. Not safe
/// for use from several threads at once: the sets that hold a packet's ends are noted in place.
/// </remarks>
public sealed class CompiledIntent
{
    private readonly SetTable _sets = new();
    private readonly PacketSets _held = new();
    private readonly Dictionary<PolicyId, PolicyIntent> _policies = [];
    private readonly Dictionary<string, WorkloadEndpointIntent> _endpoints = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HostEndpointIntent> _hostEndpoints = new(StringComparer.Ordinal);
    private readonly Dictionary<TierIntent, RuleProgram> _ingressTiers = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<TierIntent, RuleProgram> _egressTiers = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<PolicyId, RuleProgram> _ingressProfiles = [];
    private readonly Dictionary<PolicyId, RuleProgram> _egressProfiles = [];

    /// <summary>The local endpoints, by interface.</summary>
    public IReadOnlyDictionary<string, WorkloadEndpointIntent> Endpoints => _endpoints;

    /// <summary>The host endpoints, by interface.</summary>
    public IReadOnlyDictionary<string, HostEndpointIntent> HostEndpoints => _hostEndpoints;

    /// <summary>Applies the next delta; deltas must hold to the contract that <see cref="IntentDelta"/> promises.</summary>
    public void Apply(IntentDelta delta)
    {
        foreach (var set in delta.Sets) _sets.Apply(set);
        foreach (var policy in delta.Policies) _policies[policy.Id] = policy;
        foreach (var endpoint in delta.Endpoints) _endpoints[endpoint.Interface] = endpoint;
        foreach (var endpoint in delta.HostEndpoints) _hostEndpoints[endpoint.Interface] = endpoint;
        foreach (var name in delta.HostEndpointsRemoved) _hostEndpoints.Remove(name);
        foreach (var name in delta.EndpointsRemoved) _endpoints.Remove(name);
        foreach (var id in delta.PoliciesRemoved) _policies.Remove(id);
        foreach (var id in delta.SetsRemoved) _sets.Remove(id);
        if (delta.Policies.Count > 0 || delta.PoliciesRemoved.Count > 0) ForgetPrograms();
        else if (delta.Endpoints.Count > 0 || delta.HostEndpoints.Count > 0) ForgetUnusedTiers();
    }

    /// <summary>The verdict of a pod's policies on a packet that enters (ingress) or leaves (egress) the pod.</summary>
    public PacketVerdict Evaluate(WorkloadEndpointIntent endpoint, Direction direction, Packet packet) =>
        Evaluate(direction == Direction.Ingress ? endpoint.Ingress : endpoint.Egress, direction, packet);

    /// <summary>The verdict of one direction of an endpoint that is in force; never undecided.</summary>
    public PacketVerdict Evaluate(DirectionIntent intent, Direction direction, Packet packet)
    {
        _sets.Look(packet, _held);
        var verdict = TryTiers(intent.Tiers, direction, packet, countDefaults: true);
        if (verdict.Fate != PacketFate.Undecided) return verdict;
        for (var i = 0; i < intent.Profiles.Count; i++)
        {
            var rule = ProfileProgram(intent.Profiles[i], direction).FirstMatch(packet, _held);
            if (rule is { Allows: not null }) return VerdictOf(rule);
        }

        return new PacketVerdict(intent.OtherwiseAllow ? PacketFate.Allowed : PacketFate.Denied, null, null, null);
    }

    /// <summary>The verdict of tiers alone, as at the hooks of host endpoints.</summary>
    /// <param name="tiers">The tiers, as they are in force.</param>
    /// <param name="direction">Which lists of rules are tried.</param>
    /// <param name="packet">The packet.</param>
    /// <param name="countDefaults">Whether a tier that decides nothing ends with its default.</param>
    public PacketVerdict Evaluate(IReadOnlyList<TierIntent> tiers, Direction direction, Packet packet, bool countDefaults)
    {
        _sets.Look(packet, _held);
        return TryTiers(tiers, direction, packet, countDefaults);
    }

    private PacketVerdict TryTiers(IReadOnlyList<TierIntent> tiers, Direction direction, in Packet packet, bool countDefaults)
    {
        for (var i = 0; i < tiers.Count; i++)
        {
            var tier = tiers[i];
            var rule = TierProgram(tier, direction).FirstMatch(packet, _held);
            if (rule is { Allows: not null }) return VerdictOf(rule);
            if (rule is null && countDefaults && tier.Default == TierDefault.Deny)
                return new PacketVerdict(PacketFate.Denied, null, null, tier.Name);
        }

        return PacketVerdict.Undecided;
    }

    private static PacketVerdict VerdictOf(CompiledRule rule) =>
        new(rule.Allows == true ? PacketFate.Allowed : PacketFate.Denied, rule.Policy, rule.Origin, null);

    private RuleProgram TierProgram(TierIntent tier, Direction direction)
    {
        var programs = direction == Direction.Ingress ? _ingressTiers : _egressTiers;
        if (!programs.TryGetValue(tier, out var program))
            programs[tier] = program = Compile(tier.Policies, direction);
        return program;
    }

    private RuleProgram ProfileProgram(PolicyId profile, Direction direction)
    {
        var programs = direction == Direction.Ingress ? _ingressProfiles : _egressProfiles;
        if (!programs.TryGetValue(profile, out var program))
            programs[profile] = program = Compile([profile], direction);
        return program;
    }

    private RuleProgram Compile(IReadOnlyList<PolicyId> policies, Direction direction)
    {
        var rules = new List<CompiledRule>();
        foreach (var id in policies)
        {
            foreach (var rule in _policies[id].RulesOf(direction))
            {
                if (rule.Action is not RuleAction.Log) rules.Add(new CompiledRule(id, rule, _sets));
            }
        }

        return new RuleProgram([.. rules], _sets);
    }

    /// <remarks>Endpoints to which the same policies apply share their tiers, so most programs outlive an endpoint.</remarks>
    private void ForgetUnusedTiers()
    {
        var used = new HashSet<TierIntent>(ReferenceEqualityComparer.Instance);
        foreach (var endpoint in _endpoints.Values)
        {
            used.UnionWith(endpoint.Ingress.Tiers);
            used.UnionWith(endpoint.Egress.Tiers);
        }

        foreach (var endpoint in _hostEndpoints.Values) used.UnionWith(endpoint.Tiers);
        foreach (var tier in _ingressTiers.Keys.Where(tier => !used.Contains(tier))) _ingressTiers.Remove(tier);
        foreach (var tier in _egressTiers.Keys.Where(tier => !used.Contains(tier))) _egressTiers.Remove(tier);
    }

    private void ForgetPrograms()
    {
        _ingressTiers.Clear();
        _egressTiers.Clear();
        _ingressProfiles.Clear();
        _egressProfiles.Clear();
    }
}
