using static Margay.Model.Schemas.SchemaTerms;

namespace Margay.Model.Schemas;

/// <summary>The settings of FelixConfiguration for interfaces, the host and its routes.</summary>
internal static class FelixHost
{
    public static IReadOnlyList<Property> Settings { get; } =
    [
        Flag("ipv6Support", "Program IPv6 at all. Default: true."),
        Choice(
            "ipForwarding",
            "Whether Felix turns on host forwarding sysctls. Default: Enabled.",
            ["Enabled", "Disabled"]),
        Text("interfacePrefix", "Comma list of workload interface prefixes. Default: cali."),
        Text(
            "interfaceExclude",
            "Comma list of names or /regex/ ignored when resolving host endpoints. Default: kube-ipvs0."),
        Duration("interfaceRefreshInterval", "Full interface rescan; 0 off. Default: 90s."),
        Text(
            "mtuIfacePattern",
            "Host interfaces considered for MTU auto-detection. Default: "
            + "^((en|wl|ww|sl|ib)[Pcopsvx].*|(eth|wlan|wwan).*).",
            Formats.Regex),
        Flag("requireMTUFile", "Fail CNI unless /var/lib/calico/mtu exists. Default: false."),
        LooseChoice(
            "chainInsertMode",
            "Insert at top or append to kernel chains. Default: Insert.",
            "Insert", "Append"),
        LooseChoice(
            "defaultEndpointToHostAction",
            "What happens to packets from a pod to its own node once the pod's egress policy let them pass. Default: "
            + "Drop.",
            "Drop", "Return", "Accept"),
        List(
            "failsafeInboundHostPorts",
            "Ports of host endpoints that stay reachable whatever policies say; an empty list opens none. Default: "
            + "tcp 22, 179, 2379, 2380, 5473, 6443, 6666, 6667 and udp 68.",
            FelixTypes.ProtoPort),
        List(
            "failsafeOutboundHostPorts",
            "Ports that host endpoints may always reach whatever policies say; an empty list opens none. Default: tcp "
            + "179, 2379, 2380, 5473, 6443, 6666, 6667 and udp 53, 67.",
            FelixTypes.ProtoPort),
        Text("deviceRouteSourceAddress", "Source address hint on IPv4 workload routes.", Formats.Ipv4),
        Text("deviceRouteSourceAddressIPv6", "Source address hint on IPv6 workload routes.", Formats.Ipv6),
        Whole(
            "deviceRouteProtocol",
            "Route protocol number for workload routes (overlay/cluster routes use 80 while this is 3). Default: 3.",
            0, 255),
        Flag("removeExternalRoutes", "Delete unexpected routes on workload interfaces. Default: true."),
        Duration("routeRefreshInterval", "Route resync; 0 off. Default: 90s."),
        LooseChoice(
            "routeSource",
            "Learn remote routes from IPAM blocks or from WEPs. Default: CalicoIPAM.",
            "WorkloadIPs", "CalicoIPAM"),
        List(
            "routeTableRanges",
            "Kernel routing tables that the agent may own. Absent means 1 to 250.",
            FelixTypes.RouteTableRange),
        Member(
            "routeTableRange",
            "Deprecated, use routeTableRanges: the kernel routing tables that the agent may own.",
            FelixTypes.RouteTableRange),
        Flag("routeSyncDisabled", "Policy-only mode: no route programming at all. Default: false."),
        Choice(
            "programClusterRoutes",
            "Which cluster routes Felix programs; complements BGPConfiguration. Default: EnabledIPIPOnly.",
            ["Enabled", "Disabled", "EnabledIPIPOnly", "EnabledNoEncapOnly"]),
        Whole("ipv4NormalRoutePriority", "Metric of ordinary IPv4 workload routes. Default: 1024.", 1, 2147483646),
        Whole(
            "ipv4ElevatedRoutePriority",
            "Metric of IPv4 routes while a live-migration target is converging; meant to be below the normal metric. "
            + "Default: 512.",
            1, 2147483646),
        Whole("ipv6NormalRoutePriority", "Metric of ordinary IPv6 workload routes. Default: 1024.", 1, 2147483646),
        Whole(
            "ipv6ElevatedRoutePriority",
            "Metric of IPv6 routes while a live-migration target is converging; meant to be below the normal metric. "
            + "Default: 512.",
            1, 2147483646),
        Duration("liveMigrationRouteConvergenceTime", "How long the elevated metric is kept. Default: 30s."),
        Duration("netlinkTimeout", "Netlink socket timeout. Default: 10s."),
        Texts("externalNodesList", "Non-Calico sources allowed to send overlay packets (v4).", Formats.Ipv4Net),
        Choice(
            "localSubnetL2Reachability",
            "Answer ARP/NDP for local pods and LB VIPs in the host subnet. Default: Disabled.",
            ["Disabled", "PodsAndLoadBalancers"]),
        Duration("localSubnetL2ReachabilityRefreshInterval", "Gratuitous announcement period. Default: 120s."),
        Choice(
            "awsSrcDstCheck",
            "Set the EC2 source/destination check of the instance's primary ENI. Default: DoNothing.",
            ["DoNothing", "Enable", "Disable"]),
        Text("cgroupV2Path", "Override cgroup v2 mount."),
        Flag("sidecarAccelerationEnabled", "Experimental sockmap acceleration for sidecars. Default: false."),
        Choice(
            "floatingIPs",
            "Honour floating-IP annotation outside OpenStack. Default: Disabled.",
            ["Enabled", "Disabled"]),
        LooseChoice(
            "workloadSourceSpoofing",
            "Any honours per-pod allowedSourcePrefixes. Default: Disabled.",
            "Disabled", "Any"),
    ];
}
