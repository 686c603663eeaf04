using System.Text.Json.Nodes;
using Margay.Model.Resources;
using Margay.Primitives;

namespace Margay.Model.Validation;

/// <summary>What an update may not change.</summary>
internal static class UpdateCheck
{
    private static readonly FieldPath Metadata = FieldPath.Root.Member("metadata");
    private static readonly FieldPath Spec = FieldPath.Root.Member("spec");

    public static void Check(ResourceKind kind, JsonObject before, JsonObject after, FaultList faults)
    {
        foreach (var member in (string[])["name", "namespace", "uid"])
        {
            if (after.Object("metadata").Text(member) is { Length: > 0 } text)
                CheckSame(before.Object("metadata").Text(member), text, Metadata.Member(member), faults);
        }

        if (kind == Kinds.Profile) CheckProfile(before, after, faults);
        if (kind == Kinds.Secret)
        {
            CheckSame(before.Text("type"), after.Text("type"), FieldPath.Root.Member("type"), faults);
            SecretCheck.CheckUpdate(before, after, faults);
        }

        if (kind == Kinds.EndpointSlice)
            CheckSame(before.Text("addressType"), after.Text("addressType"), FieldPath.Root.Member("addressType"), faults);
        if (kind == Kinds.IpPool) CheckPool(before.Object("spec"), after.Object("spec"), faults);
        if (kind == Kinds.Pod) CheckPod(before.Object("spec"), after.Object("spec"), faults);
        if (kind == Kinds.IpamBlock || kind == Kinds.BlockAffinity)
            CheckSame(
                before.Object("spec").Text("cidr"),
                after.Object("spec").Text("cidr"),
                Spec.Member("cidr"),
                faults);
        if (kind == Kinds.IpamHandle)
            CheckSame(
                before.Object("spec").Text("handleID"),
                after.Object("spec").Text("handleID"),
                Spec.Member("handleID"),
                faults);
    }

    private static void CheckPool(JsonObject? before, JsonObject? after, FaultList faults)
    {
        if (!Cidr.TryParse(before.Text("cidr"), out var cidr)) return;
        if (!Cidr.TryParse(after.Text("cidr"), out var moved) || moved != cidr)
            CheckSame(cidr.ToString(), after.Text("cidr"), Spec.Member("cidr"), faults);
        var size = before.Whole("blockSize") ?? IpPoolRules.DefaultBlockSize(cidr.Family);
        var resized = after.Whole("blockSize") ?? IpPoolRules.DefaultBlockSize(cidr.Family);
        CheckSame($"{size}", $"{resized}", Spec.Member("blockSize"), faults);
        if (IsForLoadBalancers(before) != IsForLoadBalancers(after))
        {
            faults.Add(
                Spec.Member("allowedUses"),
                "changes between LoadBalancer and other uses",
                "make another pool for the other use");
        }
    }

    private static void CheckProfile(JsonObject before, JsonObject after, FaultList faults)
    {
        if (before.Object("metadata").Text("name") != BuiltIns.DefaultAllowProfile) return;
        if (!JsonNode.DeepEquals(before["spec"], after["spec"]))
            faults.Add(Spec, "cannot change: the profile is built in", "keep it, or make a profile of another name");
    }

    private static void CheckPod(JsonObject? before, JsonObject? after, FaultList faults)
    {
        if (before.Text("nodeName") is { Length: > 0 } node)
            CheckSame(node, after.Text("nodeName"), Spec.Member("nodeName"), faults);
        if ((before.Flag("hostNetwork") ?? false) != (after.Flag("hostNetwork") ?? false))
            faults.Add(Spec.Member("hostNetwork"), "cannot change", "delete the pod and make it anew");
        CheckSame(
            before.Text("serviceAccountName"),
            after.Text("serviceAccountName"),
            Spec.Member("serviceAccountName"),
            faults);
    }

    private static bool IsForLoadBalancers(JsonObject? spec) =>
        spec.Items("allowedUses").Any(use => use.AsText() == "LoadBalancer");

    private static void CheckSame(string? before, string? after, FieldPath path, FaultList faults)
    {
        if ((before ?? "") != (after ?? ""))
        {
            faults.Add(
                path,
                $"cannot change from {FormatCheck.Quote(before ?? "")} to {FormatCheck.Quote(after ?? "")}",
                "keep it, or delete the object and make it anew");
        }
    }
}
