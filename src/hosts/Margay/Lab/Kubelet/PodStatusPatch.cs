using System.Text.Json.Nodes;
using Margay.Host.Lab.Plan;
using Margay.Model.Resources;
using Margay.Primitives;

namespace Margay.Host.Lab.Kubelet;

/// <summary>What a kubelet reports of a pod, as merge patches of its status.</summary>
internal static class PodStatusPatch
{
    /// <summary>The pod runs and every container is ready.</summary>
    public static JsonObject Running(Pod pod, LabNode node, IReadOnlyList<IpAddr> addresses, DateTimeOffset now)
    {
        var time = Time(now);
        return Patch(new JsonObject
        {
            ["phase"] = "Running",
            ["message"] = null,
            ["reason"] = null,
            ["startTime"] = time,
            ["hostIP"] = node.V4.ToString(),
            ["hostIPs"] = Ips([node.V4, node.V6]),
            ["podIP"] = addresses.Count > 0 ? addresses[0].ToString() : null,
            ["podIPs"] = Ips(addresses),
            ["conditions"] = Conditions(true, null, null, time),
            ["containerStatuses"] = new JsonArray([.. (pod.Spec?.Containers ?? []).Select(container => (JsonNode)Container(container, time))]),
        });
    }

    /// <summary>The pod's network cannot be made for now.</summary>
    public static JsonObject Waiting(string message, DateTimeOffset now) => Patch(new JsonObject
    {
        ["phase"] = "Pending",
        ["reason"] = "FailedCreatePodSandBox",
        ["message"] = message,
        ["conditions"] = Conditions(false, "FailedCreatePodSandBox", message, Time(now)),
    });

    /// <summary>Binds the pod to a node, as a scheduler does.</summary>
    public static JsonObject Binding(LabNode node) => new() { ["spec"] = new JsonObject { ["nodeName"] = node.Name } };

    private static JsonObject Patch(JsonObject status) => new() { ["status"] = status };

    private static string Time(DateTimeOffset now) => now.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ");

    private static JsonArray Ips(IReadOnlyList<IpAddr> addresses) =>
        new([.. addresses.Select(static address => (JsonNode)new JsonObject { ["ip"] = address.ToString() })]);

    private static JsonArray Conditions(bool ready, string? reason, string? message, string time) =>
        new([.. new[] { "PodScheduled", "Initialized", "ContainersReady", "Ready" }.Select(type =>
        {
            var holds = ready || type is "PodScheduled" or "Initialized";
            var condition = new JsonObject
            {
                ["type"] = type,
                ["status"] = holds ? "True" : "False",
                ["lastTransitionTime"] = time,
            };
            if (!holds) (condition["reason"], condition["message"]) = (reason, message);
            return (JsonNode)condition;
        })]);

    private static JsonObject Container(Container container, string time) => new()
    {
        ["name"] = container.Name,
        ["image"] = container.Image ?? "",
        ["imageID"] = "",
        ["ready"] = true,
        ["started"] = true,
        ["restartCount"] = 0,
        ["state"] = new JsonObject { ["running"] = new JsonObject { ["startedAt"] = time } },
    };
}
