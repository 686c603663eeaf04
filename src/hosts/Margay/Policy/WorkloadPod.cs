using System.Text.Json.Nodes;
using Margay.Host.Policy.Analysis;
using Margay.Model.Manifests;
using Margay.Model.Resources;

namespace Margay.Host.Policy;

/// <summary>
/// The pod that a workload's manifest would run, in the workload's name: all its replicas are alike to policy, so one
/// stands for them.
/// </summary>
internal static class WorkloadPod
{
    /// <summary>The pod as a manifest at the workload's place; null if the document is no workload with a pod template.</summary>
    public static ManifestDocument? Of(ManifestDocument document)
    {
        var (kind, spec) = (document.Json["kind"]!.ToString(), document.Json["spec"] as JsonObject);
        if (!Workload.KindNames.Contains(kind)) return null;
        if (kind == "CronJob") spec = (spec?["jobTemplate"] as JsonObject)?["spec"] as JsonObject;
        if (spec?["template"] is not JsonObject template || document.Json["metadata"] is not JsonObject own) return null;
        var metadata = template["metadata"] is JsonObject given ? given.DeepClone().AsObject() : [];
        metadata["name"] = own["name"]?.DeepClone();
        if (own["namespace"] is { } ns) metadata["namespace"] = ns.DeepClone();
        metadata["ownerReferences"] = new JsonArray(new JsonObject
        {
            ["apiVersion"] = document.Json["apiVersion"]!.DeepClone(),
            ["kind"] = kind,
            ["name"] = own["name"]?.DeepClone(),
            ["uid"] = own["uid"]?.DeepClone() ?? $"{kind}/{own["name"]}",
        });
        var pod = new JsonObject { ["apiVersion"] = Kinds.Pod.ApiVersion, ["kind"] = Kinds.Pod.Kind, ["metadata"] = metadata };
        if (template["spec"] is { } podSpec) pod["spec"] = podSpec.DeepClone();
        return document with { Json = pod };
    }
}
