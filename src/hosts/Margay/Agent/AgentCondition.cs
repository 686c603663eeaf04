using System.Text.Json.Nodes;

namespace Margay.Host.Agent;

/// <summary>The condition of a Node by which its agent says whether the node's kernel has everything, and if not, why.</summary>
/// <remarks>A type of Margay's own: <c>NetworkUnavailable</c> would have Kubernetes taint the node, and <c>Ready</c> is the kubelet's.</remarks>
internal static class AgentCondition
{
    public const string Type = "MargayReady";

    /// <param name="health">How the agent is.</param>
    /// <param name="now">The time.</param>
    public static JsonObject Of(AgentHealth health, DateTimeOffset now)
    {
        var fault = health.Fault;
        return new JsonObject
        {
            ["type"] = Type,
            ["status"] = fault is null ? "True" : "False",
            ["reason"] = fault is null ? "AgentReady" : fault.Reason,
            ["message"] = fault is null ? "policy and routes are in the kernel" : fault.ToString(),
            ["lastTransitionTime"] = now.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture),
        };
    }
}
