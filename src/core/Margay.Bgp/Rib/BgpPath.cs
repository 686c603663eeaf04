using Margay.Bgp.Wire;
using Margay.Primitives;

namespace Margay.Bgp.Rib;

/// <summary>Where a path comes from.</summary>
public enum PathSource : byte
{
    /// <summary>This speaker itself.</summary>
    Local,

    /// <summary>A peer of the same AS.</summary>
    Internal,

    /// <summary>A peer of another AS.</summary>
    External,
}

/// <summary>One way to a prefix: attributes from one source, as import policy left them.</summary>
public sealed record BgpPath
{
    /// <summary>LOCAL_PREF of a path that has none.</summary>
    public const uint DefaultLocalPref = 100;

    /// <summary>Preference of a path from a peer, unless import policy says otherwise.</summary>
    public const int PeerPreference = 100;

    /// <summary>Preference of a speaker's own path.</summary>
    public const int LocalPreference = 200;

    /// <summary>What kind of source it is.</summary>
    public required PathSource Source { get; init; }

    /// <summary>Everything said of it.</summary>
    public required PathAttributes Attributes { get; init; }

    /// <summary>The peer's address; none for a local path.</summary>
    public IpAddr Peer { get; init; }

    /// <summary>The peer's BGP identifier; none for a local path.</summary>
    public IpAddr PeerId { get; init; }

    /// <summary>The path's identifier from its peer (RFC 7911), or 0.</summary>
    public uint PathId { get; init; }

    /// <summary>Between sources, before anything that BGP says: the higher is preferred.</summary>
    public int Preference { get; init; } = PeerPreference;

    /// <summary>The cost to the next hop; null when there is no way to it, so that the path cannot be used.</summary>
    public uint? NextHopCost { get; init; } = 0;

    /// <summary>Whether it is kept from before a long restart, here or further on (RFC 9494 §4.3).</summary>
    public bool IsLongLivedStale => Attributes.Communities.Span.Contains(WellKnownCommunity.LlgrStale);
}
