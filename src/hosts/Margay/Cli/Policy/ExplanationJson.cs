using System.Text.Json.Nodes;
using Margay.Policy.Oracle;

namespace Margay.Host.Cli.Policy;

/// <summary>An explanation for programs; docs/guide/cli.md shows the members.</summary>
internal static class ExplanationJson
{
    public static JsonObject Of(Explanation explanation) => new()
    {
        ["from"] = explanation.Flow.Source.ToString(),
        ["to"] = explanation.Flow.Destination.ToString(),
        ["protocol"] = explanation.Flow.Protocol.ToString(),
        ["port"] = (int)explanation.Flow.Port,
        ["decisions"] = new JsonArray([.. explanation.Decisions.Select(Of)]),
    };

    private static JsonObject Of(Explanation.OfFamily answer)
    {
        var (family, decision) = answer;
        var json = new JsonObject { ["family"] = $"IP{family.ToString().ToLowerInvariant()}" };
        if (answer.IsAnswered) json["verdict"] = decision.Verdict.ToString();
        json["reason"] = ExplanationWords.Of(decision.Why, decision.Deciding?.Direction);
        if (decision.Source is { } source) json["source"] = Of(source);
        if (decision.Destination is { } destination) json["destination"] = Of(destination);
        if (answer.IsAnswered) json["steps"] = new JsonArray([.. decision.Steps.Select(Of)]);
        return json;
    }

    private static JsonObject Of(ResolvedEnd end)
    {
        var json = new JsonObject { ["address"] = end.Address.ToString() };
        if (end is ResolvedEnd.Pod pod) json["pod"] = $"{pod.Namespace}/{pod.Name}";
        if (end is ResolvedEnd.Node node) json["node"] = node.Name;
        return json;
    }

    private static JsonObject Of(DirectionDecision step)
    {
        var json = new JsonObject
        {
            [step.End is PolicedEnd.Pod ? "pod" : "hostEndpoint"] = step.End switch
            {
                PolicedEnd.HostEndpoint host => host.Name,
                var pod => pod.ToString(),
            },
            ["hook"] = step.Hook.ToString(),
            ["direction"] = step.Direction.ToString(),
            ["verdict"] = step.Verdict.ToString(),
            ["reason"] = ExplanationWords.Of(step.Why, step.Direction),
            ["tiers"] = new JsonArray([.. step.Tiers.Select(Of)]),
        };
        if (step.Profiles.Count > 0) json["profiles"] = new JsonArray([.. step.Profiles.Select(Of)]);
        if (step.Staged is { } staged) json["staged"] = Of(staged);
        return json;
    }

    private static JsonObject Of(TierTrace tier) => new()
    {
        ["tier"] = tier.Name,
        ["end"] = tier.End.ToString(),
        ["policies"] = new JsonArray([.. tier.Policies.Select(Of)]),
    };

    private static JsonObject Of(PolicyTrace policy) => new()
    {
        ["policy"] = ExplanationWords.Name(policy.Policy),
        ["rules"] = new JsonArray([.. policy.Rules.Select(Of)]),
    };

    private static JsonObject Of(RuleTrace rule) => new()
    {
        ["index"] = rule.Index,
        ["path"] = rule.Path,
        ["action"] = rule.Effect.ToString(),
        ["matched"] = rule.Matched,
        ["conditions"] = new JsonArray([.. rule.Conditions.Select(Of)]),
    };

    private static JsonObject Of(ConditionTrace condition)
    {
        var json = new JsonObject { ["path"] = condition.Path, ["wanted"] = condition.Wanted, ["holds"] = condition.Holds };
        if (condition.Mismatch is { } mismatch) json["reason"] = mismatch.ToString();
        if (condition.Alternatives.Count > 0)
            json["alternatives"] = new JsonArray([.. condition.Alternatives.Select(Of)]);
        return json;
    }
}
