namespace Margay.Bgp.Rib;

/// <summary>How many paths there are, or how many more.</summary>
/// <param name="All">All of them.</param>
/// <param name="Accepted">Those that nothing excludes: no loop, no policy.</param>
public readonly record struct PathCounts(int All, int Accepted)
{
    /// <summary>The counts of one path, or of none.</summary>
    public static PathCounts Of(BgpPath? path) => path is null ? default : new PathCounts(1, path.Exclusion == Exclusion.None ? 1 : 0);

    /// <summary>Both together.</summary>
    public static PathCounts operator +(PathCounts left, PathCounts right) => new(left.All + right.All, left.Accepted + right.Accepted);

    /// <summary>What the left has more.</summary>
    public static PathCounts operator -(PathCounts left, PathCounts right) => new(left.All - right.All, left.Accepted - right.Accepted);
}
