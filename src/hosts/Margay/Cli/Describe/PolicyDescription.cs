using Margay.Model.Intent;
using Margay.Model.Resources;
using Margay.Policy.Oracle;
using Margay.Policy.Oracle.Words;

namespace Margay.Host.Cli.Describe;

/// <summary>A NetworkPolicy: which pods it selects now, and its rules in words.</summary>
internal static class PolicyDescription
{
    /// <summary>The policy; <paramref name="pods"/> are those of its namespace.</summary>
    public static string Of(NetworkPolicy policy, IReadOnlyList<Pod> pods, DateTimeOffset now)
    {
        var selected = pods.Where(pod => Isolation.Selects(policy, pod) && pod.Spec?.HostNetwork != true)
            .Select(pod => pod.Metadata.Name).Order(StringComparer.Ordinal).ToArray();
        return ObjectDescription.Start(policy, now)
            .Add("Selects", $"{SelectorWords.Of("pods", policy.Spec?.PodSelector)} in this namespace")
            .Add("Now these", selected)
            .Add("Ingress", [.. Rules(policy, Direction.Ingress)])
            .Add("Egress", [.. Rules(policy, Direction.Egress)])
            .Render();
    }

    /// <summary>The policy's name and, indented, each rule of the direction.</summary>
    public static IEnumerable<string> Lines(NetworkPolicy policy, Direction direction)
    {
        var rules = RuleWords.RulesOf(policy, direction);
        yield return rules.Count == 0 ? $"- {policy.Metadata.Name}: nothing" : $"- {policy.Metadata.Name}:";
        foreach (var rule in rules) yield return $"    {RuleWords.Of(rule, direction)}";
    }

    private static IEnumerable<string> Rules(NetworkPolicy policy, Direction direction)
    {
        if (!Isolation.Isolates(policy, direction)) return ["not affected"];
        var rules = RuleWords.RulesOf(policy, direction);
        return rules.Count == 0
            ? ["isolated: this policy allows nothing"]
            : ["isolated: this policy allows", .. rules.Select(rule => $"- {RuleWords.Of(rule, direction)}")];
    }
}
