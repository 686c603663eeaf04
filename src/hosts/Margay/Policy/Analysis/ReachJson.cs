using System.Text.Json.Nodes;

namespace Margay.Host.Policy.Analysis;

/// <summary>What is allowed, for programs; docs/guide/policy-answers.md shows the members.</summary>
internal static class ReachJson
{
    public static JsonObject Of(ReachAnswer answer) => new()
    {
        ["allowed"] = new JsonArray([.. answer.Groups.Select(Of)]),
        ["unknown"] = DifferenceJson.Texts(answer.Space.HostEndpointLimits(0)),
    };

    private static JsonObject Of(ReachGroup group)
    {
        var json = new JsonObject
        {
            ["from"] = DifferenceJson.Of(group.Ends.From),
            ["to"] = DifferenceJson.Of(group.Ends.To),
            ["traffic"] = group.Traffic,
            ["families"] = DifferenceJson.Texts(group.Ends.Families.Select(family => $"IP{family.ToString().ToLowerInvariant()}")),
            ["because"] = DifferenceJson.Of(group.Found.Outcome),
            ["witness"] = group.Found.Witness.ToString(),
        };
        if (group.Found.StoppedBy is { } stopped) json["unknown"] = ExplanationWords.Of(stopped, null);
        return json;
    }
}
