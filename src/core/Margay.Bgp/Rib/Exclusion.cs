namespace Margay.Bgp.Rib;

/// <summary>Why a path from a peer is not used, whatever the others are.</summary>
public enum Exclusion : byte
{
    /// <summary>It may be used.</summary>
    None,

    /// <summary>This AS stands in its AS path (RFC 4271 §9.1.2).</summary>
    AsLoop,

    /// <summary>This speaker brought it into the AS (RFC 4456 §8).</summary>
    OriginatorLoop,

    /// <summary>This cluster reflected it (RFC 4456 §8).</summary>
    ClusterLoop,

    /// <summary>Its next hop is this speaker.</summary>
    OwnNextHop,

    /// <summary>A customer or a peer passed on what was not for this side (RFC 9234 §5).</summary>
    RouteLeak,

    /// <summary>An external peer without import policy (RFC 8212).</summary>
    NoPolicy,

    /// <summary>Import policy rejects it.</summary>
    Policy,
}
