using System.Text.Json.Nodes;
using Margay.Host.Policy.Analysis;
using Margay.Policy.Oracle;

namespace Margay.Host.Policy.Explain;

/// <summary>An explanation for programs; docs/guide/cli.md shows the members.</summary>
internal static class ExplanationJson
{
    /// <summary>One explanation as it is; of several groups the list.</summary>
    public static JsonObject Of(IReadOnlyList<ExplanationGroup> groups) =>
        groups is [{ Alike.Count: 0 } only]
            ? Of(only.Shown, only.Change)
            : new JsonObject { ["explanations"] = new JsonArray([.. groups.Select(Of)]) };

    public static JsonObject Of(Explanation explanation, AllowingChange? change = null)
    {
        var flow = explanation.Flow;
        var json = new JsonObject
        {
            ["from"] = flow.Source.ToString(),
            ["to"] = flow.Destination.ToString(),
            ["protocol"] = flow.Protocol.ToString(),
            ["port"] = (int)flow.Port,
        };
        if (flow.SourcePort != 0) json["sourcePort"] = (int)flow.SourcePort;
        if (flow.IcmpType is { } type) json["icmpType"] = (int)type;
        if (flow.IcmpCode is { } code) json["icmpCode"] = (int)code;
        json["decisions"] = new JsonArray([.. explanation.Decisions.Select(Of)]);
        if (change is not null) json["change"] = Of(change);
        return json;
    }

    private static JsonObject Of(ExplanationGroup group)
    {
        var json = Of(group.Shown, group.Change);
        json["alike"] = new JsonArray([.. group.Alike.Select(flow =>
            new JsonObject { ["from"] = flow.Source.ToString(), ["to"] = flow.Destination.ToString() })]);
        return json;
    }

    private static JsonObject Of(AllowingChange change)
    {
        var json = new JsonObject
        {
            ["edits"] = new JsonArray([.. change.Edits.Select(edit => new JsonObject
            {
                ["policy"] = ExplanationWords.Name(edit.Policy),
                ["edit"] = edit.Kind.ToString(),
                ["path"] = edit.Path,
                ["value"] = AllowingChangeText.AddedBy(edit).DeepClone(),
            })]),
            ["manifests"] = new JsonArray([.. change.Manifests.Select(PolicyKinds.ManifestOf)]),
        };
        if (change.Opens is { } opens) json["opens"] = new JsonArray([.. opens.Select(DifferenceJson.Of)]);
        return json;
    }

    private static JsonObject Of(Explanation.OfFamily answer)
    {
        var (family, decision) = answer;
        var json = new JsonObject { ["family"] = $"IP{family.ToString().ToLowerInvariant()}" };
        if (answer.IsAnswered) json["verdict"] = decision.Verdict.ToString();
        json["reason"] = ExplanationWords.Of(decision.Why, decision.Deciding?.Direction);
        if (decision.Source is { } source) json["source"] = Of(source);
        if (decision.Destination is { } destination) json["destination"] = Of(destination);
        if (answer.IsAnswered) json["steps"] = new JsonArray([.. decision.Steps.Select(Of)]);
        if (decision.Destination is ResolvedEnd.Domain domain) Speak(json["steps"], domain);
        return json;
    }

    /// <summary>Has reasons speak of a name, where they have an address that was made up for it.</summary>
    private static void Speak(JsonNode? node, ResolvedEnd.Domain domain)
    {
        if (node is JsonArray array)
        {
            foreach (var item in array) Speak(item, domain);
        }

        if (node is not JsonObject json) return;
        if (json["reason"] is { } reason) json["reason"] = domain.Spoken(reason.ToString());
        foreach (var (_, member) in json) Speak(member, domain);
    }

    private static JsonObject Of(ResolvedEnd end)
    {
        var json = new JsonObject();
        if (end is not ResolvedEnd.Domain { IsKnown: false }) json["address"] = end.Address.ToString();
        if (end is ResolvedEnd.Pod pod) json["pod"] = $"{pod.Namespace}/{pod.Name}";
        if (end is ResolvedEnd.Domain named) json["domain"] = named.Name.Text;
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
