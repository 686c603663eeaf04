using static Margay.Model.Schemas.SchemaTerms;

namespace Margay.Model.Schemas;

/// <summary>The settings of FelixConfiguration for address translation, overlays and loop prevention.</summary>
internal static class FelixOverlay
{
    public static IReadOnlyList<Property> Settings { get; } =
    [
        IntOrString("natPortRange", "Port range for SNAT; 0/unset = kernel default.", Formats.PortRange),
        Text("natOutgoingAddress", "Fixed SNAT address instead of MASQUERADE.", Formats.Ipv4),
        Choice(
            "natOutgoingExclusions",
            "Which destinations are not NATed. Default: IPPoolsOnly.",
            ["IPPoolsOnly", "IPPoolsAndHostIPs"]),
        Text("iptablesNATOutgoingInterfaceFilter", "Only NAT out of this interface.", Formats.InterfaceName),
        LooseChoice(
            "serviceLoopPrevention",
            "Action for packets to advertised service CIDRs that no service claims. Default: Drop.",
            "Drop", "Reject", "Disabled"),
        Flag("ipipEnabled", "Override; unset = derived from pools."),
        Whole("ipipMTU", "0 = auto. Default: 0.", 0),
        Flag("vxlanEnabled", "Override; unset = derived from pools."),
        Whole("vxlanMTU", "IPv4 device; 0 = auto. Default: 0.", 0),
        Whole("vxlanMTUV6", "IPv6 device; 0 = auto. Default: 0.", 0),
        Whole("vxlanPort", "UDP port. Default: 4789.", 1, 65535),
        Whole("vxlanVNI", "VNI. Default: 4096.", 1, 16777215),
        Flag("allowVXLANPacketsFromWorkloads", "Otherwise pods may not originate VXLAN. Default: false."),
        Flag("allowIPIPPacketsFromWorkloads", "Otherwise pods may not originate IPIP. Default: false."),
        Flag("disableConntrackInvalidCheck", "Do not drop INVALID packets. Default: false."),
    ];
}
