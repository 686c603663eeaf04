namespace Margay.Netlink.Route;

/// <summary>Message types of rtnetlink(7).</summary>
public static class RouteMessageType
{
    /// <summary>RTM_NEWLINK: a link is there or has changed.</summary>
    public const ushort NewLink = 16;

    /// <summary>RTM_DELLINK: a link is gone.</summary>
    public const ushort DeleteLink = 17;

    /// <summary>RTM_GETLINK.</summary>
    public const ushort GetLink = 18;

    /// <summary>RTM_SETLINK: changes a link that exists.</summary>
    public const ushort SetLink = 19;

    /// <summary>RTM_NEWADDR.</summary>
    public const ushort NewAddress = 20;

    /// <summary>RTM_DELADDR.</summary>
    public const ushort DeleteAddress = 21;

    /// <summary>RTM_GETADDR.</summary>
    public const ushort GetAddress = 22;

    /// <summary>RTM_NEWROUTE.</summary>
    public const ushort NewRoute = 24;

    /// <summary>RTM_DELROUTE.</summary>
    public const ushort DeleteRoute = 25;

    /// <summary>RTM_GETROUTE.</summary>
    public const ushort GetRoute = 26;

    /// <summary>RTM_NEWNEIGH.</summary>
    public const ushort NewNeighbour = 28;

    /// <summary>RTM_DELNEIGH.</summary>
    public const ushort DeleteNeighbour = 29;

    /// <summary>RTM_GETNEIGH.</summary>
    public const ushort GetNeighbour = 30;
}

/// <summary>Multicast groups of rtnetlink(7) (RTNLGRP_*).</summary>
public static class RouteGroup
{
    /// <summary>RTNLGRP_LINK: links come, change and go.</summary>
    public const int Link = 1;

    /// <summary>RTNLGRP_IPV4_IFADDR: IPv4 addresses of links.</summary>
    public const int AddressV4 = 5;

    /// <summary>RTNLGRP_IPV4_ROUTE.</summary>
    public const int RouteV4 = 7;

    /// <summary>RTNLGRP_IPV6_IFADDR: IPv6 addresses of links.</summary>
    public const int AddressV6 = 9;

    /// <summary>RTNLGRP_IPV6_ROUTE.</summary>
    public const int RouteV6 = 11;
}
