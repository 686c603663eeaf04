using Margay.Primitives;

namespace Margay.Policy.Snapshot;

/// <summary>Turns blocks with exceptions into the fewest prefixes that hold exactly their addresses.</summary>
internal static class DisjointNetworks
{
    private static readonly Cidr[] Roots =
        [Cidr.Create(IpAddr.V4(0), 0), Cidr.Create(IpAddr.V6(UInt128.Zero), 0)];

    /// <summary>The union of all blocks, each without its own exceptions: sorted, disjoint, and as short as can be.</summary>
    public static IReadOnlyList<Cidr> Of(IReadOnlyList<NetworkBlock> blocks)
    {
        var found = new List<Cidr>();
        foreach (var root in Roots) Collect(root, blocks, found);
        return found.ToArray();
    }

    /// <summary>Appends the part of the union that lies within <paramref name="within"/>.</summary>
    private static void Collect(Cidr within, IReadOnlyList<NetworkBlock> blocks, List<Cidr> found)
    {
        var here = Clip(blocks, within);
        if (here.Count == 0) return;
        if (here.Any(block => block.Except.Count == 0 && block.Cidr.Contains(within)))
        {
            found.Add(within);
            return;
        }

        var (low, high) = Halves(within);
        var before = found.Count;
        Collect(low, here, found);
        Collect(high, here, found);
        if (found.Count != before + 2 || found[^2] != low || found[^1] != high) return;
        found.RemoveRange(before, 2);
        found.Add(within);
    }

    /// <remarks>A single address is either in a block or not, and excepted or not, so it is never halved.</remarks>
    private static List<NetworkBlock> Clip(IReadOnlyList<NetworkBlock> blocks, Cidr within)
    {
        var clipped = new List<NetworkBlock>();
        foreach (var block in blocks)
        {
            if (!block.Cidr.Overlaps(within) || block.Except.Any(exception => exception.Contains(within))) continue;
            clipped.Add(block with { Except = [.. block.Except.Where(within.Contains)] });
        }

        return clipped;
    }

    private static (Cidr Low, Cidr High) Halves(Cidr cidr)
    {
        var length = cidr.Length + 1;
        var step = UInt128.One << (cidr.Network.BitLength - length);
        return (Cidr.Create(cidr.Network, length), Cidr.Create(cidr.Network.Add(step), length));
    }
}
