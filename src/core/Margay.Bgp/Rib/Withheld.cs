namespace Margay.Bgp.Rib;

/// <summary>Why a peer is not told of a path.</summary>
public enum Withheld : byte
{
    /// <summary>It is told.</summary>
    No,

    /// <summary>The path is the peer's own.</summary>
    SplitHorizon,

    /// <summary>The session does not carry the route's family.</summary>
    Family,

    /// <summary>The community NO_ADVERTISE.</summary>
    NoAdvertise,

    /// <summary>The community NO_EXPORT or NO_EXPORT_SUBCONFED, and the peer is external.</summary>
    NoExport,

    /// <summary>Both are internal, and neither is a client (RFC 4456 §6, RFC 4271 §9.2).</summary>
    NotReflected,

    /// <summary>It may go to customers only (RFC 9234 §5).</summary>
    OnlyToCustomer,

    /// <summary>An external peer without export policy (RFC 8212).</summary>
    NoPolicy,

    /// <summary>Export policy rejects it.</summary>
    Policy,

    /// <summary>The peer does not know long-lived stale routes (RFC 9494 §4.6).</summary>
    LongLivedStale,

    /// <summary>There is no next hop that the peer would take.</summary>
    NoNextHop,

    /// <summary>Its attributes do not fit into a message.</summary>
    TooLong,
}
