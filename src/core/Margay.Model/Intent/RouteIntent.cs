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

    /// <summary>The way to a BGP peer, as its BGPPeer says it.</summary>
    BgpPeer = 4,

    /// <summary>Learnt from a BGP peer.</summary>
    Bgp = 5,
}

/// <summary>Where packets to a prefix go.</summary>
public abstract record RouteTarget
{
    private RouteTarget()
    {
    }

    /// <summary>To neighbours, however many; null if there are none.</summary>
    public static RouteTarget? To(IEnumerable<NextHop> hops)
    {
        NextHop[] sorted = [.. hops.Distinct().Order()];
        return sorted switch
        {
            [] => null,
            [{ Interface: null } near] => new Gateway(near.Address),
            [var behind] => new OnLink(behind.Interface!, behind.Address),
            _ => new Gateways(new ValueArray<NextHop>(sorted)),
        };
    }

    /// <summary>Straight to a device of this node (link scope).</summary>
    public sealed record Device(string Interface) : RouteTarget;

    /// <summary>To a neighbour on a directly connected segment.</summary>
    public sealed record Gateway(IpAddr Address) : RouteTarget;

    /// <summary>To a neighbour behind a device, whatever the addresses of the device are.</summary>
    public sealed record OnLink(string Interface, IpAddr Address) : RouteTarget;

    /// <summary>To one of several neighbours, a connection to each in turn as the kernel's hash has it.</summary>
    /// <param name="Hops">At least two, in order, none of them twice.</param>
    public sealed record Gateways(ValueArray<NextHop> Hops) : RouteTarget;

    /// <summary>Nowhere: the kernel drops without an answer.</summary>
    public sealed record Blackhole : RouteTarget;
}

/// <summary>A neighbour that packets go to.</summary>
/// <param name="Address">Its address.</param>
/// <param name="Interface">The device it is behind, whatever the addresses of the device are; null leaves it to the kernel.</param>
public readonly record struct NextHop(IpAddr Address, string? Interface = null) : IComparable<NextHop>
{
    /// <summary>By address, then by device.</summary>
    public int CompareTo(NextHop other)
    {
        var order = Address.CompareTo(other.Address);
        return order != 0 ? order : string.CompareOrdinal(Interface, other.Interface);
    }
}

/// <summary>A destination whose route is to be looked at again.</summary>
/// <param name="Destination">The destination.</param>
/// <param name="Route">The one route it is to have, or null for none.</param>
public readonly record struct RouteChange(Cidr Destination, RouteIntent? Route);

/// <summary>One route the node must have, and who wants it.</summary>
public sealed record RouteIntent(Cidr Destination, RouteTarget Target, RouteSource Source);
