using Margay.Primitives;

namespace Margay.Netlink.Route;

/// <summary>What the kernel does with a packet that a route matches (RTN_*).</summary>
public enum RouteType : byte
{
    /// <summary>RTN_UNICAST: forwards it.</summary>
    Unicast = 1,

    /// <summary>RTN_LOCAL: delivers it here.</summary>
    Local = 2,

    /// <summary>RTN_BLACKHOLE: drops it without an answer.</summary>
    Blackhole = 6,

    /// <summary>RTN_UNREACHABLE: answers "host unreachable".</summary>
    Unreachable = 7,
}

/// <summary>How far the destination is (RT_SCOPE_*). IPv6 knows only <see cref="Universe"/>.</summary>
public enum RouteScope : byte
{
    /// <summary>Beyond a gateway.</summary>
    Universe = 0,

    /// <summary>On the link.</summary>
    Link = 253,

    /// <summary>This host.</summary>
    Host = 254,
}

/// <summary>A routing daemon's number (RTPROT_*, /etc/iproute2/rt_protos): who put the route there.</summary>
public readonly record struct RouteProtocol(byte Number)
{
    /// <summary>RTPROT_KERNEL: the kernel itself, for an address of a link.</summary>
    public static RouteProtocol Kernel => new(2);

    /// <summary>RTPROT_BOOT: <c>ip route add</c> without a word about it.</summary>
    public static RouteProtocol Boot => new(3);

    /// <summary>RTPROT_STATIC: an administrator.</summary>
    public static RouteProtocol Static => new(4);

    /// <summary>The routes of Margay's agent: 177, which no daemon of rt_protos uses.</summary>
    public static RouteProtocol Margay => new(177);
}

/// <summary>One of several next hops of a route (struct rtnexthop, with RTA_GATEWAY).</summary>
/// <param name="Gateway">The neighbour; a hop without one, which others may write, reads as none.</param>
/// <param name="LinkIndex">The index of the link packets leave by; 0 lets the kernel find it from the gateway.</param>
/// <param name="IsOnLink">Whether the gateway counts as being on the link without a route that says so.</param>
public readonly record struct RouteHop(IpAddr Gateway, int LinkIndex, bool IsOnLink = false) : IComparable<RouteHop>
{
    /// <summary>By gateway, then by link.</summary>
    public int CompareTo(RouteHop other)
    {
        var order = Gateway.CompareTo(other.Gateway);
        return order != 0 ? order : LinkIndex.CompareTo(other.LinkIndex);
    }
}

/// <summary>A route as it is written to and read from the kernel.</summary>
/// <remarks>
/// What the kernel would report in several spellings has one here, so that equality tells whether a route must be
/// written: an IPv6 scope is Universe, a blackhole has no link although IPv6 reports lo, and several next hops are in order.
/// </remarks>
public readonly record struct KernelRoute
{
    /// <summary>RT_TABLE_MAIN.</summary>
    public const uint MainTable = 254;

    /// <summary>A unicast route in the main table.</summary>
    public KernelRoute()
    {
    }

    /// <summary>The prefix; 0.0.0.0/0 or ::/0 is the default route.</summary>
    public Cidr Destination { get; init; }

    /// <summary>Its table.</summary>
    public uint Table { get; init; } = MainTable;

    /// <summary>Its metric; of two routes to a prefix the lower one is used.</summary>
    public uint Metric { get; init; }

    /// <summary>What it does.</summary>
    public RouteType Type { get; init; } = RouteType.Unicast;

    /// <summary>Who put it there.</summary>
    public RouteProtocol Protocol { get; init; }

    /// <summary>How far the destination is.</summary>
    public RouteScope Scope { get; init; }

    /// <summary>The index of the link packets leave by; 0 lets the kernel find it from the gateway.</summary>
    public int LinkIndex { get; init; }

    /// <summary>The next hop; none for a destination on the link.</summary>
    public IpAddr Gateway { get; init; }

    /// <summary>The source address that packets of this host take; none leaves it to the kernel.</summary>
    public IpAddr PreferredSource { get; init; }

    /// <summary>The MTU towards the destination in bytes; 0 is the link's.</summary>
    public uint Mtu { get; init; }

    /// <summary>Whether the gateway counts as being on the link without a route that says so (RTNH_F_ONLINK).</summary>
    public bool IsOnLink { get; init; }

    /// <summary>
    /// Its next hops if they are several, sorted; <see cref="Gateway"/> and <see cref="LinkIndex"/> are unset then. All weigh the same.
    /// </summary>
    public ValueArray<RouteHop> Hops { get; init; }

    /// <summary>Whether packets go to a neighbour, or to one of several.</summary>
    public bool HasGateway => !Gateway.IsNone || !Hops.IsEmpty;
}
