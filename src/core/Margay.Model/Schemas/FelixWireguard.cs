using static Margay.Model.Schemas.SchemaTerms;

namespace Margay.Model.Schemas;

/// <summary>The settings of FelixConfiguration for WireGuard.</summary>
internal static class FelixWireguard
{
    public static IReadOnlyList<Property> Settings { get; } =
    [
        Flag("wireguardEnabled", "Whether IPv4 traffic between nodes is encrypted. Default: false."),
        Flag("wireguardEnabledV6", "Whether IPv6 traffic between nodes is encrypted. Default: false."),
        Whole("wireguardListeningPort", "UDP port of WireGuard for IPv4. Default: 51820.", 1, 65535),
        Whole("wireguardListeningPortV6", "UDP port of WireGuard for IPv6. Default: 51821.", 1, 65535),
        Whole(
            "wireguardRoutingRulePriority",
            "Priority of the routing rule that sends traffic to WireGuard. Default: 99.",
            1, 32765),
        Text(
            "wireguardInterfaceName",
            "Name of the WireGuard device for IPv4. Default: wireguard.cali.",
            Formats.InterfaceName),
        Text(
            "wireguardInterfaceNameV6",
            "Name of the WireGuard device for IPv6. Default: wg-v6.cali.",
            Formats.InterfaceName),
        Whole("wireguardMTU", "MTU of the WireGuard device for IPv4; 0 means that it is worked out. Default: 0.", 0),
        Whole("wireguardMTUV6", "MTU of the WireGuard device for IPv6; 0 means that it is worked out. Default: 0.", 0),
        Flag("wireguardHostEncryptionEnabled", "Whether the nodes' own traffic is encrypted too. Default: false."),
        Duration("wireguardKeepAlive", "How often silent peers are sent a packet; 0s means never. Default: 0s."),
        Flag("wireguardThreadingEnabled", "Whether WireGuard receives in threads of its own. Default: false."),
    ];
}
