using Margay.Policy.Analysis;
using Margay.Policy.Oracle;

namespace Margay.Host.Policy.Analysis;

/// <summary>Changes that differ in nothing but their ends or their family.</summary>
/// <param name="Ends">The ends.</param>
/// <param name="Traffic">The traffic, in words.</param>
/// <param name="Before">What became of it.</param>
/// <param name="After">What becomes of it.</param>
internal sealed record ChangeGroup(Ends Ends, string Traffic, Outcome Before, Outcome After)
{
    /// <summary>Whether it is allowed now and was not.</summary>
    public bool Opens => After.Verdict == Verdict.Allow;

    /// <summary>A difference in as few groups as need be; what is removed comes first.</summary>
    public static IReadOnlyList<ChangeGroup> Of(PolicyDifference difference)
    {
        var single = difference.Changes.GroupBy(change => (change.From, change.Traffic, Decided(change.Before), Decided(change.After)))
            .Select(alike => (
                new Ends([alike.First().To.Family], [.. alike.Key.From.Places], [.. alike.Select(change => change.To)]),
                (Traffic: TrafficWords.Of(difference.Partition, alike.Key.Traffic, alike.First().To.Family), alike.First().Before, alike.First().After)));
        return [.. Ends.Join(single, said => (said.Traffic, Decided(said.Before), Decided(said.After)))
            .Select(joined => new ChangeGroup(joined.Ends, joined.Said.Traffic, joined.Said.Before, joined.Said.After))
            .OrderBy(group => group.Opens)];
    }

    private static (Model.Intent.Direction?, string) Decided(Outcome outcome) => (outcome.Direction, outcome.Why.ToString()!);
}
