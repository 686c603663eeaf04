using Margay.Model.Intent;
using Margay.Model.Resources;
using Margay.Policy.Oracle.Holders;

namespace Margay.Policy.Oracle.Rules;

/// <summary>Reads the rules of Calico's policies and profiles.</summary>
/// <remarks>What cannot be read is kept as such a condition: the whole policy then counts as absent.</remarks>
/// <param name="policyNamespace">The policy's namespace; null for a global policy and a profile.</param>
/// <param name="cluster">The cluster.</param>
internal sealed class CalicoRules(string? policyNamespace, ClusterIndex cluster)
{
    /// <summary>The rules of one direction.</summary>
    public IReadOnlyList<RuleForm> Read(IReadOnlyList<CalicoRule?>? rules, Direction direction)
    {
        var path = direction == Direction.Ingress ? "spec.ingress" : "spec.egress";
        return [.. (rules ?? []).Select((rule, i) => Read(rule, i, $"{path}[{i}]", direction))];
    }

    private RuleForm Read(CalicoRule? rule, int index, string path, Direction direction)
    {
        if (rule is null) return new RuleForm(index, path, RuleEffect.Deny, [new Unreadable(path, "the rule is empty")]);
        return EffectOf(rule.Action) is { } effect
            ? new RuleForm(index, path, effect, [.. Conditions(rule, path, direction)])
            : new RuleForm(index, path, RuleEffect.Deny, [new Unreadable($"{path}.action", $"there is no action '{rule.Action}'")]);
    }

    private IEnumerable<Condition> Conditions(CalicoRule rule, string path, Direction direction) =>
        ProtocolConditions.Read(rule, path)
            .Concat(Conditions(rule.Source, PacketEnd.Source, $"{path}.source", false))
            .Concat(Conditions(rule.Destination, PacketEnd.Destination, $"{path}.destination", direction == Direction.Egress));

    private IEnumerable<Condition> Conditions(EntityRule? rule, PacketEnd end, string path, bool withServicePorts)
    {
        if (rule is null) return [];
        Condition?[] single =
        [
            NetConditions.Read(rule.Nets, end, $"{path}.nets", (at, of, nets) => new InNets(at, of, nets)),
            NetConditions.Read(rule.NotNets, end, $"{path}.notNets", (at, of, nets) => new NotInNets(at, of, nets)),
            ReadService(rule.Services, end, $"{path}.services", withServicePorts),
            ReadDomains(rule.Domains, end, $"{path}.domains"),
            PortConditions.ReadPorts(rule.Ports, end, $"{path}.ports"),
        ];
        return ChoiceConditions.Read(rule, end, path, policyNamespace)
            .Concat(single.OfType<Condition>())
            .Concat(PortConditions.ReadNotPorts(rule.NotPorts, end, $"{path}.notPorts"));
    }

    /// <remarks>A policy of no namespace must say which one it means.</remarks>
    private Condition? ReadService(ServiceMatch? service, PacketEnd end, string path, bool withPorts)
    {
        if (service is null) return null;
        var ns = string.IsNullOrEmpty(service.Namespace) ? policyNamespace : service.Namespace;
        return ns is null || service.Name.Length == 0
            ? new Unreadable(path, "a service has a name and a namespace")
            : new OfService(path, end, ns, service.Name, withPorts, cluster);
    }

    private Condition? ReadDomains(IReadOnlyList<string?>? texts, PacketEnd end, string path) => texts switch
    {
        not { Count: > 0 } => null,
        _ when end == PacketEnd.Source => new Unreadable(path, "only a destination has a name"),
        _ => OfDomain.Read(texts, path, cluster),
    };

    private static RuleEffect? EffectOf(string action) => action switch
    {
        "Allow" => RuleEffect.Allow,
        "Deny" => RuleEffect.Deny,
        "Pass" => RuleEffect.Pass,
        "Log" => RuleEffect.Log,
        _ => null,
    };
}
