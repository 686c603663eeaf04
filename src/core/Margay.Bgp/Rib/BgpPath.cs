using Margay.Bgp.Wire;

namespace Margay.Bgp.Rib;

/// <summary>One way to a prefix: attributes from one source, as import policy left them. Prefixes that came together share it.</summary>
public sealed record BgpPath
{
    /// <summary>LOCAL_PREF of a path that has none.</summary>
    public const uint DefaultLocalPref = 100;

    /// <summary>Preference of a path from a peer, unless import policy says otherwise.</summary>
    public const int PeerPreference = 100;

    /// <summary>Preference of a speaker's own path.</summary>
    public const int LocalPreference = 200;

    // A copy with other attributes or another preference has another rank: both setters forget it.
    private PathRank _rank;

    /// <summary>Who brought it.</summary>
    public required PathOwner Owner { get; init; }

    /// <summary>Everything said of it.</summary>
    public required PathAttributes Attributes
    {
        get;
        init => (field, _rank) = (value, default);
    }

    /// <summary>The path's identifier from its peer (RFC 7911), or 0.</summary>
    public uint PathId { get; init; }

    /// <summary>Between sources, before anything that BGP says: the higher is preferred.</summary>
    public int Preference
    {
        get;
        init => (field, _rank) = (value, default);
    } = PeerPreference;

    /// <summary>The cost to the next hop; null when there is no way to it, so that the path cannot be used.</summary>
    public uint? NextHopCost { get; init; } = 0;

    /// <summary>Why it is kept but not used.</summary>
    public Exclusion Exclusion { get; init; }

    /// <summary>The filter that excluded it, or null.</summary>
    public string? ExcludedBy { get; init; }

    /// <summary>Its peer has not said it again since it restarted, or since it was asked to (RFC 4724 §4.2, RFC 7313 §4).</summary>
    public bool IsStale { get; init; }

    /// <summary>Whether it is kept from before a long restart, here or further on (RFC 9494 §4.3).</summary>
    public bool IsLongLivedStale => Attributes.Communities.Span.Contains(WellKnownCommunity.LlgrStale);

    /// <summary>How it stands at the steps of the decision process that need no other path. Worked out once.</summary>
    internal PathRank Rank => _rank.IsKnown ? _rank : _rank = PathRank.Of(this);

    /// <summary>Whether the decision process may look at it.</summary>
    public bool IsEligible => Exclusion == Exclusion.None && NextHopCost is not null;
}
