using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Margay.Host.Policy.Analysis;
using Margay.Policy.Analysis.Review;

namespace Margay.Host.Policy.Test;

/// <summary>The results of a run in the forms that people and CI systems read.</summary>
/// <param name="Results">What became of each assertion, in order.</param>
/// <param name="Coverage">How often each rule was tried; null when nobody asked.</param>
internal sealed record TestReport(IReadOnlyList<AssertionResult> Results, IReadOnlyList<RuleCover>? Coverage)
{
    private IEnumerable<RuleCover> Untried => Coverage?.Where(rule => rule.Tried == 0) ?? [];

    private IEnumerable<RuleCover> Undecided => Coverage?.Where(rule => rule is { Tried: > 0, Decided: 0 }) ?? [];

    /// <summary>For people: what failed, where it stands and what decided; then the sum.</summary>
    public string Text()
    {
        var text = new StringBuilder();
        foreach (var result in Results.Where(result => !result.Holds))
        {
            text.Append($"FAILED {result.Assertion.Name}  ({result.Assertion.Place})\n");
            foreach (var failure in result.Failures) text.Append($"    {failure}\n");
        }

        var failed = Results.Count(result => !result.Holds);
        text.Append($"{Results.Count - failed} passed, {failed} failed\n");
        if (Coverage is not { } coverage) return text.ToString();
        text.Append($"\n{coverage.Count(rule => rule.Decided > 0)} of {coverage.Count} rules decided something\n");
        foreach (var rule in Untried) text.Append($"    no test comes to {Words(rule)}\n");
        foreach (var rule in Undecided) text.Append($"    no test is decided by {Words(rule)}\n");
        return text.ToString();
    }

    /// <summary>TAP version 14.</summary>
    public string Tap()
    {
        var text = new StringBuilder($"TAP version 14\n1..{Results.Count}\n");
        for (var i = 0; i < Results.Count; i++)
        {
            var result = Results[i];
            var name = result.Assertion.Name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("#", "\\#", StringComparison.Ordinal);
            text.Append($"{(result.Holds ? "ok" : "not ok")} {i + 1} - {name}\n");
            if (result.Holds) continue;
            text.Append($"  ---\n  at: {Quoted(result.Assertion.Place)}\n  failures:\n");
            foreach (var failure in result.Failures) text.Append($"    - {Quoted(failure)}\n");
            text.Append("  ...\n");
        }

        foreach (var rule in Untried) text.Append($"# no test comes to {Words(rule)}\n");
        return text.ToString();
    }

    /// <summary>JUnit's XML.</summary>
    public string Junit()
    {
        var suite = new XElement(
            "testsuite",
            new XAttribute("name", "margay policy test"),
            new XAttribute("tests", Results.Count.ToString(CultureInfo.InvariantCulture)),
            new XAttribute("failures", Results.Count(result => !result.Holds).ToString(CultureInfo.InvariantCulture)),
            Results.Select(result => new XElement(
                "testcase",
                new XAttribute("name", result.Assertion.Name),
                new XAttribute("classname", result.Assertion.Place),
                result.Holds ? null : new XElement("failure", new XAttribute("message", result.Failures[0]), string.Join('\n', result.Failures)))));
        return $"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{new XElement("testsuites", suite)}\n";
    }

    /// <summary>For programs.</summary>
    public JsonObject Json()
    {
        var json = new JsonObject
        {
            ["passed"] = Results.Count(result => result.Holds),
            ["failed"] = Results.Count(result => !result.Holds),
            ["tests"] = new JsonArray([.. Results.Select(Json)]),
        };
        if (Coverage is { } coverage) json["coverage"] = new JsonArray([.. coverage.Select(Json)]);
        return json;
    }

    /// <summary>A YAML scalar that is what it is.</summary>
    private static string Quoted(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    private static JsonObject Json(AssertionResult result) => new()
    {
        ["name"] = result.Assertion.Name,
        ["at"] = result.Assertion.Place,
        ["holds"] = result.Holds,
        ["connections"] = result.Flows,
        ["failures"] = DifferenceJson.Texts(result.Failures),
    };

    private static JsonObject Json(RuleCover cover) => new()
    {
        ["policy"] = ExplanationWords.Name(cover.Rule.Policy),
        ["rule"] = ExplanationWords.Rule(cover.Rule.Direction, cover.Rule.Index),
        ["tried"] = cover.Tried,
        ["decided"] = cover.Decided,
    };

    private static string Words(RuleCover cover) =>
        $"{ExplanationWords.Rule(cover.Rule.Direction, cover.Rule.Index)} of {ExplanationWords.Name(cover.Rule.Policy)}";
}
