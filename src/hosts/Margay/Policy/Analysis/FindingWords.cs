using System.Text;
using System.Text.Json.Nodes;
using Margay.Policy.Analysis.Review;

namespace Margay.Host.Policy.Analysis;

/// <summary>What a review finds, for people and for programs.</summary>
internal static class FindingWords
{
    /// <summary>How much of what shows a finding is printed for people.</summary>
    private const int Shown = 5;

    /// <summary>One finding under the other; nothing found is said, too.</summary>
    public static string Render(IReadOnlyList<Finding> findings)
    {
        var text = new StringBuilder();
        foreach (var finding in findings)
        {
            text.Append($"{Name(finding.Kind)}: {Place(finding)}: {finding.Message}\n");
            string[] witness = [.. finding.Witness.Concat(Earlier(finding))];
            if (witness.Length > 0) text.Append($"    see {string.Join(", ", witness.Take(Shown))}{(witness.Length > Shown ? " …" : "")}\n");
            text.Append($"    {finding.Remedy}\n");
        }

        return text.Append(findings.Count switch
        {
            0 => "nothing is found\n",
            1 => "\n1 finding\n",
            var count => $"\n{count} findings\n",
        }).ToString();
    }

    /// <summary>The findings as JSON.</summary>
    public static JsonObject Json(IReadOnlyList<Finding> findings) => new()
    {
        ["findings"] = new JsonArray([.. findings.Select(Json)]),
    };

    private static JsonObject Json(Finding finding)
    {
        var json = new JsonObject { ["kind"] = finding.Kind.ToString(), ["policy"] = ExplanationWords.Name(finding.Policy) };
        if (finding.Rule is { } rule) json["rule"] = ExplanationWords.Rule(rule.Direction, rule.Index);
        json["message"] = finding.Message;
        json["witness"] = DifferenceJson.Texts(finding.Witness.Concat(Earlier(finding)));
        json["remedy"] = finding.Remedy;
        return json;
    }

    private static IEnumerable<string> Earlier(Finding finding) =>
        finding.Earlier.Select(rule => $"{ExplanationWords.Rule(rule.Direction, rule.Index)} of {ExplanationWords.Name(rule.Policy)}");

    private static string Place(Finding finding) => finding.Rule is { } rule
        ? $"{ExplanationWords.Rule(rule.Direction, rule.Index)} of {ExplanationWords.Name(finding.Policy)}"
        : ExplanationWords.Name(finding.Policy);

    private static string Name(FindingKind kind) => kind switch
    {
        FindingKind.SelectsNothing => "selects nothing",
        FindingKind.MatchesNothing => "matches nothing",
        FindingKind.Redundant => "redundant",
        FindingKind.Shadowed => "shadowed",
        FindingKind.NamesClusterIp => "names a ClusterIP",
        FindingKind.CutsOffDns => "cuts off DNS",
        FindingKind.LocksOut => "locks out",
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
