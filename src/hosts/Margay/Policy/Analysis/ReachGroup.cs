using Margay.Policy.Analysis;

namespace Margay.Host.Policy.Analysis;

/// <summary>Allowed connections that differ in nothing but their ends or their family.</summary>
/// <param name="Ends">The ends.</param>
/// <param name="Traffic">The traffic, in words.</param>
/// <param name="Found">One of them: what allows it, and a witness.</param>
internal sealed record ReachGroup(Ends Ends, string Traffic, Reach Found)
{
    /// <summary>What is allowed, in as few groups as need be.</summary>
    public static IReadOnlyList<ReachGroup> Of(ReachSpace space, IEnumerable<Reach> found)
    {
        var single = found.Select(reach => (
            new Ends([reach.Way.From.Family], [reach.Way.From], [reach.Way.To]),
            (Traffic: TrafficWords.Of(space.Partition, reach.Outcome.Traffic, reach.Way.From.Family), Reach: reach)));
        return [.. Ends.Join(single, said => (said.Traffic, said.Reach.Outcome.Direction, said.Reach.Outcome.Why.ToString(), said.Reach.StoppedBy))
            .Select(joined => new ReachGroup(joined.Ends, joined.Said.Traffic, joined.Said.Reach))];
    }
}
