using static Margay.Model.Schemas.SchemaTerms;

namespace Margay.Model.Schemas;

/// <summary>The settings of FelixConfiguration for iptables, IP sets and XDP.</summary>
internal static class FelixIptables
{
    public static IReadOnlyList<Property> Settings { get; } =
    [
        LooseChoice("iptablesBackend", "Legacy, nft or detected. Default: Auto.", "Legacy", "NFT", "Auto"),
        Duration("iptablesRefreshInterval", "Full table re-check; 0 off. Default: 180s."),
        Duration("iptablesPostWriteCheckInterval", "First re-check delay after a write (then backs off). Default: 5s."),
        Duration("iptablesLockProbeInterval", "Xtables lock polling (obsolete with -w). Default: 50ms."),
        LooseChoice(
            "iptablesFilterAllowAction",
            "What an allowed packet does in filter. Default: Accept.",
            "Accept", "Return"),
        LooseChoice(
            "iptablesMangleAllowAction",
            "What an allowed packet does in the mangle table. Default: Accept.",
            "Accept", "Return"),
        LooseChoice("iptablesFilterDenyAction", "How denials are executed. Default: Drop.", "Drop", "Reject"),
        Long("iptablesMarkMask", "Mark bits that the agent may use. Default: 0xffff0000.", 0, 4294967295),
        Duration("ipsetsRefreshInterval", "IP set re-check; 0 off. Default: 90s."),
        Whole("maxIpsetSize", "Maxelem of created sets. Default: 1048576.", 1),
        Member(
            "kubeNodePortRanges",
            "≤7 ranges; used with IPVS kube-proxy. Default: 30000:32767.",
            FelixTypes.PortRanges),
        Flag("xdpEnabled", "XDP for untracked deny rules (non-BPF mode). Default: true."),
        Flag("genericXDPEnabled", "Permit generic-mode XDP (test only). Default: false."),
        Duration("xdpRefreshInterval", "XDP state re-check. Default: 90s."),
    ];
}
