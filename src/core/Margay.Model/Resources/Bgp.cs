using System.Text.Json.Serialization;

namespace Margay.Model.Resources;

/// <summary>
/// projectcalico.org/v3 BGPConfiguration: <c>default</c> holds for all nodes, <c>node.NAME</c> for one.
/// </summary>
public sealed record BgpConfiguration : Resource
{
    /// <summary>The settings.</summary>
    public BgpConfigurationSpec? Spec { get; init; }
}

/// <summary>projectcalico.org/v3 BGPConfigurationSpec. A null member means the default that its text names.</summary>
public sealed record BgpConfigurationSpec
{
    /// <summary>The least severe messages that are logged, in any case; <c>Info</c>.</summary>
    public string? LogSeverityScreen { get; init; }

    /// <summary>Whether all nodes without a route reflector's cluster id peer with each other; true.</summary>
    public bool? NodeToNodeMeshEnabled { get; init; }

    /// <summary>The AS of nodes that have none of their own; 64512.</summary>
    public AsNumber? AsNumber { get; init; }

    /// <summary>The port on which peers are heard; 179.</summary>
    public int? ListenPort { get; init; }

    /// <summary><c>None</c> (default): peers are heard on all addresses; <c>NodeIP</c>: on the node's own only.</summary>
    public string? BindMode { get; init; }

    /// <summary>Ranges of load balancer addresses that are announced.</summary>
    [JsonPropertyName("serviceLoadBalancerIPs")]
    public IReadOnlyList<ServiceIpBlock>? ServiceLoadBalancerIps { get; init; }

    /// <summary>Ranges of external addresses that are announced; those outside are not.</summary>
    [JsonPropertyName("serviceExternalIPs")]
    public IReadOnlyList<ServiceIpBlock>? ServiceExternalIps { get; init; }

    /// <summary>Ranges of cluster addresses that are announced.</summary>
    [JsonPropertyName("serviceClusterIPs")]
    public IReadOnlyList<ServiceIpBlock>? ServiceClusterIps { get; init; }

    /// <summary><c>Enabled</c> (default): load balancer ranges as they are; <c>Disabled</c>: each address by itself.</summary>
    public string? ServiceLoadBalancerAggregation { get; init; }

    /// <summary>Names of communities.</summary>
    public IReadOnlyList<NamedCommunity>? Communities { get; init; }

    /// <summary>Which routes carry which communities.</summary>
    public IReadOnlyList<PrefixAdvertisement>? PrefixAdvertisements { get; init; }

    /// <summary>The password of sessions of the mesh.</summary>
    public BgpPassword? NodeMeshPassword { get; init; }

    /// <summary>How long peers of the mesh keep the routes of one that restarts; 120s.</summary>
    public string? NodeMeshMaxRestartTime { get; init; }

    /// <summary>Interfaces, with <c>*</c> for any characters, whose own routes are not announced.</summary>
    public IReadOnlyList<string>? IgnoredInterfaces { get; init; }

    /// <summary>The IPv4 address at which every node answers the workloads that peer with it.</summary>
    [JsonPropertyName("localWorkloadPeeringIPV4")]
    public string? LocalWorkloadPeeringIpv4 { get; init; }

    /// <summary>The IPv6 address at which every node answers the workloads that peer with it.</summary>
    [JsonPropertyName("localWorkloadPeeringIPV6")]
    public string? LocalWorkloadPeeringIpv6 { get; init; }

    /// <summary>
    /// Which routes to other nodes' workloads BGP writes: <c>EnabledNoEncapOnly</c> (default), <c>EnabledIPIPOnly</c>,
    /// <c>Enabled</c> or <c>Disabled</c>. The agent writes the others.
    /// </summary>
    public string? ProgramClusterRoutes { get; init; }

    /// <summary>Metric of IPv4 workload routes, as the agents have it; 1024.</summary>
    public int? Ipv4NormalRoutePriority { get; init; }

    /// <summary>Metric of IPv6 workload routes, as the agents have it; 1024.</summary>
    public int? Ipv6NormalRoutePriority { get; init; }
}

/// <summary>A range of addresses of services.</summary>
public sealed record ServiceIpBlock
{
    /// <summary>The range; null says nothing.</summary>
    public string? Cidr { get; init; }
}

/// <summary>A community that has a name.</summary>
public sealed record NamedCommunity
{
    /// <summary>The name.</summary>
    public string Name { get => field ?? ""; init; }

    /// <summary>The community: <c>AS:N</c> or <c>AS:N:M</c>.</summary>
    public string Value { get => field ?? ""; init; }
}

/// <summary>What the routes of a range carry.</summary>
public sealed record PrefixAdvertisement
{
    /// <summary>The range.</summary>
    public string Cidr { get => field ?? ""; init; }

    /// <summary>Names of communities, or communities themselves.</summary>
    public IReadOnlyList<string>? Communities { get; init; }
}

/// <summary>Where a password is kept.</summary>
public sealed record BgpPassword
{
    /// <summary>The secret, in the namespace of the agents.</summary>
    public SecretKeyRef? SecretKeyRef { get; init; }
}

/// <summary>core/v1 SecretKeySelector: one entry of a secret.</summary>
public sealed record SecretKeyRef
{
    /// <summary>The secret.</summary>
    public string Name { get => field ?? ""; init; }

    /// <summary>The entry.</summary>
    public string Key { get => field ?? ""; init; }

    /// <summary>Whether the secret or the entry may be missing; false.</summary>
    public bool? Optional { get; init; }
}
