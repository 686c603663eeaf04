using static Margay.Model.Schemas.SchemaTerms;

namespace Margay.Model.Schemas;

/// <summary>The settings of FelixConfiguration for iptables, IP sets and XDP.</summary>
internal static class FelixIptables
{
    public static IReadOnlyList<Property> Settings { get; } =
    [
        LooseChoice(
            "iptablesBackend",
            "Which variant of iptables is used; Auto looks at what the node has. Default: Auto.",
            "Legacy", "NFT", "Auto"),
        Duration(
            "iptablesRefreshInterval",
            "How often the iptables rules are compared with what they should be; 0s means never. Default: 180s."),
        Duration(
            "iptablesPostWriteCheckInterval",
            "How soon after a write the iptables rules are read back for the first time. Default: 5s."),
        Duration("iptablesLockProbeInterval", "Obsolete: how often the lock of iptables was tried. Default: 50ms."),
        LooseChoice(
            "iptablesFilterAllowAction",
            "What an allowed packet does in the filter table. Default: Accept.",
            "Accept", "Return"),
        LooseChoice(
            "iptablesMangleAllowAction",
            "What an allowed packet does in the mangle table. Default: Accept.",
            "Accept", "Return"),
        LooseChoice("iptablesFilterDenyAction", "How a denied packet is refused. Default: Drop.", "Drop", "Reject"),
        Long("iptablesMarkMask", "Mark bits that the agent may use. Default: 0xffff0000.", 0, 4294967295),
        Duration(
            "ipsetsRefreshInterval",
            "How often IP sets are compared with what they should be; 0s means never. Default: 90s."),
        Whole("maxIpsetSize", "Most members of an IP set. Default: 1048576.", 1),
        Member(
            "kubeNodePortRanges",
            "Ports that Kubernetes gives to NodePort services, at most seven ranges; for kube-proxy's IPVS mode. "
            + "Default: 30000:32767.",
            FelixTypes.PortRanges),
        Flag("xdpEnabled", "Whether untracked policies that deny are enforced by XDP when eBPF is off. Default: true."),
        Flag(
            "genericXDPEnabled",
            "For tests: whether XDP is used where the driver has no support for it. Default: false."),
        Duration(
            "xdpRefreshInterval",
            "How often XDP state is compared with what it should be; 0s means never. Default: 90s."),
    ];
}
