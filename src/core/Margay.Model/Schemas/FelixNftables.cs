using static Margay.Model.Schemas.SchemaTerms;

namespace Margay.Model.Schemas;

/// <summary>The settings of FelixConfiguration for nftables.</summary>
internal static class FelixNftables
{
    public static IReadOnlyList<Property> Settings { get; } =
    [
        Choice(
            "nftablesMode",
            "Whether rules are written to nftables; Auto does what kube-proxy does. Default: Auto.",
            ["Enabled", "Disabled", "Auto"]),
        Duration(
            "nftablesRefreshInterval",
            "How often the nftables rules are compared with what they should be; 0s means never. Default: 180s."),
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
            "Whether packets of open connections take the kernel's fast path. Default: Disabled.",
            ["All", "Disabled"]),
        Text(
            "nftablesFlowTableDataIfacePattern",
            "Host interfaces that take part in the fast path; absent means that they are found.",
            Formats.Regex),
    ];
}
