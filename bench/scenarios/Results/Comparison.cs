namespace Margay.Bench.Results;

/// <summary>What the ratio to the peer is to be.</summary>
internal sealed record Goal(double Limit, bool IsLowerBound)
{
    public static Goal AtMost(double limit) => new(limit, false);

    public static Goal AtLeast(double limit) => new(limit, true);

    public bool IsMet(double ratio) => IsLowerBound ? ratio >= Limit : ratio <= Limit;
}

/// <summary>One quantity of Margay beside the same of a peer.</summary>
/// <param name="What">The quantity.</param>
/// <param name="Margay">Margay's measurements.</param>
/// <param name="PeerName">Who the peer is.</param>
/// <param name="Peer">The peer's measurements, each taken next to Margay's with the same index if there are as many.</param>
/// <param name="Goal">What the project promises of the ratio; null where it promises nothing.</param>
internal sealed record Comparison(string What, Series Margay, string PeerName, Series Peer, Goal? Goal = null)
{
    /// <summary>Beside one figure that is known beforehand.</summary>
    public static Comparison Beside(string peerName, double figure, string what, Series margay, Goal? goal = null) =>
        new(what, margay, peerName, Series.Of(margay.Unit, figure), goal);

    /// <summary>Margay divided by the peer.</summary>
    /// <remarks>
    /// The median of the neighbours' ratios: what slows the machine down for a while slows both of a pair. Where the two
    /// were not taken in pairs, the ratio of the medians.
    /// </remarks>
    public double Ratio => Margay.Values.Count == Peer.Values.Count
        ? Series.MedianOf(Margay.Values.Zip(Peer.Values, static (one, other) => one / other))
        : Margay.Median / Peer.Median;
}

/// <summary>What one scenario found.</summary>
internal sealed record ScenarioReport(
    string Scenario, string Method, LoadAverage LoadBefore, LoadAverage LoadAfter, IReadOnlyList<Comparison> Comparisons);
