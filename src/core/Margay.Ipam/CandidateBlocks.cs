using System.Text;
using Margay.Primitives;

namespace Margay.Ipam;

/// <summary>Where in a pool a node looks for a block: each starts elsewhere, so that they rarely meet.</summary>
internal static class CandidateBlocks
{
    /// <summary>The first range of the pool, from the node's own starting point on, that no known block touches.</summary>
    internal static Cidr? FirstUnused(Pool pool, string node, IEnumerable<Block> known)
    {
        var count = pool.BlockCount;
        if (count == 0) return null;
        var used = UsedIndexes(pool, known);
        if ((UInt128)used.Count >= count) return null;
        var index = StartOf(node) % count;
        while (used.Contains(index)) index = (index + 1) % count;
        var size = UInt128.One << (pool.Cidr.Network.BitLength - pool.BlockLength);
        return pool.BlockAround(pool.Cidr.Network.Add(index * size));
    }

    /// <summary>Blocks to borrow from, in an order of the node's own.</summary>
    internal static IEnumerable<Block> InOrderOf(string node, IEnumerable<Block> blocks)
    {
        var sorted = blocks.OrderBy(block => block.Cidr).ToList();
        if (sorted.Count == 0) return sorted;
        var start = (int)(StartOf(node) % (UInt128)sorted.Count);
        return sorted.Skip(start).Concat(sorted.Take(start));
    }

    /// <summary>Blocks may be of another size than the pool's, left over from an earlier pool of the same range.</summary>
    private static HashSet<UInt128> UsedIndexes(Pool pool, IEnumerable<Block> known)
    {
        var shift = pool.Cidr.Network.BitLength - pool.BlockLength;
        var used = new HashSet<UInt128>();
        foreach (var block in known)
        {
            if (!pool.Cidr.Contains(block.Cidr)) continue;
            var last = (block.Cidr.Last.Value - pool.Cidr.Network.Value) >> shift;
            for (var index = (block.Cidr.Network.Value - pool.Cidr.Network.Value) >> shift; index <= last; index++) used.Add(index);
        }

        return used;
    }

    /// <summary>64-bit FNV-1a of the node's name: the same on every run and machine.</summary>
    private static ulong StartOf(string node)
    {
        const ulong offsetBasis = 14695981039346656037;
        const ulong prime = 1099511628211;
        var hash = offsetBasis;
        foreach (var letter in Encoding.UTF8.GetBytes(node)) hash = (hash ^ letter) * prime;
        return hash;
    }
}
