using Margay.Model.Intent;
using Margay.Policy.Analysis;
using Margay.Policy.Analysis.Places;
using Margay.Primitives;

namespace Margay.Host.Cli.Policy.Analysis;

/// <summary>Changes that differ in nothing but their ends or their family.</summary>
/// <param name="Families">The families, IPv4 first.</param>
/// <param name="From">The sources.</param>
/// <param name="To">The destinations.</param>
/// <param name="Traffic">The traffic, in words.</param>
/// <param name="Before">What became of it.</param>
/// <param name="After">What becomes of it.</param>
internal sealed record ChangeGroup(
    IReadOnlyList<IpFamily> Families, IReadOnlyList<Place> From, IReadOnlyList<Place> To, string Traffic, Outcome Before, Outcome After)
{
    /// <summary>Whether it is allowed now and was not.</summary>
    public bool Opens => After.Verdict == Margay.Policy.Oracle.Verdict.Allow;

    /// <summary>The changes of a difference in as few groups as need be: destinations are joined, then sources, then families.</summary>
    public static IReadOnlyList<ChangeGroup> Of(PolicyDifference difference)
    {
        var joined = difference.Changes
            .GroupBy(change => (change.From, change.Traffic, Key(change.Before), Key(change.After)))
            .Select(alike => Of(difference, alike.First(), alike.Select(change => change.To)));
        joined = Join(joined, group => ("", Key(group.To), group.Families[0]));
        return [.. Join(joined, group => (Key(group.From), Key(group.To), IpFamily.None)).OrderBy(group => group.Opens)];
    }

    private static ChangeGroup Of(PolicyDifference difference, PolicyChange change, IEnumerable<Place> to) => new(
        [change.To.Family], [.. change.From.Places], [.. to],
        TrafficWords.Of(difference.Partition, change.Traffic, change.To.Family), change.Before, change.After);

    private static IEnumerable<ChangeGroup> Join(IEnumerable<ChangeGroup> groups, Func<ChangeGroup, (string, string, IpFamily)> sameEnds) =>
        groups.GroupBy(group => (sameEnds(group), group.Traffic, Key(group.Before), Key(group.After))).Select(alike => alike.First() with
        {
            Families = [.. alike.SelectMany(group => group.Families).Distinct().Order()],
            From = [.. alike.SelectMany(group => group.From).DistinctBy(PlaceWords.Of)],
            To = [.. alike.SelectMany(group => group.To).DistinctBy(PlaceWords.Of)],
        });

    private static string Key(IEnumerable<Place> places) => string.Join(' ', places.SelectMany(PlaceWords.Names));

    private static (Direction?, string) Key(Outcome outcome) => (outcome.Direction, outcome.Why.ToString()!);
}
