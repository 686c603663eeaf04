using Margay.Policy.Analysis.Places;
using Margay.Policy.Analysis.Traffic;
using Margay.Policy.Oracle;
using Margay.Primitives;

namespace Margay.Policy.Analysis;

/// <summary>The connections that are added or removed between two clusters: all of them, and nothing but them.</summary>
/// <remarks>Exact over every pod that both have, every address, protocol, port and ICMP message; no samples are taken.</remarks>
/// <param name="Changes">What changes, by destination.</param>
/// <param name="Partition">What the traffic of the changes is made of.</param>
/// <param name="OnlyBefore">Pods, as namespace/name, that only the first cluster has; they are not compared.</param>
/// <param name="OnlyAfter">Pods that only the second has.</param>
/// <param name="Unknown">What may change beside, in words: see <see cref="ReachSpace.HostEndpointLimits"/>.</param>
public sealed record PolicyDifference(
    IReadOnlyList<PolicyChange> Changes,
    TrafficPartition Partition,
    IReadOnlyList<string> OnlyBefore,
    IReadOnlyList<string> OnlyAfter,
    IReadOnlyList<string> Unknown)
{
    /// <summary>Compares two clusters.</summary>
    public static PolicyDifference Between(ClusterState before, ClusterState after)
    {
        var space = new ReachSpace(before, after);
        IReadOnlyList<string> unknown = [.. space.HostEndpointLimits(0).Union(space.HostEndpointLimits(1))];
        var changes = new List<PolicyChange>();
        foreach (var family in new[] { IpFamily.V4, IpFamily.V6 })
        {
            var places = space.Places(family).Where(place => unknown.Count == 0 || place is not Place.Node).ToList();
            changes.AddRange(new DifferenceSearch(space, places).Find());
        }

        var pods = new[] { IpFamily.V4, IpFamily.V6 }.SelectMany(space.Places).OfType<Place.Pods>().ToList();
        return new PolicyDifference(changes, space.Partition, Lacking(pods, 1), Lacking(pods, 0), unknown);
    }

    private static List<string> Lacking(List<Place.Pods> pods, int cluster) =>
        [.. pods.Where(place => place.Standings[cluster] is null)
            .SelectMany(place => place.Members.Select(pod => $"{place.Namespace}/{pod.Name}")).Distinct().Order(StringComparer.Ordinal)];
}
