using static Margay.Model.Schemas.SchemaTerms;

namespace Margay.Model.Schemas;

/// <summary>The settings of FelixConfiguration for interfaces, the host and its routes.</summary>
internal static class FelixHost
{
    public static IReadOnlyList<Property> Settings { get; } =
    [
        Flag("ipv6Support", "Whether anything of IPv6 is set up. Default: true."),
        Choice(
            "ipForwarding",
            "Whether the agent makes the node forward packets. Default: Enabled.",
            ["Enabled", "Disabled"]),
        Text("interfacePrefix", "Beginnings of the names of workload interfaces, separated by commas. Default: cali."),
        Text(
            "interfaceExclude",
            "Names, or expressions between slashes, of interfaces that host endpoints leave out; separated by commas. "
            + "Default: kube-ipvs0."),
        Duration("interfaceRefreshInterval", "How often all interfaces are listed anew; 0s means never. Default: 90s."),
        Text(
            "mtuIfacePattern",
            "Host interfaces whose MTU decides that of the pods. Default: "
            + "^((en|wl|ww|sl|ib)[Pcopsvx].*|(eth|wlan|wwan).*).",
            Formats.Regex),
        Flag("requireMTUFile", "Whether pods are only added once the agent has written down the MTU. Default: false."),
        LooseChoice(
            "chainInsertMode",
            "Whether the agent's rules come first or last in the kernel's own chains. Default: Insert.",
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
            "Protocol number that marks workload routes as the agent's; while it is 3, other routes carry 80. "
            + "Default: 3.",
            0, 255),
        Flag(
            "removeExternalRoutes",
            "Whether routes to workload interfaces that the agent did not make are removed. Default: true."),
        Duration(
            "routeRefreshInterval",
            "How often the routing tables are compared with what they should be; 0s means never. Default: 90s."),
        LooseChoice(
            "routeSource",
            "Where routes to other nodes come from: the blocks of addresses, or each workload. Default: CalicoIPAM.",
            "WorkloadIPs", "CalicoIPAM"),
        List(
            "routeTableRanges",
            "Kernel routing tables that the agent may own. Absent means 1 to 250.",
            FelixTypes.RouteTableRange),
        Member(
            "routeTableRange",
            "Deprecated, use routeTableRanges: the kernel routing tables that the agent may own.",
            FelixTypes.RouteTableRange),
        Flag("routeSyncDisabled", "Whether the agent leaves routes alone and does policy only. Default: false."),
        Choice(
            "programClusterRoutes",
            "Which routes to other nodes the agent makes itself; the others are left to BGP. Default: EnabledIPIPOnly.",
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
        Duration(
            "liveMigrationRouteConvergenceTime",
            "How long routes to a migrated workload keep their better metric. Default: 30s."),
        Duration("netlinkTimeout", "How long the agent waits for an answer of the kernel. Default: 10s."),
        Texts(
            "externalNodesList",
            "IPv4 sources outside the cluster that may send packets of the overlay.",
            Formats.Ipv4Net),
        Choice(
            "localSubnetL2Reachability",
            "Whether the node answers ARP and neighbour requests for addresses of pods and load balancers in its own "
            + "subnet. Default: Disabled.",
            ["Disabled", "PodsAndLoadBalancers"]),
        Duration(
            "localSubnetL2ReachabilityRefreshInterval",
            "How often such addresses are announced without being asked for. Default: 120s."),
        Choice(
            "awsSrcDstCheck",
            "What is done with the source and destination check of the node's first AWS interface. Default: DoNothing.",
            ["DoNothing", "Enable", "Disable"]),
        Text("cgroupV2Path", "Where the unified cgroup hierarchy is mounted, if not in the usual place."),
        Flag(
            "sidecarAccelerationEnabled",
            "Experimental: whether traffic between a pod and its sidecar skips the network stack. Default: false."),
        Choice(
            "floatingIPs",
            "Whether the floating addresses that a pod's annotation names are honoured outside OpenStack too. "
            + "Default: Disabled.",
            ["Enabled", "Disabled"]),
        LooseChoice(
            "workloadSourceSpoofing",
            "Whether pods may send from the other addresses that their annotation names. Default: Disabled.",
            "Disabled", "Any"),
    ];
}
