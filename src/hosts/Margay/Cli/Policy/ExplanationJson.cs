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
        json["reason"] = ExplanationText.Words(decision.Why, Deciding(decision)?.Direction);
        if (decision.Source is { } source) json["source"] = Of(source);
        if (decision.Destination is { } destination) json["destination"] = Of(destination);
        if (decision.Egress is { } egress) json["egress"] = Of(egress);
        if (decision.Ingress is { } ingress) json["ingress"] = Of(ingress);
        return json;
    }

    private static DirectionDecision? Deciding(Decision decision) =>
        decision.Egress is { Verdict: Verdict.Deny } egress ? egress : decision.Ingress ?? decision.Egress;

    private static JsonObject Of(ResolvedEnd end)
    {
        var json = new JsonObject { ["address"] = end.Address.ToString() };
        if (end is ResolvedEnd.Pod pod) json["pod"] = $"{pod.Namespace}/{pod.Name}";
        if (end is ResolvedEnd.Node node) json["node"] = node.Name;
        return json;
    }

    private static JsonObject Of(DirectionDecision decision) => new()
    {
        ["verdict"] = decision.Verdict.ToString(),
        ["reason"] = ExplanationText.Words(decision.Why, decision.Direction),
        ["policies"] = new JsonArray([.. decision.Tried.Select(Of)]),
    };

    private static JsonObject Of(PolicyTrace policy) => new()
    {
        ["policy"] = ExplanationText.Name(policy.Policy),
        ["rules"] = new JsonArray([.. policy.Rules.Select(Of)]),
    };

    private static JsonObject Of(RuleTrace rule) => new()
    {
        ["index"] = rule.Index,
        ["matched"] = rule.Matched,
        ["peers"] = new JsonArray([.. rule.Peers.Select(peer => Part(peer.Index, peer.Mismatch?.ToString()))]),
        ["ports"] = new JsonArray([.. rule.Ports.Select(port => Part(port.Index, port.Mismatch?.ToString()))]),
    };

    private static JsonObject Part(int index, string? mismatch)
    {
        var json = new JsonObject { ["index"] = index, ["matched"] = mismatch is null };
        if (mismatch is not null) json["reason"] = mismatch;
        return json;
    }
}
