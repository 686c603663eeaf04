using Margay.Model.Settings;
using Margay.Netlink.Nftables;
using Margay.Primitives;

namespace Margay.Dataplane.Tables;

/// <summary>nft's words for values.</summary>
internal static class NftWords
{
    internal static string Of(IpProtocol protocol) => protocol.Number switch
    {
        1 => "icmp",
        4 => "ipencap",
        6 => "tcp",
        17 => "udp",
        58 => "ipv6-icmp",
        132 => "sctp",
        136 => "udplite",
        var number => number.ToString(),
    };

    internal static string Of(IpFamily family) => family == IpFamily.V4 ? "ip" : "ip6";

    internal static string Of(AddressSide side) => side == AddressSide.Source ? "saddr" : "daddr";

    internal static string PortOf(AddressSide side) => side == AddressSide.Source ? "sport" : "dport";

    internal static string IcmpOf(IpFamily family) => family == IpFamily.V4 ? "icmp" : "icmpv6";

    internal static string Unless(bool negate) => negate ? "!= " : "";

    internal static string Of(RateUnit unit) => unit.ToString().ToLowerInvariant();

    internal static string Of(InterfaceSide side) => side == InterfaceSide.In ? "iifname" : "oifname";

    internal static string Of(NftDataType type) => type switch
    {
        NftDataType.Ipv4Address => "ipv4_addr",
        NftDataType.Ipv6Address => "ipv6_addr",
        NftDataType.Protocol => "inet_proto",
        NftDataType.Port => "inet_service",
        NftDataType.InterfaceName => "ifname",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "a type that no set of ours has"),
    };

    /// <summary>A name of nft's, and how far the priority is from it when that is less than ten.</summary>
    internal static string OfPriority(int priority)
    {
        foreach (var (name, value) in ((string, int)[])[("raw", -300), ("mangle", -150), ("filter", 0), ("srcnat", 100)])
        {
            var distance = priority - value;
            if (distance == 0) return name;
            if (Math.Abs(distance) <= 10) return $"{name} {(distance < 0 ? '-' : '+')} {Math.Abs(distance)}";
        }

        return priority.ToString();
    }
}
