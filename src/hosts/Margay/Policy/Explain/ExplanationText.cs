using System.Text;
using Margay.Host.Cli.Output;
using Margay.Model.Intent;
using Margay.Policy.Oracle;
using Margay.Primitives;

namespace Margay.Host.Policy.Explain;

/// <summary>An explanation as a person reads it: the verdict, what decided, and everything that was tried.</summary>
internal static class ExplanationText
{
    private const int MaxAlike = 5;

    /// <summary>The first of a group, which others it stands for, and what would allow them.</summary>
    public static string Render(ExplanationGroup group)
    {
        var change = group.Change is { } found ? $"\n{AllowingChangeText.Render(found)}" : "";
        if (group.Alike.Count == 0) return $"{Render(group.Shown)}{change}";
        var named = string.Join(", ", group.Alike.Take(MaxAlike).Select(flow => $"{flow.Source} → {flow.Destination}"));
        var more = group.Alike.Count > MaxAlike ? $" and {group.Alike.Count - MaxAlike} more" : "";
        return $"{Render(group.Shown)}\nthe same for {named}{more}\n{change}";
    }

    /// <summary>The whole text.</summary>
    /// <remarks>Where both families were decided alike, the reasons stand once, under both verdicts.</remarks>
    public static string Render(Explanation explanation)
    {
        var text = new StringBuilder().Append(explanation.Flow).Append('\n');
        var reasons = "";
        foreach (var answer in explanation.Decisions)
        {
            var next = answer.IsAnswered ? new TextTree("", Branches(answer.Decision)).RenderChildren() : "";
            if (answer.Decision.Destination is ResolvedEnd.Domain domain) next = domain.Spoken(next);
            if (next != reasons || reasons.Length == 0) text.Append(reasons).Append('\n');
            text.Append(Headline(answer)).Append('\n');
            reasons = next;
        }

        return text.Append(reasons).ToString();
    }

    private static string Headline(Explanation.OfFamily answer)
    {
        var (family, decision) = answer;
        var name = family == IpFamily.V4 ? "IPv4" : "IPv6";
        if (!answer.IsAnswered) return $"{name}  not possible: {decision.Why}";
        var verdict = decision.Verdict == Verdict.Allow ? "ALLOWED" : "DENIED";
        return $"{name}  {verdict}  {decision.Source} → {decision.Destination}";
    }

    private static TextTree[] Branches(Decision decision) => decision.Steps.Count > 0
        ? [.. decision.Steps.Select(Step)]
        : [new TextTree(ExplanationWords.Of(decision.Why, null))];

    private static TextTree Step(DirectionDecision step)
    {
        var line = $"{ExplanationWords.Place(step)}: {Outcome(step)}";
        return step.Staged is { } staged
            ? new TextTree(line, [.. Tried(step), Staged(step, staged)])
            : new TextTree(line, [.. Tried(step)]);
    }

    private static TextTree Staged(DirectionDecision step, DirectionDecision staged) =>
        staged.Verdict == step.Verdict && staged.Why.Equals(step.Why)
            ? new TextTree("with staged policies: the same")
            : new TextTree($"with staged policies: {Outcome(staged)}", [.. Tried(staged)]);

    private static string Outcome(DirectionDecision step) =>
        $"{ExplanationWords.Of(step.Verdict)}, {ExplanationWords.Of(step.Why, step.Direction)}";

    /// <remarks>Where there is nothing but the default tier, as in a cluster without tiers, it is not spoken of.</remarks>
    private static IEnumerable<TextTree> Tried(DirectionDecision step)
    {
        var tiers = step.Tiers is [{ Name: "default" } only]
            ? only.Policies.Select(policy => Policy(policy, step.Direction))
            : step.Tiers.Select(tier => new TextTree(
                $"tier {tier.Name}: {ExplanationWords.Of(tier.End)}",
                [.. tier.Policies.Select(policy => Policy(policy, step.Direction))]));
        return tiers.Concat(step.Profiles.Select(profile => Policy(profile, step.Direction)));
    }

    private static TextTree Policy(PolicyTrace tried, Direction direction)
    {
        var word = direction == Direction.Ingress ? "ingress" : "egress";
        var name = ExplanationWords.Name(tried.Policy);
        return tried.Rules.Count == 0
            ? new TextTree($"{name}: has no {word} rule")
            : new TextTree(name, [.. tried.Rules.Select(rule => Rule(rule, tried.Policy, direction))]);
    }

    /// <remarks>What a rule of Kubernetes' own kind does goes without saying: it allows.</remarks>
    private static TextTree Rule(RuleTrace tried, PolicyId policy, Direction direction)
    {
        var effect = policy.Kind == PolicyId.KubernetesNetworkPolicy ? "" : $" ({tried.Effect})";
        return new TextTree(
            $"{ExplanationWords.Rule(direction, tried.Index)}{effect} {(tried.Matched ? "matches" : "does not match")}",
            [.. tried.Conditions.SelectMany(Leaves).Select(leaf => new TextTree(Leaf(leaf)))]);
    }

    /// <remarks>Where one alternative holds, the others are of no interest.</remarks>
    private static IEnumerable<ConditionTrace> Leaves(ConditionTrace condition) =>
        condition.Alternatives.Count == 0 ? [condition] : condition.Alternatives.Where(leaf => leaf.Holds == condition.Holds);

    private static string Leaf(ConditionTrace leaf) =>
        leaf.Holds ? $"✓ {leaf.Wanted}" : $"✗ {leaf.Wanted}: {leaf.Mismatch}";
}
