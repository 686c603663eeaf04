using System.Text.Json.Serialization;

namespace Margay.Model.Resources;

/// <summary>projectcalico.org/v3 ClusterInformation; the only one is named <c>default</c>.</summary>
public sealed record ClusterInformation : Resource
{
    /// <summary>What the cluster says of itself.</summary>
    public ClusterInformationSpec? Spec { get; init; }
}

/// <summary>projectcalico.org/v3 ClusterInformationSpec.</summary>
public sealed record ClusterInformationSpec
{
    /// <summary>32 hexadecimal digits.</summary>
    [JsonPropertyName("clusterGUID")]
    public string? ClusterGuid { get; init; }

    /// <summary>A comma-separated list of words.</summary>
    public string? ClusterType { get; init; }

    /// <summary>The version of the software that last started.</summary>
    public string? CalicoVersion { get; init; }

    /// <summary>The edition.</summary>
    public string? Variant { get; init; }

    /// <summary>False or absent: agents pause, and CNI ADD and DEL fail.</summary>
    public bool? DatastoreReady { get; init; }
}

/// <summary>projectcalico.org/v3 FelixConfiguration: <c>default</c>, overridden by <c>node.NAME</c>.</summary>
public sealed record FelixConfiguration : Resource
{
    /// <summary>The settings; those that the agent reads.</summary>
    public FelixConfigurationSpec? Spec { get; init; }
}

/// <summary>projectcalico.org/v3 FelixConfigurationSpec, the settings that the agent reads. Null means the default.</summary>
public sealed record FelixConfigurationSpec
{
    /// <summary>What happens to packets from a pod to its own node after the pod's egress policy: <c>Drop</c>, <c>Return</c>, <c>Accept</c>.</summary>
    public string? DefaultEndpointToHostAction { get; init; }

    /// <summary>Ports of host endpoints that stay reachable whatever policies say; null is the default list, empty is none.</summary>
    public IReadOnlyList<ProtoPort>? FailsafeInboundHostPorts { get; init; }

    /// <summary>Ports that host endpoints may always reach; null is the default list, empty is none.</summary>
    public IReadOnlyList<ProtoPort>? FailsafeOutboundHostPorts { get; init; }

    /// <summary>How policy denies: <c>Drop</c> or <c>Reject</c>.</summary>
    public string? NftablesFilterDenyAction { get; init; }

    /// <summary>What happens to packets for announced service addresses that no service takes: <c>Drop</c>, <c>Reject</c> or <c>Disabled</c>.</summary>
    public string? ServiceLoopPrevention { get; init; }

    /// <summary>Which routes to other nodes the agent makes itself: <c>Enabled</c>, <c>Disabled</c>, <c>EnabledIPIPOnly</c> or <c>EnabledNoEncapOnly</c>.</summary>
    public string? ProgramClusterRoutes { get; init; }

    /// <summary>Whether VXLAN over IPv4 is set up; null has the pools decide.</summary>
    public bool? VxlanEnabled { get; init; }

    /// <summary>Whether IP in IP is set up; null has the pools decide.</summary>
    public bool? IpipEnabled { get; init; }

    /// <summary>The UDP port of VXLAN; 4789.</summary>
    public int? VxlanPort { get; init; }

    /// <summary>The VXLAN network identifier; 4096.</summary>
    [JsonPropertyName("vxlanVNI")]
    public int? VxlanVni { get; init; }

    /// <summary>The MTU of the IPv4 VXLAN device; 0 and null work it out.</summary>
    [JsonPropertyName("vxlanMTU")]
    public int? VxlanMtu { get; init; }

    /// <summary>The MTU of the IPv6 VXLAN device; 0 and null work it out.</summary>
    [JsonPropertyName("vxlanMTUV6")]
    public int? VxlanMtuV6 { get; init; }

    /// <summary>The MTU of the IPIP device; 0 and null work it out.</summary>
    [JsonPropertyName("ipipMTU")]
    public int? IpipMtu { get; init; }

    /// <summary>Source ports of packets that leave the pools, as in <c>1024:2047</c>.</summary>
    [JsonConverter(typeof(IntOrStringConverter))]
    public string? NatPortRange { get; init; }

    /// <summary>The IPv4 address that packets get as source when they leave the pools; null is that of their interface.</summary>
    public string? NatOutgoingAddress { get; init; }

    /// <summary>Where leaving packets keep their source: <c>IPPoolsOnly</c> or <c>IPPoolsAndHostIPs</c>.</summary>
    public string? NatOutgoingExclusions { get; init; }

    /// <summary>The only interface through which leaving packets get another source.</summary>
    [JsonPropertyName("iptablesNATOutgoingInterfaceFilter")]
    public string? IptablesNatOutgoingInterfaceFilter { get; init; }

    /// <summary>Whether pods may send UDP to the VXLAN port; false.</summary>
    [JsonPropertyName("allowVXLANPacketsFromWorkloads")]
    public bool? AllowVxlanPacketsFromWorkloads { get; init; }

    /// <summary>Whether pods may send IP in IP; false.</summary>
    [JsonPropertyName("allowIPIPPacketsFromWorkloads")]
    public bool? AllowIpipPacketsFromWorkloads { get; init; }

    /// <summary>IPv4 sources outside the cluster that may send packets of the overlay: prefixes or addresses.</summary>
    public IReadOnlyList<string>? ExternalNodesList { get; init; }

    /// <summary>The source that the node prefers towards its pods over IPv4.</summary>
    public string? DeviceRouteSourceAddress { get; init; }

    /// <summary>The source that the node prefers towards its pods over IPv6.</summary>
    [JsonPropertyName("deviceRouteSourceAddressIPv6")]
    public string? DeviceRouteSourceAddressIpv6 { get; init; }

    /// <summary>The mark bits that policy may use.</summary>
    public long? NftablesMarkMask { get; init; }

    /// <summary>The DNS servers that are believed.</summary>
    public IReadOnlyList<string>? DnsTrustedServers { get; init; }

    /// <summary>How much longer than they say answers are believed.</summary>
    [JsonPropertyName("dnsExtraTTL")]
    public string? DnsExtraTtl { get; init; }

    /// <summary>The kernel's queue for DNS answers.</summary>
    [JsonPropertyName("dnsPacketsNfqueueID")]
    public int? DnsPacketsNfqueueId { get; init; }

    /// <summary>What Log rules write before each packet.</summary>
    public string? LogPrefix { get; init; }

    /// <summary>
    /// <c>Any</c>: pods may send from the prefixes that their annotation names; null and <c>Disabled</c>: they may not.
    /// </summary>
    public string? WorkloadSourceSpoofing { get; init; }

    /// <summary>The most packets that Log rules report, as in <c>10/second</c>.</summary>
    public string? LogActionRateLimit { get; init; }

    /// <summary>How many of them at once.</summary>
    public int? LogActionRateLimitBurst { get; init; }

    /// <summary>Whether packets that conntrack calls invalid are let through to the rules.</summary>
    public bool? DisableConntrackInvalidCheck { get; init; }

    /// <summary>Metric of IPv4 workload routes; 1024.</summary>
    [JsonPropertyName("ipv4NormalRoutePriority")]
    public int? Ipv4NormalRoutePriority { get; init; }

    /// <summary>Metric of IPv6 workload routes; 1024.</summary>
    [JsonPropertyName("ipv6NormalRoutePriority")]
    public int? Ipv6NormalRoutePriority { get; init; }

    /// <summary>Metric of routes to IPv4 workloads that have just moved, as BGP says it; 512.</summary>
    [JsonPropertyName("ipv4ElevatedRoutePriority")]
    public int? Ipv4ElevatedRoutePriority { get; init; }

    /// <summary>Metric of routes to IPv6 workloads that have just moved, as BGP says it; 512.</summary>
    [JsonPropertyName("ipv6ElevatedRoutePriority")]
    public int? Ipv6ElevatedRoutePriority { get; init; }

    /// <summary>For how long a workload counts as having just moved; 30s.</summary>
    public string? LiveMigrationRouteConvergenceTime { get; init; }

    /// <summary>How often the routing tables are compared with a fresh dump; 90s.</summary>
    public string? RouteRefreshInterval { get; init; }

    /// <summary>How often the nftables state is compared with a fresh dump; 180s.</summary>
    public string? NftablesRefreshInterval { get; init; }

    /// <summary>The MTU of the pods' interfaces when the node's own is not to be used.</summary>
    public int? InterfaceMtu { get; init; }

    /// <summary>Whether health endpoints are served; false.</summary>
    public bool? HealthEnabled { get; init; }

    /// <summary>Whether Prometheus metrics are served; false.</summary>
    public bool? PrometheusMetricsEnabled { get; init; }
}

/// <summary>A port that policy does not close.</summary>
public sealed record ProtoPort
{
    /// <summary><c>TCP</c>, <c>UDP</c> or <c>SCTP</c>; null is TCP.</summary>
    public string? Protocol { get; init; }

    /// <summary>The port.</summary>
    public int Port { get; init; }

    /// <summary>The peers it is open for; null is everybody.</summary>
    public string? Net { get; init; }
}
