using Margay.Netlink.Nftables;
using Margay.Primitives;

namespace Margay.Dataplane.Tables;

/// <summary>nft's words for values.</summary>
internal static class NftWords
{
    internal static string Of(IpProtocol protocol) => protocol.Number switch
    {
        1 => "icmp",
        6 => "tcp",
        17 => "udp",
        58 => "ipv6-icmp",
        132 => "sctp",
        136 => "udplite",
        var number => number.ToString(),
    };

    internal static string Of(IpFamily family) => family == IpFamily.V4 ? "ip" : "ip6";

    internal static string Of(AddressSide side) => side == AddressSide.Source ? "saddr" : "daddr";

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

    internal static string OfPriority(int priority) => priority switch
    {
        -300 => "raw",
        0 => "filter",
        > 0 and < 50 => $"filter + {priority}",
        _ => priority.ToString(),
    };
}
