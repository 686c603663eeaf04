using System.Text;
using Margay.Policy.Analysis;
using Margay.Primitives;

namespace Margay.Host.Policy.Analysis;

/// <summary>A difference as a person reads it: what is removed, what is added, and the rules before and after.</summary>
internal static class DifferenceText
{
    public static string Render(PolicyDifference difference)
    {
        var text = new StringBuilder();
        var groups = ChangeGroup.Of(difference);
        foreach (var group in groups)
        {
            text.Append(group.Opens ? "+ " : "- ").Append(PlaceWords.Of(group.Ends.From)).Append(" → ").Append(PlaceWords.Of(group.Ends.To))
                .Append("  ").Append(group.Traffic).Append(FamilyWords(group.Ends.Families)).Append('\n');
            text.Append("    was ").Append(Outcome(group.Before)).Append('\n');
            text.Append("    now ").Append(Outcome(group.After)).Append('\n');
        }

        foreach (var pod in difference.OnlyBefore) text.Append($"note: pod {pod} is only in the first and is not compared\n");
        foreach (var pod in difference.OnlyAfter) text.Append($"note: pod {pod} is only in the second and is not compared\n");
        foreach (var limit in difference.Unknown) text.Append($"unknown: {limit}\n");
        if (text.Length > 0) text.Append('\n');
        var (added, removed) = (groups.Count(group => group.Opens), groups.Count(group => !group.Opens));
        return text.Append(groups.Count == 0
            ? "no connection is added or removed\n"
            : $"{Count(removed)} removed, {Count(added)} added\n").ToString();
    }

    /// <summary><c>allowed: ingress[0] of networkpolicy shop/db allows it</c>, at the end where it is decided.</summary>
    public static string Outcome(Outcome outcome) =>
        $"{ExplanationWords.Of(outcome.Verdict)}{End(outcome)}: {ExplanationWords.Of(outcome.Why, outcome.Direction)}";

    /// <summary>Nothing when both families are meant.</summary>
    public static string FamilyWords(IReadOnlyList<IpFamily> families) =>
        families is [var only] ? $"  (IP{only.ToString().ToLowerInvariant()})" : "";

    private static string End(Outcome outcome) => outcome.Direction switch
    {
        Model.Intent.Direction.Egress => " at the source",
        Model.Intent.Direction.Ingress => " at the destination",
        _ => "",
    };

    private static string Count(int groups) => groups == 1 ? "1 kind of connection" : $"{groups} kinds of connections";
}
