using Margay.Primitives;

namespace Margay.Model.Intent;

/// <summary>Who wants a route. When two want the same prefix, the lower value wins.</summary>
public enum RouteSource : byte
{
    /// <summary>A pod of this node.</summary>
    LocalWorkload = 0,

    /// <summary>A block of this node: unused addresses of it must not loop.</summary>
    LocalBlock = 1,

    /// <summary>An address that another node borrowed out of a block it does not own.</summary>
    BorrowedAddress = 2,

    /// <summary>A block of another node on the shared segment.</summary>
    RemoteBlock = 3,

    /// <summary>Learnt from a BGP peer.</summary>
    Bgp = 4,
}

/// <summary>Where packets to a prefix go.</summary>
public abstract record RouteTarget
{
    private RouteTarget()
    {
    }

    /// <summary>Straight to a device of this node (link scope).</summary>
    public sealed record Device(string Interface) : RouteTarget;

    /// <summary>To a neighbour on a directly connected segment.</summary>
    public sealed record Gateway(IpAddr Address) : RouteTarget;

    /// <summary>To a neighbour behind a device, whatever the addresses of the device are.</summary>
    public sealed record OnLink(string Interface, IpAddr Address) : RouteTarget;

    /// <summary>Nowhere: the kernel drops without an answer.</summary>
    public sealed record Blackhole : RouteTarget;
}

/// <summary>One route the node must have, and who wants it.</summary>
public sealed record RouteIntent(Cidr Destination, RouteTarget Target, RouteSource Source);
