using static Margay.Model.Schemas.SchemaTerms;

namespace Margay.Model.Schemas;

/// <summary>The settings of FelixConfiguration for the eBPF dataplane.</summary>
internal static class FelixBpf
{
    public static IReadOnlyList<Property> Settings { get; } =
    [
        Flag("bpfEnabled", "Whether the eBPF dataplane takes the place of nftables and iptables. Default: false."),
        Choice(
            "bpfAttachType",
            "How eBPF programs are attached to interfaces; what the kernel lacks is replaced by the next one. "
            + "Default: Netkit.",
            ["Netkit", "TCX", "TC"]),
        Text(
            "bpfDataIfacePattern",
            "Host interfaces that eBPF programs are attached to. Default: "
            + "^((en|wl|ww|sl|ib)[Popsx].*|(eth|wlan|wwan|bond).*).",
            Formats.Regex),
        Text("bpfL3IfacePattern", "Interfaces whose packets have no Ethernet header.", Formats.Regex),
        Flag(
            "bpfDisableUnprivileged",
            "Whether users without privileges are kept from loading eBPF programs. Default: true."),
        Choice(
            "bpfJITHardening",
            "Auto weakens the hardening of compiled eBPF programs to what costs no speed; Strict leaves it alone. "
            + "Default: Auto.",
            ["Auto", "Strict"]),
        LooseChoice("bpfLogLevel", "How much the eBPF programs log. Default: Off.", "Off", "Info", "Debug"),
        TextMap(
            "bpfLogFilters",
            "By interface name, or all, weps or heps: a pcap expression that says which packets are logged."),
        Choice("bpfCTLBLogFilter", "Set to all, connect-time load balancing is logged too.", ["all"]),
        Choice(
            "bpfConntrackLogLevel",
            "How much the cleaner of the connection table logs. Default: Off.",
            ["Off", "Debug"]),
        Flag("bpfPolicyDebugEnabled", "Whether eBPF policy keeps a counter and the text of each rule. Default: true."),
        Choice(
            "bpfProfiling",
            "Whether the run time of eBPF programs is measured. Default: Disabled.",
            ["Disabled", "Enabled"]),
        Whole(
            "bpfExportBufferSizeMB",
            "Size in MB of the buffer through which eBPF programs report flows. Default: 1.",
            1),
        Choice(
            "bpfConnectTimeLoadBalancing",
            "Which connections to services are sent to a backend when they are opened, before any packet. Default: TCP.",
            ["TCP", "Enabled", "Disabled"]),
        Flag(
            "bpfConnectTimeLoadBalancingEnabled",
            "Deprecated, use bpfConnectTimeLoadBalancing: the same as true or false."),
        Choice(
            "bpfHostNetworkedNATWithoutCTLB",
            "Whether programs of the node itself reach services that connect-time load balancing leaves out. Default: "
            + "Enabled.",
            ["Enabled", "Disabled"]),
        LooseChoice(
            "bpfExternalServiceMode",
            "Whether answers to clients outside go back through the node that they came in by, or straight (DSR). "
            + "Default: Tunnel.",
            "Tunnel", "DSR"),
        Texts(
            "bpfDSROptoutCIDRs",
            "Clients that are answered through the node that they came in by, even with DSR.",
            Formats.Cidr),
        Long(
            "bpfExtToServiceConnmark",
            "Mark set on connections from outside to a service; 0 sets none. Default: 0.",
            0, 4294967295),
        IntOrString(
            "bpfPSNATPorts",
            "Source ports that are used when two connections would otherwise look the same. Default: 20000:29999.",
            Formats.PortRange),
        Texts("bpfExcludeCIDRsFromNAT", "Service addresses that are left to somebody else.", Formats.Cidr),
        Flag(
            "bpfKubeProxyIptablesCleanupEnabled",
            "Whether kube-proxy's iptables chains are removed once eBPF serves services. Default: true."),
        Duration("bpfKubeProxyMinSyncPeriod", "Least time between two updates of the service tables. Default: 1s."),
        Whole(
            "bpfKubeProxyHealthzPort",
            "Port on which the health of services is told as kube-proxy tells it. Default: 10256.",
            0, 65535),
        Whole(
            "bpfMaglevMaxEndpointsPerService",
            "Most backends of one service that uses consistent hashing; it sizes the lookup table. Default: 100.",
            1, 3000),
        Whole(
            "bpfMaglevMaxServices",
            "Most services that may use consistent hashing; it sizes the lookup table. Default: 100.",
            1, 3000),
        Choice(
            "bpfConntrackMode",
            "Who removes idle entries of the eBPF connection table: the agent or an eBPF program. Default: Auto.",
            ["Auto", "Userspace", "BPFProgram"]),
        Member(
            "bpfConntrackTimeouts",
            "How long the eBPF connection table keeps idle entries.",
            FelixTypes.ConntrackTimeouts),
        Flag(
            "bpfHostConntrackBypass",
            "Whether traffic of workloads skips the kernel's own connection tracking. Default: false."),
        Texts(
            "bpfForceTrackPacketsFromIfaces",
            "Interfaces whose traffic Linux always tracks, in spite of bpfHostConntrackBypass. Default: docker+.",
            Formats.InterfaceName),
        Flag(
            "bpfIPFragmentReassemblyEnabled",
            "Whether IPv4 fragments that arrive out of order are put together. Default: true."),
        Duration(
            "bpfIPFragTimeout",
            "How long fragments wait for each other; 0s takes the kernel's own setting. Default: 0s."),
        LooseChoice(
            "bpfEnforceRPF",
            "Whether packets on host interfaces must come from where their source is routed to. Default: Loose.",
            "Disabled", "Strict", "Loose"),
        Choice(
            "bpfRedirectToPeer",
            "Whether packets go straight into the pod's namespace; L2Only is an old name. Default: Enabled.",
            ["Disabled", "Enabled", "L2Only"]),
        Text("bpfDisableGROForIfaces", "Interfaces on which generic receive offload is switched off.", Formats.Regex),
        Choice(
            "bpfOverlayHostSourceIP",
            "Source address of the node's own traffic inside the overlay. Default: TunnelAddress.",
            ["TunnelAddress", "HostAddress"]),
        Whole("bpfMapSizeConntrack", "Entries of the connection table. Default: 512000.", 1),
        Whole(
            "bpfMapSizePerCpuConntrack",
            "Entries of the connection table per CPU; unless 0, it counts instead of bpfMapSizeConntrack. Default: 0.",
            0),
        LooseChoice(
            "bpfMapSizeConntrackScaling",
            "Whether the connection table grows by itself when it is full. Default: DoubleIfFull.",
            "Disabled", "DoubleIfFull"),
        Whole(
            "bpfMapSizeConntrackCleanupQueue",
            "Entries of the queue that cleans the connection table. Default: 100000.",
            1),
        Whole("bpfMapSizeNATFrontend", "Entries of the table of service addresses. Default: 65536.", 1),
        Whole("bpfMapSizeNATBackend", "Entries of the table of service backends. Default: 262144.", 1),
        Whole("bpfMapSizeNATAffinity", "Entries of the table of client affinities. Default: 65536.", 1),
        Whole("bpfMapSizeRoute", "Entries of the table of routes. Default: 262144.", 1),
        Whole("bpfMapSizeIPSets", "Entries of the table of IP set members. Default: 1048576.", 1),
        Whole("bpfMapSizeIfState", "Entries of the table of interface states. Default: 1000.", 1),
    ];
}
