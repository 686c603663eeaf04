using System.Text.Json.Nodes;

namespace Margay.Model.Validation;

/// <summary>Whether the rules are those of an object in a namespace.</summary>
internal enum RuleScope
{
    /// <summary>A service without a namespace is one of the object's own.</summary>
    Namespaced,

    /// <summary>A service needs a namespace.</summary>
    Global,
}

/// <summary>projectcalico.org/v3 rules: which conditions need each other, and which exclude each other.</summary>
internal static class CalicoRuleCheck
{
    private static readonly FieldPath Spec = FieldPath.Root.Member("spec");

    /// <summary>Checks the rules of both directions.</summary>
    public static void Check(JsonObject? spec, RuleScope scope, FaultList faults)
    {
        foreach (var direction in (string[])["ingress", "egress"])
        {
            var rules = spec.Items(direction);
            for (var i = 0; i < rules.Count; i++)
            {
                if (rules[i] is JsonObject rule)
                    CheckRule(rule, direction == "ingress", scope, Spec.Member(direction).Item(i), faults);
            }
        }
    }

    private static void CheckRule(JsonObject rule, bool isIngress, RuleScope scope, FieldPath path, FaultList faults)
    {
        if (rule.Whole("ipVersion") is { } version && version is not (4 or 6))
            faults.Add(path.Member("ipVersion"), $"is {version}", "write 4 or 6, or leave it out for both");
        CheckProtocols(rule, path, faults);
        CheckIcmp(rule, path, faults);
        RuleNetsCheck.Check(rule, path, faults);
        foreach (var end in (string[])["source", "destination"])
        {
            if (rule.Object(end) is not { } entity) continue;
            var at = path.Member(end);
            EntityCheck.Check(rule, entity, at, faults);
            RuleServiceCheck.Check(entity, end, isIngress, scope, at, faults);
            RuleDomainsCheck.Check(rule, entity, end, isIngress, at, faults);
        }

        if (rule.Object("http") is { } http) RuleHttpCheck.Check(rule, http, isIngress, path, faults);
        MetadataCheck.CheckAnnotations(
            rule.Object("metadata").Object("annotations"), path.Member("metadata").Member("annotations"), faults);
    }

    private static void CheckProtocols(JsonObject rule, FieldPath path, FaultList faults)
    {
        foreach (var member in (string[])["protocol", "notProtocol"])
        {
            var only = RuleProtocol.OnlyVersion(RuleProtocol.Read(rule, member));
            if (only is { } version && rule.Whole("ipVersion") is { } other && other != version)
            {
                faults.Add(
                    path.Member(member),
                    $"is {rule[member]!.ToJsonString().Trim('"')}, which is of IPv{version}, beside ipVersion {other}",
                    $"write ipVersion {version}, or leave it out");
            }
        }
    }

    private static void CheckIcmp(JsonObject rule, FieldPath path, FaultList faults)
    {
        foreach (var member in (string[])["icmp", "notICMP"])
        {
            if (rule.Object(member) is not { } icmp) continue;
            if (icmp.Has("code") && !icmp.Has("type"))
                faults.Add(path.Member(member).Member("code"), "is there without type", "write the type whose code it is");
        }

        if (rule.Has("icmp") && !RuleProtocol.IsIcmp(RuleProtocol.Read(rule, "protocol")))
            faults.Add(path.Member("icmp"), "is there without an ICMP protocol", "write protocol ICMP or ICMPv6");
    }
}
