using System.Text.Json;
using System.Text.Json.Serialization;

namespace Margay.Host.Lab.Kubelet;

/// <summary>The network configuration that a runtime hands to the plugin on its standard input (CNI specification 1.0.0).</summary>
internal sealed record CniConfig(string CniVersion, string Name, string Type)
{
    [JsonPropertyName("agent_socket")]
    public required string AgentSocket { get; init; }

    /// <summary>What ADD returned; given to DEL.</summary>
    public JsonElement? PrevResult { get; init; }
}

/// <summary>The part of a plugin's success that a kubelet reads.</summary>
internal sealed record CniResult(IReadOnlyList<CniIp>? Ips);

/// <summary>One address of the pod, with its prefix length.</summary>
internal sealed record CniIp(string Address);

/// <summary>A plugin's refusal.</summary>
internal sealed record CniError(int Code, string? Msg, string? Details);
