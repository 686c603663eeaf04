using Margay.Policy.Oracle;
using Margay.Policy.Snapshot;
using Margay.Primitives;

namespace Margay.Policy.Analysis;

/// <summary>Names that policies mean, given addresses that no real network has: what a pod will be told for them is not known.</summary>
/// <param name="Pattern">What policies say.</param>
/// <param name="Example">A name that the pattern means.</param>
/// <param name="V4">Its IPv4 address.</param>
/// <param name="V6">Its IPv6 address.</param>
public sealed record PlacedName(DomainPattern Pattern, DomainName Example, IpAddr V4, IpAddr V6)
{
    // RFC 2544 and RFC 3849; from the end, since pods without an address stand at the beginning.
    private static readonly IpAddr LastV4 = IpAddr.Parse("198.19.255.254");
    private static readonly IpAddr LastV6 = IpAddr.Parse("2001:db8:ffff:fffe::");

    /// <summary>Its address of a family.</summary>
    public IpAddr Address(IpFamily family) => family == IpFamily.V4 ? V4 : V6;

    /// <summary>The patterns of all policies of the clusters; none if it is known what names stand for.</summary>
    internal static IReadOnlyList<PlacedName> Of(IReadOnlyList<ClusterState> clusters) =>
        clusters.Any(cluster => cluster.Names.Count > 0) ? [] : [.. clusters.SelectMany(Patterns).Distinct().Order().Select(Place)];

    /// <summary>The pattern by which policies of a cluster tell a name from others: the narrowest; null if none means it.</summary>
    public static DomainPattern? NarrowestOf(DomainName name, ClusterState cluster)
    {
        var patterns = Patterns(cluster).ToHashSet();
        foreach (var pattern in DomainPattern.Meaning(name))
        {
            if (patterns.Contains(pattern)) return pattern;
        }

        return null;
    }

    private static IEnumerable<DomainPattern> Patterns(ClusterState cluster) =>
        from change in cluster.Resources.Select(ResourceChanges.Upserted).OfType<SnapshotChange.PolicyUpsert>()
        from rule in change.Facts.Egress
        from pattern in rule.Destination.Domains
        select pattern;

    private static PlacedName Place(DomainPattern pattern, int number) => new(
        pattern,
        pattern.IsBelow ? DomainName.Parse($"any.{pattern.Name}") : pattern.Name,
        LastV4.Add(UInt128.MaxValue - (UInt128)number + 1),
        LastV6.Add(UInt128.MaxValue - (UInt128)number + 1));
}
