using Margay.Policy.Analysis;
using Margay.Policy.Analysis.Places;
using Margay.Policy.Oracle;
using Margay.Primitives;

namespace Margay.Host.Cli.Policy.Analysis;

/// <summary>Allowed connections that differ in nothing but their ends or their family.</summary>
/// <param name="Families">The families, IPv4 first.</param>
/// <param name="From">The sources.</param>
/// <param name="To">The destinations.</param>
/// <param name="Traffic">The traffic, in words.</param>
/// <param name="Outcome">What allows it.</param>
/// <param name="Witness">One of the connections.</param>
/// <param name="StoppedBy">What stops them beside pods' policies; null for nothing.</param>
internal sealed record ReachGroup(
    IReadOnlyList<IpFamily> Families,
    IReadOnlyList<Place> From,
    IReadOnlyList<Place> To,
    string Traffic,
    Outcome Outcome,
    Flow Witness,
    Reason? StoppedBy)
{
    /// <summary>In as few groups as need be: destinations are joined, then sources, then families.</summary>
    public static IReadOnlyList<ReachGroup> Of(ReachSpace space, IEnumerable<Reach> found)
    {
        var single = found.Select(reach => new ReachGroup(
            [reach.Way.From.Family], [reach.Way.From], [reach.Way.To],
            TrafficWords.Of(space.Partition, reach.Outcome.Traffic, reach.Way.From.Family),
            reach.Outcome, reach.Witness, reach.StoppedBy));
        var joined = Join(single, group => (Key(group.From), "", group.Families[0]));
        joined = Join(joined, group => ("", Key(group.To), group.Families[0]));
        return [.. Join(joined, group => (Key(group.From), Key(group.To), IpFamily.None))];
    }

    private static IEnumerable<ReachGroup> Join(IEnumerable<ReachGroup> groups, Func<ReachGroup, (string, string, IpFamily)> sameEnds) =>
        groups.GroupBy(group => (sameEnds(group), group.Traffic, group.Outcome.Direction, group.Outcome.Why.ToString(), group.StoppedBy))
            .Select(alike => alike.First() with
            {
                Families = [.. alike.SelectMany(group => group.Families).Distinct().Order()],
                From = [.. alike.SelectMany(group => group.From).DistinctBy(PlaceWords.Of)],
                To = [.. alike.SelectMany(group => group.To).DistinctBy(PlaceWords.Of)],
            });

    private static string Key(IEnumerable<Place> places) => string.Join(' ', places.SelectMany(PlaceWords.Names));
}
