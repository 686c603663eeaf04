using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Margay.Client;
using Margay.Model.Resources;

namespace Margay.Host.Agent;

/// <summary>The condition of a Node by which its agent says whether the node's kernel has everything and peers can reach its speaker, and if not, why.</summary>
/// <remarks>A type of Margay's own: <c>NetworkUnavailable</c> would have Kubernetes taint the node, and <c>Ready</c> is the kubelet's.</remarks>
internal sealed class AgentCondition(ApiClient api, AgentHealth health, TimeProvider clock)
{
    public const string Type = "MargayReady";

    private AgentFault? _told;

    /// <summary>Whether what was told last still holds.</summary>
    public bool IsTold => _told == health.Complaint;

    /// <summary>Writes the condition into a Node, unless it has it already.</summary>
    /// <exception cref="ApiException">The API does not take it.</exception>
    public async Task TellAsync(Node node, CancellationToken stop)
    {
        var fault = health.Complaint;
        var condition = Of(fault, clock.GetUtcNow());
        var known = node.Status?.Conditions?.FirstOrDefault(one => one.Type == Type);
        if (known?.Status != (string?)condition["status"] || known?.Message != (string?)condition["message"])
        {
            var patch = new JsonObject { ["status"] = new JsonObject { ["conditions"] = new JsonArray(condition) } };
            await api.PatchAsync(Kinds.Node, null, node.Metadata.Name, PatchType.Strategic, Encoding.UTF8.GetBytes(patch.ToJsonString()), "status", stop);
        }

        _told = fault;
    }

    /// <param name="fault">What is amiss, or null.</param>
    /// <param name="now">The time.</param>
    public static JsonObject Of(AgentFault? fault, DateTimeOffset now) => new()
    {
        ["type"] = Type,
        ["status"] = fault is null ? "True" : "False",
        ["reason"] = fault is null ? "AgentReady" : fault.Reason,
        ["message"] = fault is null ? "policy and routes are in the kernel" : fault.ToString(),
        ["lastTransitionTime"] = now.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
    };
}
