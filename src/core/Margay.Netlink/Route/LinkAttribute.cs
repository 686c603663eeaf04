namespace Margay.Netlink.Route;

/// <summary>Attributes of link messages (IFLA_*, IFLA_INFO_*, VETH_INFO_*, IFLA_VXLAN_* of linux/if_link.h).</summary>
internal static class LinkAttribute
{
    internal const ushort Address = 1;
    internal const ushort Name = 3;
    internal const ushort Mtu = 4;
    internal const ushort Link = 5;
    internal const ushort Master = 10;
    internal const ushort LinkInfo = 18;
    internal const ushort Alias = 20;
    internal const ushort NetnsFd = 28;
    internal const ushort ExtendedMask = 29;

    internal const ushort InfoKind = 1;
    internal const ushort InfoData = 2;

    internal const ushort VethPeer = 1;

    internal const ushort VxlanId = 1;
    internal const ushort VxlanLink = 3;
    internal const ushort VxlanLocalV4 = 4;
    internal const ushort VxlanLearning = 7;
    internal const ushort VxlanPort = 15;
    internal const ushort VxlanLocalV6 = 17;
}
