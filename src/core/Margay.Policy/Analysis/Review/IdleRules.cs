using Margay.Policy.Oracle;

namespace Margay.Policy.Analysis.Review;

/// <summary>Rules that decide nothing.</summary>
internal static class IdleRules
{
    public static IEnumerable<Finding> Find(ReachSpace space) =>
        RuleUse.Of(space).Where(use => !use.Decides).Select(use => use.IsMet ? Taken(use) : Unmet(use));

    private static Finding Unmet(RuleUse use) => new(
        FindingKind.MatchesNothing, use.Origin.Policy, use.Origin, "nothing that there is meets this rule", [],
        "check its selectors, addresses and port names, or remove it");

    private static Finding Taken(RuleUse use)
    {
        var finding = use.TakenBy.All(rule => rule.Effect == use.Effect)
            ? new Finding(
                FindingKind.Redundant, use.Origin.Policy, use.Origin,
                $"rules before it {Verb(use.Effect)} all that meets this rule", [], "remove it")
            : new Finding(
                FindingKind.Shadowed, use.Origin.Policy, use.Origin,
                "this rule decides nothing: rules before it decide all that meets it, and otherwise", [],
                "move it up, give its policy a lower order, or remove it");
        return finding with
        {
            Earlier = [.. use.TakenBy.Select(rule => rule.Origin).OrderBy(rule => rule.Policy).ThenBy(rule => rule.Index)],
        };
    }

    private static string Verb(RuleEffect effect) => effect switch
    {
        RuleEffect.Allow => "allow",
        RuleEffect.Pass => "pass on",
        _ => "deny",
    };
}
