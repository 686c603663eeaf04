using Margay.Primitives;

namespace Margay.Routing;

/// <summary>Whose addresses are whose: the cluster's blocks, and which nodes have addresses of each.</summary>
internal sealed class BlockTable
{
    private readonly Dictionary<Cidr, BlockFacts> _blocks = [];
    private readonly Dictionary<string, HashSet<Cidr>> _byNode = [];
    private readonly Dictionary<(IpFamily Family, int Length), int> _lengths = [];

    /// <summary>Every block.</summary>
    public IReadOnlyCollection<BlockFacts> All => _blocks.Values;

    /// <summary>The block of exactly this range, or null.</summary>
    public BlockFacts? Find(Cidr cidr) => _blocks.GetValueOrDefault(cidr);

    /// <summary>The blocks that a node has addresses of.</summary>
    public IEnumerable<BlockFacts> Of(string node) => _byNode.TryGetValue(node, out var cidrs) ? cidrs.Select(cidr => _blocks[cidr]) : [];

    /// <summary>Puts a block in the place of the one of its range.</summary>
    public void Put(BlockFacts block)
    {
        Remove(block.Cidr);
        _blocks[block.Cidr] = block;
        CountLength(block.Cidr, 1);
        foreach (var node in block.Holders)
        {
            if (!_byNode.TryGetValue(node, out var cidrs)) _byNode[node] = cidrs = [];
            cidrs.Add(block.Cidr);
        }
    }

    /// <summary>Takes a block out, and gives it; null if there is none.</summary>
    public BlockFacts? Remove(Cidr cidr)
    {
        if (!_blocks.Remove(cidr, out var block)) return null;
        CountLength(cidr, -1);
        foreach (var node in block.Holders)
        {
            if (_byNode.TryGetValue(node, out var cidrs)) cidrs.Remove(cidr);
        }

        return block;
    }

    /// <summary>What a node tells its BGP peers: its own blocks as wholes, and single addresses that it borrowed out of others'.</summary>
    public IEnumerable<Cidr> Announced(string node)
    {
        foreach (var block in Of(node))
        {
            if (block.Owner == node) yield return block.Cidr;
            foreach (var borrowed in block.Borrowed)
            {
                if (borrowed.Node == node) yield return borrowed.Address.ToHostCidr();
            }
        }
    }

    /// <summary>The node that uses an address; null while no block has it, or nobody owns that and nobody borrowed it.</summary>
    public string? HolderOf(IpAddr address)
    {
        foreach (var (family, length) in _lengths.Keys)
        {
            if (family != address.Family || !_blocks.TryGetValue(Cidr.Create(address, length), out var block)) continue;
            foreach (var borrowed in block.Borrowed)
            {
                if (borrowed.Address == address) return borrowed.Node;
            }

            return block.Owner;
        }

        return null;
    }

    private void CountLength(Cidr cidr, int by)
    {
        var key = (cidr.Family, cidr.Length);
        var count = _lengths.GetValueOrDefault(key) + by;
        if (count == 0) _lengths.Remove(key);
        else _lengths[key] = count;
    }
}
