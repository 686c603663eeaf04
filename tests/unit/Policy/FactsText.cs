using Margay.Model.Intent;
using Margay.Policy.Snapshot;

namespace Margay.Tests.Unit.Policy;

/// <summary>Facts of rules as text: one line a rule, its index first, only the conditions that are there.</summary>
internal static class FactsText
{
    public static List<string> Describe(IEnumerable<RuleFacts> rules) => [.. rules.Select(Describe)];

    private static string Describe(RuleFacts rule) => string.Join(' ', (string[])
    [
        $"{rule.Origin}:",
        rule.Action switch
        {
            RuleAction.Allow => "allow",
            RuleAction.Deny => "deny",
            RuleAction.Pass => "pass",
            _ => "log",
        },
        .. Condition(rule.Family == default, $"{rule.Family}"),
        .. Condition(rule.Protocol is null, $"{rule.Protocol}"),
        .. Condition(rule.NotProtocol is null, $"!{rule.NotProtocol}"),
        .. Condition(rule.Icmp is null, $"icmp {rule.Icmp?.Type}/{rule.Icmp?.Code}"),
        .. Condition(rule.NotIcmp is null, $"!icmp {rule.NotIcmp?.Type}/{rule.NotIcmp?.Code}"),
        .. Condition(rule.Source == EndFacts.Any, $"from({Describe(rule.Source)})"),
        .. Condition(rule.Destination == EndFacts.Any, $"to({Describe(rule.Destination)})"),
        .. Condition(rule.Note.Length == 0, $"\"{rule.Note}\""),
    ]);

    private static string Describe(EndFacts end) => string.Join("; ", (string[])
    [
        .. Condition(end.Networks is null, string.Join(' ', end.Networks ?? [])),
        .. Condition(end.NotNetworks is null, $"!{string.Join(' ', end.NotNetworks ?? [])}"),
        .. Condition(end.Chosen is null, Describe(end.Chosen)),
        .. Condition(end.NotChosen is null, $"!{Describe(end.NotChosen)}"),
        .. Condition(end.Ports.Count == 0, $"port {string.Join(' ', end.Ports)}"),
        .. Condition(end.NotPorts.Count == 0, $"!port {string.Join(' ', end.NotPorts)}"),
        .. Condition(end.Named is null, $"named {Describe(end.Named)}"),
        .. Condition(end.NotNamed is null, $"!named {Describe(end.NotNamed)}"),
        .. Condition(end.Service is null, $"service {end.Service?.Key.Namespace}/{end.Service?.Key.Name} {end.Service?.WithPorts}"),
    ]);

    private static string Describe(NamedPorts? named) => $"{string.Join(',', named?.Names ?? [])} of {Describe(named?.Of)}";

    public static string Describe(Selection? selection) => string.Join(' ', (string[])
    [
        $"{selection?.Population}".ToLowerInvariant(),
        $"{selection?.Scope.Canonical}: {selection?.Labels.Canonical}",
        .. Condition(selection?.Accounts is null, $"{selection?.Accounts?.Canonical}".TrimEnd()),
    ]);

    private static string[] Condition(bool isAbsent, string text) => isAbsent ? [] : [text];
}
