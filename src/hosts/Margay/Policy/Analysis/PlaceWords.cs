using Margay.Policy.Analysis.Places;
using Margay.Primitives;

namespace Margay.Host.Policy.Analysis;

/// <summary>Places as a person names them.</summary>
internal static class PlaceWords
{
    /// <summary>How many of many alike are named.</summary>
    private const int Named = 3;

    /// <summary>The place in one line; of many pods a few.</summary>
    public static string Of(Place place) => place switch
    {
        Place.Pods pods => Some(Names(pods)),
        Place.Node node => $"node {node.Name}",
        Place.Domains named => Some(Names(named)),
        Place.Outside outside => Outside(outside.Ranges),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>Several places in one line.</summary>
    public static string Of(IEnumerable<Place> places)
    {
        var all = places.ToList();
        return string.Join(", ", new[] { Some([.. all.OfType<Place.Pods>().SelectMany(Names)]) }
            .Concat(all.OfType<Place.Node>().Select(Of))
            .Append(Some([.. all.OfType<Place.Domains>().SelectMany(Names).Distinct()]))
            .Concat(all.OfType<Place.Outside>().GroupBy(outside => outside.Family).Select(outside => Outside(Union(outside))))
            .Where(text => text.Length > 0));
    }

    /// <summary>Every name of a place: pods as namespace/name, a node by its name, domain names, address ranges.</summary>
    public static IReadOnlyList<string> Names(Place place) => place switch
    {
        Place.Pods pods => [.. pods.Members.Select(pod => $"{pods.Namespace}/{pod.Name}")],
        Place.Node node => [node.Name],
        Place.Domains named => [.. named.Names.Select(name => name.Pattern.ToString())],
        Place.Outside outside => [.. outside.Ranges.Select(range => range.ToString())],
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static string Some(IReadOnlyList<string> names) => names.Count <= Named + 1
        ? string.Join(", ", names)
        : $"{string.Join(", ", names.Take(Named))} and {names.Count - Named} more";

    /// <summary>The addresses of several places, those that follow each other as one range.</summary>
    private static List<AddressRange> Union(IEnumerable<Place.Outside> places)
    {
        var union = new List<AddressRange>();
        foreach (var range in places.SelectMany(place => place.Ranges).OrderBy(range => range.First))
        {
            if (union.Count > 0 && union[^1].Last.Add(1) == range.First) union[^1] = union[^1] with { Last = range.Last };
            else union.Add(range);
        }

        return union;
    }

    /// <remarks>What reaches from the first to the last address of the family is told by what is missing from it.</remarks>
    private static string Outside(IReadOnlyList<AddressRange> ranges)
    {
        var family = ranges[0].First.Family;
        var isRest = ranges[0].First.Value == 0 && ranges[^1].Last == IpAddr.Of(family, UInt128.MaxValue);
        if (!isRest) return Some([.. ranges.Select(range => range.ToString())]);
        if (ranges.Count == 1) return "any address outside of the cluster";
        var holes = ranges.Zip(ranges.Skip(1), (one, next) => new AddressRange(one.Last.Add(1), next.First.Add(UInt128.MaxValue)));
        return $"any other address but {Some([.. holes.Select(hole => hole.ToString())])}";
    }
}
