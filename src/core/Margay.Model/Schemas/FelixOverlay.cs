using static Margay.Model.Schemas.SchemaTerms;

namespace Margay.Model.Schemas;

/// <summary>The settings of FelixConfiguration for address translation, overlays and loop prevention.</summary>
internal static class FelixOverlay
{
    public static IReadOnlyList<Property> Settings { get; } =
    [
        IntOrString(
            "natPortRange",
            "Source ports used for address translation; absent means the kernel's own choice.",
            Formats.PortRange),
        Text(
            "natOutgoingAddress",
            "IPv4 address that leaving packets get as source, instead of that of their interface.",
            Formats.Ipv4),
        Choice(
            "natOutgoingExclusions",
            "Destinations for which leaving packets keep their source. Default: IPPoolsOnly.",
            ["IPPoolsOnly", "IPPoolsAndHostIPs"]),
        Text(
            "iptablesNATOutgoingInterfaceFilter",
            "Only interface through which leaving packets get a new source.",
            Formats.InterfaceName),
        LooseChoice(
            "serviceLoopPrevention",
            "What happens to packets for an announced service address that no service has. Default: Drop.",
            "Drop", "Reject", "Disabled"),
        Flag("ipipEnabled", "Whether IP-in-IP is set up; absent means that the pools decide."),
        Whole("ipipMTU", "MTU of the IP-in-IP device; 0 means that it is worked out. Default: 0.", 0),
        Flag("vxlanEnabled", "Whether VXLAN is set up; absent means that the pools decide."),
        Whole("vxlanMTU", "MTU of the IPv4 VXLAN device; 0 means that it is worked out. Default: 0.", 0),
        Whole("vxlanMTUV6", "MTU of the IPv6 VXLAN device; 0 means that it is worked out. Default: 0.", 0),
        Whole("vxlanPort", "UDP port of VXLAN. Default: 4789.", 1, 65535),
        Whole("vxlanVNI", "Network identifier of VXLAN. Default: 4096.", 1, 16777215),
        Flag("allowVXLANPacketsFromWorkloads", "Whether pods may send VXLAN packets of their own. Default: false."),
        Flag("allowIPIPPacketsFromWorkloads", "Whether pods may send IP-in-IP packets of their own. Default: false."),
        Flag(
            "disableConntrackInvalidCheck",
            "Whether packets that connection tracking calls invalid are let through to the rules. Default: false."),
    ];
}
