using Margay.Policy.Analysis;

namespace Margay.Host.Policy.Analysis;

/// <summary>Allowed connections that differ in nothing but their ends or their family.</summary>
/// <param name="Ends">The ends.</param>
/// <param name="Traffic">The traffic, in words.</param>
/// <param name="Found">One of them: what allows it, and a witness.</param>
internal sealed record ReachGroup(Ends Ends, string Traffic, Reach Found)
{
    /// <summary>What is allowed, in as few groups as need be.</summary>
    /// <param name="space">What the connections are made of.</param>
    /// <param name="found">The connections.</param>
    /// <param name="port">The destination port that was asked about; null for all.</param>
    public static IReadOnlyList<ReachGroup> Of(ReachSpace space, IEnumerable<Reach> found, ushort? port)
    {
        var single = found.Select(reach => (
            new Ends([reach.Way.From.Family], [reach.Way.From], [reach.Way.To]),
            (Traffic: TrafficWords.Of(space.Partition, reach.Outcome.Traffic, reach.Way.From.Family, port), Reach: reach)));
        return [.. Ends.Join(single, said => (said.Traffic, said.Reach.Outcome.Direction, said.Reach.Outcome.Why.ToString(), said.Reach.StoppedBy))
            .Select(joined => new ReachGroup(joined.Ends, joined.Said.Traffic, joined.Said.Reach))];
    }
}
