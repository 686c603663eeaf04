using static Margay.Model.Schemas.SchemaTerms;

namespace Margay.Model.Schemas;

/// <summary>The settings of FelixConfiguration for WireGuard.</summary>
internal static class FelixWireguard
{
    public static IReadOnlyList<Property> Settings { get; } =
    [
        Flag("wireguardEnabled", "IPv4 encryption. Default: false."),
        Flag("wireguardEnabledV6", "IPv6 encryption. Default: false."),
        Whole("wireguardListeningPort", "UDP port of the v4 device. Default: 51820.", 1, 65535),
        Whole("wireguardListeningPortV6", "UDP port of the v6 device. Default: 51821.", 1, 65535),
        Whole("wireguardRoutingRulePriority", "Ip rule priority. Default: 99.", 1, 32765),
        Text("wireguardInterfaceName", "V4 device. Default: wireguard.cali.", Formats.InterfaceName),
        Text("wireguardInterfaceNameV6", "V6 device. Default: wg-v6.cali.", Formats.InterfaceName),
        Whole("wireguardMTU", "0 = auto (1440 at 1500). Default: 0.", 0),
        Whole("wireguardMTUV6", "0 = auto (1420 at 1500). Default: 0.", 0),
        Flag(
            "wireguardHostEncryptionEnabled",
            "Also encrypt host-to-host traffic (tech preview / cloud CNIs). Default: false."),
        Duration("wireguardKeepAlive", "Persistent keepalive, 0 = off. Default: 0s."),
        Flag("wireguardThreadingEnabled", "NAPI threading. Default: false."),
    ];
}
