using Margay.Model.Intent;
using Margay.Policy.Analysis.Programs;
using Margay.Policy.Oracle;

namespace Margay.Policy.Analysis.Review;

/// <summary>Rules that decide nothing.</summary>
internal static class IdleRules
{
    /// <summary>How many of the rules that come before are named.</summary>
    private const int Named = 3;

    public static IEnumerable<Finding> Find(ReachSpace space) =>
        RuleUse.Of(space).Where(use => !use.Decides).Select(use => use.IsMet ? Taken(use) : Unmet(use));

    private static Finding Unmet(RuleUse use) => new(
        FindingKind.MatchesNothing, use.Origin.Policy, use.Origin, "nothing that there is meets this rule", [],
        "check its selectors, addresses and port names, or remove it");

    private static Finding Taken(RuleUse use)
    {
        string[] before = [.. use.TakenBy.Select(rule => Words(rule.Origin)).Order(StringComparer.Ordinal)];
        string[] witness = [.. before.Take(Named), .. before.Length > Named ? new[] { $"and {before.Length - Named} more" } : []];
        return use.TakenBy.All(rule => rule.Effect == use.Effect)
            ? new Finding(
                FindingKind.Redundant, use.Origin.Policy, use.Origin,
                $"rules before it {Verb(use.Effect)} all that meets this rule", witness, "remove it")
            : new Finding(
                FindingKind.Shadowed, use.Origin.Policy, use.Origin,
                "this rule decides nothing: rules before it decide all that meets it, and otherwise", witness,
                "move it up, give its policy a lower order, or remove it");
    }

    private static string Words(RuleOrigin rule) =>
        $"{(rule.Direction == Direction.Egress ? "egress" : "ingress")}[{rule.Index}] of {rule.Policy}";

    private static string Verb(RuleEffect effect) => effect switch
    {
        RuleEffect.Allow => "allow",
        RuleEffect.Pass => "pass on",
        _ => "deny",
    };
}
