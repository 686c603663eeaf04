using Margay.Primitives;

namespace Margay.Ipam;

/// <summary>How full a range is.</summary>
/// <param name="Capacity">All its addresses.</param>
/// <param name="InUse">Those that somebody holds.</param>
public readonly record struct Usage(UInt128 Capacity, UInt128 InUse)
{
    /// <summary>Those that nobody holds.</summary>
    public UInt128 Free => Capacity - InUse;

    /// <summary>The share in use, 0 to 100.</summary>
    public double Percent => Capacity == 0 ? 0 : (double)InUse / (double)Capacity * 100;
}

/// <summary>A block and how full it is.</summary>
/// <param name="Block">The block.</param>
/// <param name="Usage">How full it is.</param>
/// <param name="Borrowed">Allocations of the block that another node than its owner uses.</param>
public sealed record BlockUsage(Block Block, Usage Usage, IReadOnlyList<Allocation> Borrowed);

/// <summary>A pool, how full it is, and its blocks in their order.</summary>
public sealed record PoolUsage(Pool Pool, Usage Usage, IReadOnlyList<BlockUsage> Blocks);

/// <summary>What is known of one address.</summary>
/// <param name="Address">The address.</param>
/// <param name="Pool">The pool in which it lies, if any.</param>
/// <param name="Block">The block in which it lies, if any.</param>
/// <param name="Allocation">Who holds it; null when it is free.</param>
public sealed record AddressUsage(IpAddr Address, Pool? Pool, Block? Block, Allocation? Allocation);

/// <summary>How full the pools are and who holds what: the answers of <c>margay ipam show</c>.</summary>
public sealed class IpamSummary
{
    private readonly List<Block> _blocks;
    private readonly List<Pool> _pools;

    /// <summary>A summary of these pools and blocks; blocks that are tombstones do not count.</summary>
    public IpamSummary(IEnumerable<Pool> pools, IEnumerable<Block> blocks)
    {
        _pools = [.. pools.OrderBy(pool => pool.Cidr)];
        _blocks = [.. blocks.Where(block => !block.IsDeleted).OrderBy(block => block.Cidr)];
        Pools = [.. _pools.Select(UsageOf)];
        Orphans = [.. _blocks.Where(block => !_pools.Exists(pool => pool.Cidr.Contains(block.Cidr))).Select(UsageOf)];
    }

    /// <summary>The pools, IPv4 first, in the order of their ranges.</summary>
    public IReadOnlyList<PoolUsage> Pools { get; }

    /// <summary>Blocks that lie in no pool any more.</summary>
    public IReadOnlyList<BlockUsage> Orphans { get; }

    /// <summary>What is known of one address.</summary>
    public AddressUsage Find(IpAddr address)
    {
        var block = _blocks.Find(block => block.Cidr.Contains(address));
        return new AddressUsage(address, _pools.Find(pool => pool.Cidr.Contains(address)), block, block?.At(address));
    }

    /// <summary>Whether another node than the block's owner uses the address.</summary>
    public static bool IsBorrowed(Block block, Allocation allocation) =>
        allocation.Holder.Node is { } user && block.Owner?.Node != user;

    private PoolUsage UsageOf(Pool pool)
    {
        var blocks = _blocks.Where(block => pool.Cidr.Contains(block.Cidr)).Select(UsageOf).ToList();
        var inUse = blocks.Aggregate(UInt128.Zero, (sum, block) => sum + block.Usage.InUse);
        return new PoolUsage(pool, new Usage(pool.Capacity, inUse), blocks);
    }

    private static BlockUsage UsageOf(Block block) => new(
        block,
        new Usage((UInt128)block.Capacity, (UInt128)(block.Capacity - block.FreeCount)),
        [.. block.Allocations.Where(allocation => IsBorrowed(block, allocation))]);
}
