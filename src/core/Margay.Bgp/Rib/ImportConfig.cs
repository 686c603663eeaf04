using Margay.Bgp.Wire;
using Margay.Primitives;

namespace Margay.Bgp.Rib;

/// <summary>How the routes of one peer are taken. Equal by value.</summary>
public sealed record ImportConfig
{
    /// <summary>This side's AS in the session.</summary>
    public required uint LocalAs { get; init; }

    /// <summary>The peer's.</summary>
    public required uint RemoteAs { get; init; }

    /// <summary>This side's BGP identifier.</summary>
    public required IpAddr LocalId { get; init; }

    /// <summary>This route reflector's cluster, or null.</summary>
    public uint? ClusterId { get; init; }

    /// <summary>How often this AS may stand in an AS path.</summary>
    public int AllowedLocalAs { get; init; }

    /// <summary>Addresses that are this speaker's own.</summary>
    public ValueArray<IpAddr> OwnAddresses { get; init; } = [];

    /// <summary>What this side is to the peer (RFC 9234), or null.</summary>
    public PeerRole? Role { get; init; }

    /// <summary>Import policy, or null for none.</summary>
    public IRoutePolicy? Policy { get; init; }

    /// <summary>Without policy an external peer's routes are not used (RFC 8212).</summary>
    public bool NeedsPolicy { get; init; }

    /// <summary>Paths whose LOCAL_PREF is above this are as good as the speaker's own, unless policy says otherwise; null for none.</summary>
    public uint? UrgentAbove { get; init; }

    /// <summary>The most prefixes of one family that are borne, or null.</summary>
    public int? MaxPrefixes { get; init; }

    /// <summary>The peer's next hops are reached by this speaker alone: where none is asked for, other peers are told this speaker instead.</summary>
    public bool IsReachedHereOnly { get; init; }

    /// <summary>Whether the peer is of another AS.</summary>
    public bool IsExternal => LocalAs != RemoteAs;
}
