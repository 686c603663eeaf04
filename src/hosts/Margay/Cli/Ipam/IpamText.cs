using Margay.Host.Cli.Describe;
using Margay.Host.Cli.Output;
using Margay.Ipam;

namespace Margay.Host.Cli.Ipam;

/// <summary>Pools, blocks and addresses as a person reads them.</summary>
internal static class IpamText
{
    /// <summary>Counts up to here are written out.</summary>
    private const int LargestExact = 9_999_999;

    /// <summary>One line for each pool.</summary>
    public static string Pools(IpamSummary summary, int? width)
    {
        var table = new TextTable("POOL", "CIDR", "BLOCKS", "IN USE", "FREE", "USE");
        foreach (var (pool, usage, blocks) in summary.Pools)
        {
            table.Add(
                pool.Name, $"{pool.Cidr}", $"{blocks.Count} of {Count(pool.BlockCount)}",
                Count(usage.InUse), Count(usage.Free), Percent(usage));
        }

        return table.Render(width);
    }

    /// <summary>One line for each block, those of a pool together.</summary>
    public static string Blocks(IpamSummary summary, int? width)
    {
        var table = new TextTable("BLOCK", "POOL", "NODE", "IN USE", "FREE", "BORROWED");
        foreach (var pool in summary.Pools)
        {
            foreach (var block in pool.Blocks) AddBlock(table, pool.Pool.Name, block);
        }

        foreach (var block in summary.Orphans) AddBlock(table, "<none>", block);
        return table.Render(width);
    }

    /// <summary>What is known of one address.</summary>
    public static string Address(AddressUsage usage)
    {
        var description = new Description()
            .Add("Address", $"{usage.Address}")
            .Add("Pool", usage.Pool is { } pool ? $"{pool.Name} ({pool.Cidr})" : "none: no pool has this address")
            .Add("Block", usage.Block is { } block ? $"{block.Cidr} of {Owner(block)}" : "none: no node has claimed its block");
        if (usage.Allocation is not { Holder: var holder })
            return description.Add("In use", "no").Render();
        return description
            .Add("In use", $"by {holder.DisplayName}")
            .AddIfKnown("Node", holder.Node)
            .AddIfKnown("Since", holder.Attributes.GetValueOrDefault("timestamp"))
            .AddIfKnown("Handle", holder.Handle?.ToString())
            .Render();
    }

    /// <summary><c>10.65.0.0/26 of node n1, 5 of 64 addresses in use</c>.</summary>
    public static string Line(BlockUsage usage) =>
        $"{usage.Block.Cidr} of {Owner(usage.Block)}, {Count(usage.Usage.InUse)} of {Count(usage.Usage.Capacity)} addresses in use";

    /// <summary>A count; a very large one as the nearest power of two.</summary>
    public static string Count(UInt128 count)
    {
        if (count <= LargestExact) return count.ToString();
        var power = (int)UInt128.Log2(count);
        if (count == UInt128.One << power) return $"2^{power}";
        return $"~2^{(count >> (power - 1) == 3 ? power + 1 : power)}";
    }

    /// <summary>The share in use; a little is not nothing.</summary>
    public static string Percent(Usage usage) => usage switch
    {
        { InUse: var used } when used == 0 => "0%",
        { Percent: < 1 } => "<1%",
        _ => $"{Math.Floor(usage.Percent):0}%",
    };

    private static void AddBlock(TextTable table, string pool, BlockUsage usage) => table.Add(
        $"{usage.Block.Cidr}", pool, usage.Block.Owner?.Node ?? usage.Block.Owner?.Text ?? "<none>",
        Count(usage.Usage.InUse), Count(usage.Usage.Free), $"{usage.Borrowed.Count}");

    private static string Owner(Block block) => block.Owner switch
    {
        null => "nobody",
        { Node: { } node } => $"node {node}",
        { } other => other.Text,
    };
}
