using Margay.Model.Resources;
using Margay.Model.Selectors;
using Margay.Policy.Oracle.Holders;

namespace Margay.Policy.Oracle.Rules;

/// <summary>Reads the rules of Calico's policies and profiles. A part that cannot be read makes a rule that never matches.</summary>
/// <param name="policyNamespace">The policy's namespace; null for a global policy and a profile.</param>
/// <param name="cluster">The cluster.</param>
internal sealed class CalicoRules(string? policyNamespace, ClusterIndex cluster)
{
    /// <summary>The rules of one direction, whose selectors can be read.</summary>
    public IReadOnlyList<RuleForm> Read(IReadOnlyList<CalicoRule?>? rules, string path) =>
        [.. (rules ?? []).Select((rule, i) => Read(rule, i, $"{path}[{i}]"))];

    /// <summary>Whether every selector of the rules can be read.</summary>
    public static bool AreReadable(IReadOnlyList<CalicoRule?>? rules) => (rules ?? [])
        .SelectMany(rule => new[] { rule?.Source, rule?.Destination })
        .SelectMany(end => new[] { end?.Selector, end?.NotSelector, end?.NamespaceSelector, end?.ServiceAccounts?.Selector })
        .All(IsReadable);

    /// <summary>Whether the text is a selector; nothing at all is one.</summary>
    public static bool IsReadable(string? selector) =>
        string.IsNullOrEmpty(selector) || Selector.TryParse(selector, out _, out _);

    private RuleForm Read(CalicoRule? rule, int index, string path)
    {
        if (rule is null) return new RuleForm(index, path, RuleEffect.Deny, [new Unreadable(path, "the rule is empty")]);
        return EffectOf(rule.Action) is { } effect
            ? new RuleForm(index, path, effect, [.. Conditions(rule, path)])
            : new RuleForm(index, path, RuleEffect.Deny, [new Unreadable($"{path}.action", $"there is no action '{rule.Action}'")]);
    }

    private IEnumerable<Condition> Conditions(CalicoRule rule, string path) =>
        ProtocolConditions.Read(rule, path)
            .Concat(Conditions(rule.Source, PacketEnd.Source, $"{path}.source"))
            .Concat(Conditions(rule.Destination, PacketEnd.Destination, $"{path}.destination"));

    private IEnumerable<Condition> Conditions(EntityRule? rule, PacketEnd end, string path)
    {
        if (rule is null) return [];
        Condition?[] single =
        [
            NetConditions.Read(rule.Nets, end, $"{path}.nets", (at, of, nets) => new InNets(at, of, nets)),
            NetConditions.Read(rule.NotNets, end, $"{path}.notNets", (at, of, nets) => new OfFamilyOf(at, of, nets)),
            NetConditions.Read(rule.NotNets, end, $"{path}.notNets", (at, of, nets) => new NotInNets(at, of, nets)),
            rule.Services is { } service
                ? OfService.Read(service, end, $"{path}.services", policyNamespace, cluster)
                : null,
            PortConditions.ReadPorts(rule.Ports, end, $"{path}.ports"),
        ];
        return ChoiceConditions.Read(rule, end, path, policyNamespace)
            .Concat(single.OfType<Condition>())
            .Concat(PortConditions.ReadNotPorts(rule.NotPorts, end, $"{path}.notPorts"));
    }

    private static RuleEffect? EffectOf(string action) => action switch
    {
        "Allow" => RuleEffect.Allow,
        "Deny" => RuleEffect.Deny,
        "Pass" => RuleEffect.Pass,
        "Log" => RuleEffect.Log,
        _ => null,
    };
}
