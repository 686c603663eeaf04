using System.Text.Json.Nodes;

namespace Margay.Model.Validation;

/// <summary>projectcalico.org/v3 policies: what Calico demands of a spec beyond its schema.</summary>
internal static class CalicoPolicyCheck
{
    private static readonly FieldPath Spec = FieldPath.Root.Member("spec");

    /// <summary>Members that a staged deletion may have: what else it says would be the policy that goes.</summary>
    private static readonly HashSet<string> OfDeletion = new(StringComparer.Ordinal) { "tier", "stagedAction", "types", "policyTypes" };

    public static void CheckNamespaced(JsonObject resource, FaultList faults) =>
        Check(resource.Object("spec"), RuleScope.Namespaced, faults);

    public static void CheckGlobal(JsonObject resource, FaultList faults)
    {
        var spec = resource.Object("spec");
        Check(spec, RuleScope.Global, faults);
        CheckNotGlobal(spec, "namespaceSelector", faults);
        CheckHooks(spec, faults);
    }

    public static void CheckStagedNamespaced(JsonObject resource, FaultList faults)
    {
        CheckNamespaced(resource, faults);
        CheckDeletion(resource.Object("spec"), faults);
    }

    public static void CheckStagedGlobal(JsonObject resource, FaultList faults)
    {
        CheckGlobal(resource, faults);
        CheckDeletion(resource.Object("spec"), faults);
    }

    public static void CheckStagedKubernetes(JsonObject resource, FaultList faults)
    {
        NetworkPolicyCheck.Check(resource, faults);
        CheckDeletion(resource.Object("spec"), faults);
    }

    public static void CheckProfile(JsonObject resource, FaultList faults)
    {
        var spec = resource.Object("spec");
        if (resource.Object("metadata").Text("name") is { } name && (name.StartsWith("kns.", StringComparison.Ordinal) || name.StartsWith("ksa.", StringComparison.Ordinal)))
        {
            faults.Add(
                FieldPath.Root.Member("metadata").Member("name"),
                $"is {FormatCheck.Quote(name)}, the profile that a namespace or account has by itself",
                "use another name; a pod's profiles cannot be written");
        }

        CalicoRuleCheck.Check(spec, RuleScope.Global, faults);
        MetadataCheck.CheckLabels(spec.Object("labelsToApply"), Spec.Member("labelsToApply"), faults);
    }

    private static void Check(JsonObject? spec, RuleScope scope, FaultList faults)
    {
        if (spec.Text("tier") is { Length: > 0 } tier && !NameRules.IsDnsLabel(tier))
            faults.Add(Spec.Member("tier"), $"is {FormatCheck.Quote(tier)}, which is no name of a tier", NameRules.DnsLabelRemedy);
        CheckNotGlobal(spec, "selector", faults);
        CheckNotGlobal(spec, "serviceAccountSelector", faults);
        DistinctCheck.Check(spec.Items("types"), Spec.Member("types"), faults);
        DistinctCheck.Check(spec.Items("performanceHints"), Spec.Member("performanceHints"), faults);
        CalicoRuleCheck.Check(spec, scope, faults);
    }

    private static void CheckNotGlobal(JsonObject? spec, string member, FaultList faults)
    {
        if (spec.Text(member)?.Contains("global(", StringComparison.Ordinal) == true)
        {
            faults.Add(
                Spec.Member(member),
                "uses global()",
                "write a selector over labels; global() is for the namespaceSelector of a rule");
        }
    }

    private static void CheckHooks(JsonObject? spec, FaultList faults)
    {
        var (untracked, preDnat) = (spec.Flag("doNotTrack") == true, spec.Flag("preDNAT") == true);
        if (untracked && preDnat)
            faults.Add(Spec.Member("preDNAT"), "is true beside doNotTrack", "make two policies of it");
        if ((untracked || preDnat) && spec.Flag("applyOnForward") != true)
        {
            faults.Add(
                Spec.Member("applyOnForward"),
                $"is not true beside {(untracked ? "doNotTrack" : "preDNAT")}",
                "write true: such a policy acts before it is known what is forwarded");
        }

        if (!preDnat) return;
        if (spec.Items("egress").Count > 0)
            faults.Add(Spec.Member("egress"), "has rules beside preDNAT", "remove them: only what comes in is seen before DNAT");
        if (spec.Items("types").Any(type => type.AsText() == "Egress"))
            faults.Add(Spec.Member("types"), "has Egress beside preDNAT", "write Ingress only");
    }

    private static void CheckDeletion(JsonObject? spec, FaultList faults)
    {
        if (spec is null || !PolicyDefaults.IsStagedDeletion(spec)) return;
        foreach (var (name, value) in spec)
        {
            if (OfDeletion.Contains(name) || IsZero(value)) continue;
            faults.Add(
                Spec.Member(name),
                "is there though stagedAction is Delete",
                "remove it: a staged deletion says nothing but its tier");
        }
    }

    private static bool IsZero(JsonNode? value) => value switch
    {
        null or JsonArray { Count: 0 } or JsonObject { Count: 0 } => true,
        JsonValue scalar => scalar.AsText() is "" || (scalar.TryGetValue(out bool flag) && !flag),
        _ => false,
    };
}
