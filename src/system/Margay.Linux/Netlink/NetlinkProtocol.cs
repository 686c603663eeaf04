namespace Margay.Linux;

/// <summary>The kernel subsystem behind a netlink socket (netlink(7)).</summary>
public enum NetlinkProtocol
{
    /// <summary>NETLINK_ROUTE: links, addresses, routes, neighbours (rtnetlink(7)).</summary>
    Route = 0,

    /// <summary>NETLINK_NETFILTER: nftables, conntrack, nflog.</summary>
    Netfilter = 12,

    /// <summary>NETLINK_GENERIC: everything that registers a family by name.</summary>
    Generic = 16,
}
