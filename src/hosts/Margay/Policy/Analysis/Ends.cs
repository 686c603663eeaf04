using Margay.Policy.Analysis.Places;
using Margay.Primitives;

namespace Margay.Host.Policy.Analysis;

/// <summary>Sources and destinations of which each may send to each, as far as what is said with them goes.</summary>
/// <param name="Families">The families, IPv4 first.</param>
/// <param name="From">The sources.</param>
/// <param name="To">The destinations.</param>
internal sealed record Ends(IReadOnlyList<IpFamily> Families, IReadOnlyList<Place> From, IReadOnlyList<Place> To)
{
    /// <summary>
    /// The same in as few entries as need be: where what is said is the same, destinations are joined, then sources, then
    /// families.
    /// </summary>
    /// <param name="said">Ends of one family, and what is said of them.</param>
    /// <param name="sameAs">Equal for what is the same.</param>
    public static IEnumerable<(Ends Ends, T Said)> Join<T>(IEnumerable<(Ends Ends, T Said)> said, Func<T, object> sameAs)
    {
        var joined = Join(said, entry => (Key(entry.Ends.From), "", entry.Ends.Families[0], sameAs(entry.Said)));
        joined = Join(joined, entry => ("", Key(entry.Ends.To), entry.Ends.Families[0], sameAs(entry.Said)));
        return Join(joined, entry => (Key(entry.Ends.From), Key(entry.Ends.To), IpFamily.None, sameAs(entry.Said)));
    }

    private static IEnumerable<(Ends Ends, T Said)> Join<T>(
        IEnumerable<(Ends Ends, T Said)> said, Func<(Ends Ends, T Said), (string, string, IpFamily, object)> sameAs) =>
        said.GroupBy(sameAs).Select(alike => (
            new Ends(
                [.. alike.SelectMany(entry => entry.Ends.Families).Distinct().Order()],
                [.. alike.SelectMany(entry => entry.Ends.From).DistinctBy(place => Key([place]))],
                [.. alike.SelectMany(entry => entry.Ends.To).DistinctBy(place => Key([place]))]),
            alike.First().Said));

    private static string Key(IEnumerable<Place> places) => string.Join(' ', places.SelectMany(PlaceWords.Names));
}
