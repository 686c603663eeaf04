namespace Margay.Bgp.Rib;

/// <summary>At which step of the decision process a path lost (RFC 4271 §9.1.2), in the order of the steps.</summary>
public enum DecisionStep : byte
{
    /// <summary>It did not lose: it is the best.</summary>
    Best,

    /// <summary>It is as good as the best and shares its traffic: only the tie-breakers tell them apart.</summary>
    Multipath,

    /// <summary>It is kept, but never used: see <see cref="Exclusion"/>.</summary>
    Excluded,

    /// <summary>There is no way to its next hop (§9.1.2.1).</summary>
    NextHopUnreachable,

    /// <summary>It is long-lived stale and another is not (RFC 9494 §4.3).</summary>
    LongLivedStale,

    /// <summary>Its source's preference is lower.</summary>
    Preference,

    /// <summary>Its LOCAL_PREF is lower.</summary>
    LocalPref,

    /// <summary>Its AS path is longer.</summary>
    AsPathLength,

    /// <summary>Its ORIGIN is higher.</summary>
    Origin,

    /// <summary>Its MED is higher than that of another path from the same neighbouring AS.</summary>
    Med,

    /// <summary>It is internal and another is external.</summary>
    ExternalOverInternal,

    /// <summary>Its next hop is further away.</summary>
    NextHopCost,
}
