using static Margay.Model.Schemas.SchemaTerms;

namespace Margay.Model.Schemas;

/// <summary>The settings of FelixConfiguration for nftables.</summary>
internal static class FelixNftables
{
    public static IReadOnlyList<Property> Settings { get; } =
    [
        Choice(
            "nftablesMode",
            "Auto = nftables when kube-proxy uses it. Default: Auto.",
            ["Enabled", "Disabled", "Auto"]),
        Duration("nftablesRefreshInterval", "Full re-check; 0 off. Default: 180s."),
        LooseChoice(
            "nftablesFilterAllowAction",
            "What an allowed packet does in a filter chain. Default: Accept.",
            "Accept", "Return"),
        LooseChoice(
            "nftablesMangleAllowAction",
            "What an allowed packet does in a mangle chain. Default: Accept.",
            "Accept", "Return"),
        LooseChoice("nftablesFilterDenyAction", "How a denied packet is refused. Default: Drop.", "Drop", "Reject"),
        Long("nftablesMarkMask", "Mark bits that the agent may use. Default: 0xffff0000.", 0, 4294967295),
        Choice(
            "nftablesFlowTableOffload",
            "Offload established flows to a flowtable. Default: Disabled.",
            ["All", "Disabled"]),
        Text(
            "nftablesFlowTableDataIfacePattern",
            "Host interfaces to include in the flowtable; empty = detect.",
            Formats.Regex),
    ];
}
