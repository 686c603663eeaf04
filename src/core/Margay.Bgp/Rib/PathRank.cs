namespace Margay.Bgp.Rib;

/// <summary>
/// The steps of the decision process that compare one number of each path (RFC 4271 §9.1.2.2 a and b, and what comes before
/// them), packed so that one comparison takes them all. The higher is preferred; <c>default</c> is below every path.
/// </summary>
internal readonly struct PathRank : IComparable<PathRank>, IEquatable<PathRank>
{
    // From the top: known, not long-lived stale, preference; and LOCAL_PREF, AS path length, ORIGIN.
    private const int NotStaleBit = 32;
    private const int KnownBit = 33;
    private const int LocalPrefShift = 32;
    private const int LengthShift = 8;
    private const int MaxLength = (1 << 24) - 1;

    private readonly ulong _first;
    private readonly ulong _second;

    private PathRank(ulong first, ulong second) => (_first, _second) = (first, second);

    /// <summary>Whether it was worked out.</summary>
    public bool IsKnown => _first != 0;

    public static PathRank Of(BgpPath path)
    {
        var attributes = path.Attributes;
        return new PathRank(
            (1UL << KnownBit) | (path.IsLongLivedStale ? 0 : 1UL << NotStaleBit) | ((uint)path.Preference ^ 0x8000_0000),
            ((ulong)(attributes.LocalPref ?? BgpPath.DefaultLocalPref) << LocalPrefShift)
            | ((ulong)(MaxLength - Math.Min(attributes.AsPath.Length, MaxLength)) << LengthShift)
            | (byte)~attributes.Origin);
    }

    /// <summary>The step at which this loses to the highest; <see cref="DecisionStep.Best"/> if it does not.</summary>
    public DecisionStep LosesAt(PathRank highest)
    {
        if (_first != highest._first) return (_first ^ highest._first) >> NotStaleBit != 0 ? DecisionStep.LongLivedStale : DecisionStep.Preference;
        if (_second == highest._second) return DecisionStep.Best;
        var difference = _second ^ highest._second;
        if (difference >> LocalPrefShift != 0) return DecisionStep.LocalPref;
        return difference >> LengthShift != 0 ? DecisionStep.AsPathLength : DecisionStep.Origin;
    }

    public int CompareTo(PathRank other) => _first != other._first ? _first.CompareTo(other._first) : _second.CompareTo(other._second);

    // A rank follows from its path: paths that are equal otherwise are equal, whether it was worked out or not.
    public bool Equals(PathRank other) => true;

    public override bool Equals(object? obj) => obj is PathRank;

    public override int GetHashCode() => 0;
}
