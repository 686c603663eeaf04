using Margay.Bgp.Wire;
using Margay.Primitives;

namespace Margay.Bgp.Rib;

/// <summary>Which next hop a peer is told.</summary>
public enum NextHopMode : byte
{
    /// <summary>An internal peer the one in the table, unless that is reached by this speaker alone; an external peer this speaker.</summary>
    Auto,

    /// <summary>This speaker.</summary>
    Self,

    /// <summary>The one in the table.</summary>
    Keep,
}

/// <summary>What a peer is told. Peers whose configurations are equal are told the same, worked out and written once.</summary>
public sealed record ExportConfig
{
    /// <summary>This side's AS in the session.</summary>
    public required uint LocalAs { get; init; }

    /// <summary>Whether the peer is of another AS.</summary>
    public required bool IsExternal { get; init; }

    /// <summary>This side's BGP identifier.</summary>
    public required IpAddr LocalId { get; init; }

    /// <summary>How UPDATEs are written.</summary>
    public required UpdateFormat Format { get; init; }

    /// <summary>This side's address for IPv4 routes, or none.</summary>
    public IpAddr OwnV4 { get; init; }

    /// <summary>This side's address for IPv6 routes, and for IPv4 routes with <see cref="ExtendedNextHop"/>; or none.</summary>
    public IpAddr OwnV6 { get; init; }

    /// <summary>IPv4 routes may have IPv6 next hops (RFC 8950).</summary>
    public bool ExtendedNextHop { get; init; }

    /// <summary>Which next hop is told.</summary>
    public NextHopMode NextHop { get; init; }

    /// <summary>The peer is a client of this route reflector.</summary>
    public bool IsClient { get; init; }

    /// <summary>This route reflector's cluster, or null.</summary>
    public uint? ClusterId { get; init; }

    /// <summary>What this side is to the peer (RFC 9234), or null.</summary>
    public PeerRole? Role { get; init; }

    /// <summary>Export policy, or null for none.</summary>
    public IRoutePolicy? Policy { get; init; }

    /// <summary>Without policy an external peer is told nothing (RFC 8212).</summary>
    public bool NeedsPolicy { get; init; }

    /// <summary>The peer knows long-lived stale routes (RFC 9494).</summary>
    public bool KnowsLongLived { get; init; }

    /// <summary>Whether several paths for a prefix of a family are told (RFC 7911).</summary>
    public bool TellsAllPaths(IpFamily family) => family == IpFamily.V4 ? Format.V4PathIds : Format.V6PathIds;
}
