using Margay.Model.Intent;
using Margay.Policy.Analysis.Programs;
using Margay.Policy.Oracle;

namespace Margay.Policy.Analysis.Review;

/// <summary>How often a rule was asked, and how often it decided.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Tried">Flows that came to it.</param>
/// <param name="Decided">Flows that it decided, or passed on to the next tier.</param>
public sealed record RuleCover(RuleOrigin Rule, int Tried, int Decided);

/// <summary>Counts which rules of a cluster's enforced policies some flows come to. Not safe for use from several threads at once.</summary>
public sealed class RuleCoverage
{
    private readonly SortedDictionary<(PolicyId Policy, Direction Direction, int Index), RuleCover> _covers = [];

    /// <summary>No flow counted yet.</summary>
    public RuleCoverage(ClusterState cluster)
    {
        foreach (var policy in cluster.Index.Policies.All.Where(policy => !policy.IsStaged))
        {
            foreach (var direction in new[] { Direction.Ingress, Direction.Egress })
            {
                foreach (var rule in policy.RulesOf(direction).Where(rule => rule.Effect != RuleEffect.Log))
                {
                    var origin = new RuleOrigin(policy.Tier, policy.Id, direction, rule.Index);
                    _covers[(policy.Id, direction, rule.Index)] = new RuleCover(origin, 0, 0);
                }
            }
        }
    }

    /// <summary>Every rule, by policy, direction and place.</summary>
    public IReadOnlyCollection<RuleCover> Rules => _covers.Values;

    /// <summary>Counts what a decision tried.</summary>
    public void Count(Decision decision)
    {
        foreach (var step in decision.Steps)
        {
            foreach (var policy in step.Tried)
            {
                foreach (var rule in policy.Rules)
                {
                    var key = (policy.Policy, step.Direction, rule.Index);
                    if (!_covers.TryGetValue(key, out var cover)) continue;
                    _covers[key] = cover with { Tried = cover.Tried + 1, Decided = cover.Decided + (rule.Matched ? 1 : 0) };
                }
            }
        }
    }
}
