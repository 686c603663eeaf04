using System.Text.Json.Serialization;

namespace Margay.CniSpec;

/// <summary>Where a container's addresses come from: the keys of Calico's IPAM section that Margay reads.</summary>
public sealed record CniIpamConf
{
    /// <summary>Whether an IPv4 address is wanted; null leaves it to the pools.</summary>
    [JsonPropertyName("assign_ipv4"), JsonConverter(typeof(TextualBooleanConverter))]
    public bool? AssignIpv4 { get; init; }

    /// <summary>Whether an IPv6 address is wanted; null leaves it to the pools.</summary>
    [JsonPropertyName("assign_ipv6"), JsonConverter(typeof(TextualBooleanConverter))]
    public bool? AssignIpv6 { get; init; }

    /// <summary>Names or prefixes of the IPv4 pools to use; empty is any.</summary>
    [JsonPropertyName("ipv4_pools")]
    public IReadOnlyList<string> Ipv4Pools { get; init => field = value ?? []; } = [];

    /// <summary>Names or prefixes of the IPv6 pools to use; empty is any.</summary>
    [JsonPropertyName("ipv6_pools")]
    public IReadOnlyList<string> Ipv6Pools { get; init => field = value ?? []; } = [];
}

/// <summary>An interface of a container that GC must keep.</summary>
public sealed record CniAttachment(
    [property: JsonPropertyName("containerID")] string ContainerId,
    [property: JsonPropertyName("ifname")] string InterfaceName);

/// <summary>The network configuration on the plugin's standard input. Keys that are not listed are ignored.</summary>
/// <remarks>
/// Generated JSON code assigns null to init-only members that are absent; the accessors keep the defaults.
/// </remarks>
public sealed record CniNetConf
{
    /// <summary>Where the agent listens unless the configuration says otherwise.</summary>
    public const string DefaultAgentSocket = "/run/margay/cni.sock";

    /// <summary>The version of the specification, as text.</summary>
    [JsonPropertyName("cniVersion")]
    public string CniVersion { get; init => field = value ?? ""; } = "";

    /// <summary>The network's name; part of the handle under which addresses are allocated.</summary>
    [JsonPropertyName("name")]
    public string Name { get; init => field = value ?? ""; } = "";

    /// <summary>The plugin's file name, <c>margay</c> or as installed.</summary>
    [JsonPropertyName("type")]
    public string Type { get; init => field = value ?? ""; } = "";

    /// <summary>The path of the agent's socket.</summary>
    [JsonPropertyName("agent_socket")]
    public string AgentSocket { get; init => field = value ?? DefaultAgentSocket; } = DefaultAgentSocket;

    /// <summary>The MTU of container interfaces; 0 lets the agent find it.</summary>
    [JsonPropertyName("mtu")]
    public int Mtu { get; init; }

    /// <summary>Where addresses come from; null is the agent's own choice.</summary>
    [JsonPropertyName("ipam")]
    public CniIpamConf? Ipam { get; init; }

    /// <summary>What ADD returned: the runtime hands it to CHECK and DEL.</summary>
    [JsonPropertyName("prevResult")]
    public CniResult? PreviousResult { get; init; }

    /// <summary>The interfaces that exist, for GC; null for other commands.</summary>
    [JsonPropertyName("cni.dev/valid-attachments")]
    public IReadOnlyList<CniAttachment>? ValidAttachments { get; init; }
}
