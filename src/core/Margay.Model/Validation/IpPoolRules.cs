using Margay.Model.Resources;
using Margay.Primitives;

namespace Margay.Model.Validation;

/// <summary>Rules of IPPool that need more than the one resource, or that others build on.</summary>
public static class IpPoolRules
{
    /// <summary>The prefix length of blocks when the pool does not say: 26 for IPv4, 122 for IPv6.</summary>
    public static int DefaultBlockSize(IpFamily family) => family == IpFamily.V6 ? 122 : 26;

    /// <summary>The least and the greatest prefix length of blocks: 20 to 32 for IPv4, 116 to 128 for IPv6.</summary>
    public static (int Least, int Most) BlockSizes(IpFamily family) => family == IpFamily.V6 ? (116, 128) : (20, 32);

    /// <summary>
    /// A fault for each of <paramref name="others"/> that shares an address with <paramref name="pool"/>. A pool of the
    /// same name is the pool itself; ranges that cannot be read overlap nothing.
    /// </summary>
    public static IReadOnlyList<Fault> Overlaps(IpPool pool, IEnumerable<IpPool> others)
    {
        var faults = new FaultList();
        if (!Cidr.TryParse(pool.Spec?.Cidr, out var cidr)) return [];
        foreach (var other in others)
        {
            if (other.Metadata.Name == pool.Metadata.Name || !Cidr.TryParse(other.Spec?.Cidr, out var taken)) continue;
            if (!taken.Overlaps(cidr)) continue;
            faults.Add(
                FieldPath.Root.Member("spec").Member("cidr"),
                $"is {cidr}, which overlaps {taken} of the pool {FormatCheck.Quote(other.Metadata.Name)}",
                "choose a range that no pool has");
        }

        return faults.Faults;
    }
}
