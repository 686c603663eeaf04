using static Margay.Model.Schemas.SchemaTerms;

namespace Margay.Model.Schemas;

/// <summary>The settings of FelixConfiguration for the eBPF dataplane.</summary>
internal static class FelixBpf
{
    public static IReadOnlyList<Property> Settings { get; } =
    [
        Flag("bpfEnabled", "Use the eBPF dataplane. Default: false."),
        Choice(
            "bpfAttachType",
            "Preferred program attachment; falls back when unsupported. Default: Netkit.",
            ["Netkit", "TCX", "TC"]),
        Text(
            "bpfDataIfacePattern",
            "Host interfaces to attach to. Default: ^((en|wl|ww|sl|ib)[Popsx].*|(eth|wlan|wwan|bond).*).",
            Formats.Regex),
        Text("bpfL3IfacePattern", "Interfaces without L2 header.", Formats.Regex),
        Flag("bpfDisableUnprivileged", "Set kernel.unprivileged_bpf_disabled. Default: true."),
        Choice(
            "bpfJITHardening",
            "Auto turns bpf_jit_harden=2 down to 1 for speed; Strict leaves it. Default: Auto.",
            ["Auto", "Strict"]),
        LooseChoice("bpfLogLevel", "Program log verbosity. Default: Off.", "Off", "Info", "Debug"),
        TextMap(
            "bpfLogFilters",
            "By interface name, or all, weps or heps: a pcap expression that says which packets are logged."),
        Choice("bpfCTLBLogFilter", "Set to all, connect-time load balancing is logged too.", ["all"]),
        Choice(
            "bpfConntrackLogLevel",
            "How much the cleaner of the connection table logs. Default: Off.",
            ["Off", "Debug"]),
        Flag("bpfPolicyDebugEnabled", "Keep per-rule counters and rule text. Default: true."),
        Choice("bpfProfiling", "Program run-time profiling. Default: Disabled.", ["Disabled", "Enabled"]),
        Whole("bpfExportBufferSizeMB", "Flow event ring buffer size. Default: 1.", 1),
        Choice(
            "bpfConnectTimeLoadBalancing",
            "CTLB for TCP only, all, or none. Default: TCP.",
            ["TCP", "Enabled", "Disabled"]),
        Flag("bpfConnectTimeLoadBalancingEnabled", "Deprecated boolean form."),
        Choice(
            "bpfHostNetworkedNATWithoutCTLB",
            "NAT for host-networked clients not covered by CTLB. Default: Enabled.",
            ["Enabled", "Disabled"]),
        LooseChoice(
            "bpfExternalServiceMode",
            "Return path of external NodePort/LB traffic. Default: Tunnel.",
            "Tunnel", "DSR"),
        Texts("bpfDSROptoutCIDRs", "Clients that must not get DSR.", Formats.Cidr),
        Long(
            "bpfExtToServiceConnmark",
            "Mark set on connections from outside to a service; 0 sets none. Default: 0.",
            0, 4294967295),
        IntOrString(
            "bpfPSNATPorts",
            "Ports used to resolve source-port collisions. Default: 20000:29999.",
            Formats.PortRange),
        Texts("bpfExcludeCIDRsFromNAT", "Service CIDRs left to another component.", Formats.Cidr),
        Flag("bpfKubeProxyIptablesCleanupEnabled", "Remove kube-proxy chains. Default: true."),
        Duration("bpfKubeProxyMinSyncPeriod", "Minimum time between service syncs. Default: 1s."),
        Whole("bpfKubeProxyHealthzPort", "Kube-proxy compatible healthz port. Default: 10256.", 0, 65535),
        Whole("bpfMaglevMaxEndpointsPerService", "Sizes Maglev LUT, 1–3000. Default: 100.", 1, 3000),
        Whole("bpfMaglevMaxServices", "Sizes Maglev map, 1–3000. Default: 100.", 1, 3000),
        Choice(
            "bpfConntrackMode",
            "Cleanup by userspace or BPF iterator. Default: Auto.",
            ["Auto", "Userspace", "BPFProgram"]),
        Member(
            "bpfConntrackTimeouts",
            "How long the eBPF connection table keeps idle entries.",
            FelixTypes.ConntrackTimeouts),
        Flag("bpfHostConntrackBypass", "Skip Linux conntrack for workload traffic. Default: false."),
        Texts(
            "bpfForceTrackPacketsFromIfaces",
            "Interfaces whose traffic Linux always tracks, in spite of bpfHostConntrackBypass. Default: docker+.",
            Formats.InterfaceName),
        Flag("bpfIPFragmentReassemblyEnabled", "Reassemble out-of-order IPv4 fragments. Default: true."),
        Duration("bpfIPFragTimeout", "0 = use net.ipv4.ipfrag_time. Default: 0s."),
        LooseChoice(
            "bpfEnforceRPF",
            "Reverse-path check on host interfaces. Default: Loose.",
            "Disabled", "Strict", "Loose"),
        Choice(
            "bpfRedirectToPeer",
            "Deliver straight into the pod namespace (L2Only legacy alias). Default: Enabled.",
            ["Disabled", "Enabled", "L2Only"]),
        Text("bpfDisableGROForIfaces", "Interfaces on which GRO is turned off.", Formats.Regex),
        Choice(
            "bpfOverlayHostSourceIP",
            "Source IP of host-originated overlay traffic. Default: TunnelAddress.",
            ["TunnelAddress", "HostAddress"]),
        Whole("bpfMapSizeConntrack", "Entries of the connection table. Default: 512000.", 1),
        Whole(
            "bpfMapSizePerCpuConntrack",
            "Entries of the connection table per CPU; unless 0, it counts instead of bpfMapSizeConntrack. Default: 0.",
            0),
        LooseChoice(
            "bpfMapSizeConntrackScaling",
            "Grow automatically when full. Default: DoubleIfFull.",
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
