using System.Text;
using Margay.Model.Intent;
using Margay.Policy.Analysis.Places;
using Margay.Policy.Analysis.Traffic;
using Margay.Policy.Graph;
using Margay.Policy.Oracle;

namespace Margay.Policy.Analysis.Programs;

/// <summary>Compiles what pods ask; programs of several clusters that ask the same are one.</summary>
internal sealed class ProgramCatalog(TrafficPartition partition, MembershipTable table)
{
    private readonly Dictionary<string, DirectionProgram> _programs = new(StringComparer.Ordinal);
    private readonly Dictionary<PolicyId, List<PolicyIntent>> _variants = [];
    private readonly Dictionary<(PolicyIntent, Direction), IReadOnlyList<ProgramRule>> _rules = [];

    /// <summary>The program of one direction of a pod.</summary>
    public DirectionProgram Of(ClusterIntent cluster, WorkloadEndpointIntent endpoint, Direction direction)
    {
        var intent = direction == Direction.Ingress ? endpoint.Ingress : endpoint.Egress;
        var end = EndOf(intent, endpoint.Namespace);
        var key = KeyOf(cluster, intent, direction, end);
        if (!_programs.TryGetValue(key, out var program))
        {
            var tiers = intent.Tiers.Select(tier => Compile(cluster, tier, direction)).ToList();
            _programs[key] = program = new DirectionProgram(_programs.Count, tiers, end, partition, table);
        }

        return program;
    }

    /// <remarks>A pod's namespace is its profile: it allows everything, where it exists.</remarks>
    private static DirectionEnd EndOf(DirectionIntent intent, string ns) => (intent.OtherwiseAllow, intent.Tiers.Count) switch
    {
        (false, _) => new DirectionEnd(Verdict.Deny, new Reason.NamespaceUnknown(ns)),
        (true, 0) => new DirectionEnd(Verdict.Allow, new Reason.NoPolicySelects()),
        _ => new DirectionEnd(Verdict.Allow, new Reason.ByProfile($"kns.{ns}", 0, Verdict.Allow)),
    };

    private string KeyOf(ClusterIntent cluster, DirectionIntent intent, Direction direction, DirectionEnd end)
    {
        var key = new StringBuilder().Append(direction).Append(' ').Append(end.Why);
        foreach (var tier in intent.Tiers)
        {
            key.Append('\n').Append(tier.Name).Append(' ').Append(tier.Default);
            foreach (var id in tier.Policies) key.Append('\n').Append(id).Append('#').Append(VariantOf(cluster.Policies[id]));
        }

        return key.ToString();
    }

    private int VariantOf(PolicyIntent policy)
    {
        if (!_variants.TryGetValue(policy.Id, out var variants)) _variants[policy.Id] = variants = [];
        var number = variants.FindIndex(known => ReferenceEquals(known, policy) || IntentComparison.AreSame(known, policy));
        if (number >= 0) return number;
        variants.Add(policy);
        return variants.Count - 1;
    }

    private ProgramTier Compile(ClusterIntent cluster, TierIntent tier, Direction direction) => new(
        new Reason.EndOfTier(tier.Name, tier.Policies),
        tier.Default == TierDefault.Pass,
        [.. tier.Policies.SelectMany(id => RulesOf(cluster.Policies[id], direction))]);

    private IReadOnlyList<ProgramRule> RulesOf(PolicyIntent policy, Direction direction)
    {
        if (!_rules.TryGetValue((policy, direction), out var rules))
        {
            rules = [.. policy.RulesOf(direction).Where(rule => rule.Action is not RuleAction.Log).Select(rule => new ProgramRule(
                EffectOf(rule.Action),
                new RuleOrigin(policy.Tier, policy.Id, direction, rule.Origin),
                rule.Match.Family,
                partition.Matching(rule.Match),
                ProgramEnd.Of(rule.Match.Source, table),
                ProgramEnd.Of(rule.Match.Destination, table)))];
            _rules[(policy, direction)] = rules;
        }

        return rules;
    }

    private static RuleEffect EffectOf(RuleAction action) => action switch
    {
        RuleAction.Allow => RuleEffect.Allow,
        RuleAction.Pass => RuleEffect.Pass,
        _ => RuleEffect.Deny,
    };
}
