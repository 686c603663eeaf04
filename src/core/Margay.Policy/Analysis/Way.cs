using Margay.Policy.Analysis.Places;

namespace Margay.Policy.Analysis;

/// <summary>From one place to another; one of them is of pods.</summary>
/// <param name="From">Who opens connections.</param>
/// <param name="To">Who is called.</param>
/// <param name="OwnNode">The node, where one end is a node and the other are pods of it; else null.</param>
public sealed record Way(Place From, Place To, string? OwnNode)
{
    /// <summary>
    /// The ways between two places. A node is another's way to its own pods than to others', so that pods may be parted;
    /// what a pod says to itself no policy sees, and ways between what are no pods are none of ours.
    /// </summary>
    public static IEnumerable<Way> Between(Place from, Place to)
    {
        switch (from, to)
        {
            case (Place.Pods sources, Place.Node node):
                if (sources.Where(pod => pod.Node != node.Name) is { } strangers) yield return new Way(strangers, to, null);
                if (sources.Where(pod => pod.Node == node.Name) is { } own) yield return new Way(own, to, node.Name);
                break;
            case (Place.Node node, Place.Pods destinations):
                if (destinations.Where(pod => pod.Node != node.Name) is { } others) yield return new Way(from, others, null);
                if (destinations.Where(pod => pod.Node == node.Name) is { } mine) yield return new Way(from, mine, node.Name);
                break;
            case (Place.Pods { Members.Count: 1 }, _) when from == to:
                break;
            case (Place.Pods, _) or (_, Place.Pods):
                yield return new Way(from, to, null);
                break;
        }
    }
}
