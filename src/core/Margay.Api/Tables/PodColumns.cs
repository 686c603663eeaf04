using System.Text.Json;

namespace Margay.Api.Tables;

/// <summary>The columns of pods.</summary>
internal static class PodColumns
{
    public static TableColumn[] All(TableColumn name, TableColumn age) =>
    [
        name,
        new("Ready", "Containers that are ready, of all.", (pod, _) => Ready(pod)),
        new("Status", "What the pod is doing.", (pod, _) => Status(pod)),
        new("Restarts", "How often containers were started again.", (pod, _) => Restarts(pod)),
        age,
        new("IP", "The pod's first address.", (pod, _) => pod.At("status", "podIP").Text()) { Wide = true },
        new("Node", "The node that runs it.", (pod, _) => pod.At("spec", "nodeName").Text()) { Wide = true },
        new("Service-Account", "Its service account.", (pod, _) => pod.At("spec", "serviceAccountName").Text()) { Wide = true },
    ];

    /// <remarks>Where nothing reports on single containers, the pod's Ready condition speaks for all of them.</remarks>
    private static string Ready(JsonElement pod)
    {
        var all = pod.At("spec", "containers").Items().Count();
        var statuses = pod.At("status", "containerStatuses");
        if (statuses.ValueKind == JsonValueKind.Array) return $"{statuses.Items().Count(status => status.At("ready").IsTrue())}/{all}";
        var isReady = pod.At("status", "conditions").Items()
            .Any(condition => condition.At("type").Text() == "Ready" && condition.At("status").Text() == "True");
        return $"{(isReady ? all : 0)}/{all}";
    }

    private static string Status(JsonElement pod)
    {
        if (pod.At("metadata", "deletionTimestamp").ValueKind == JsonValueKind.String) return "Terminating";
        return pod.At("status", "reason").Text("") is { Length: > 0 } reason ? reason : pod.At("status", "phase").Text("Unknown");
    }

    private static string Restarts(JsonElement pod) => pod.At("status", "containerStatuses").Items()
        .Sum(status => status.At("restartCount").ValueKind == JsonValueKind.Number ? status.At("restartCount").GetInt64() : 0)
        .ToString();
}
