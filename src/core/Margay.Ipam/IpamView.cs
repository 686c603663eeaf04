using System.Collections.Immutable;
using System.Diagnostics;
using Margay.Model.Resources;
using Margay.Primitives;

namespace Margay.Ipam;

/// <summary>
/// What a decision knows of the store: possibly stale, except for what this run has read or written itself. Immutable.
/// </summary>
/// <remarks>
/// Staleness costs a retry, never correctness: each write names the revision it expects, and no decision takes an
/// address as held, or a handle as done with, on the word of knowledge that is not fresh.
/// </remarks>
public sealed record IpamView
{
    /// <summary>A view without anything.</summary>
    public static IpamView Empty { get; } = new();

    /// <summary>The pools, in the order of their names.</summary>
    public ImmutableArray<Pool> Pools { get; private init; } = [];

    private ImmutableDictionary<IpamKey, Block> BlockTable { get; init; } = ImmutableDictionary<IpamKey, Block>.Empty;

    private ImmutableDictionary<IpamKey, Affinity> AffinityTable { get; init; } = ImmutableDictionary<IpamKey, Affinity>.Empty;

    private ImmutableDictionary<IpamKey, AllocationHandle> HandleTable { get; init; } =
        ImmutableDictionary<IpamKey, AllocationHandle>.Empty;

    private ImmutableDictionary<string, ImmutableSortedSet<Cidr>> RangesByNode { get; init; } =
        ImmutableDictionary<string, ImmutableSortedSet<Cidr>>.Empty;

    private ImmutableHashSet<IpamKey> Fresh { get; init; } = [];

    private ImmutableHashSet<IpamKey> Written { get; init; } = [];

    /// <summary>All blocks that exist.</summary>
    public IEnumerable<Block> Blocks => BlockTable.Values.Where(block => !block.IsDeleted);

    /// <summary>All affinities that exist.</summary>
    public IEnumerable<Affinity> Affinities => AffinityTable.Values.Where(affinity => !affinity.IsDeleted);

    /// <summary>The keys of all objects of a kind, tombstones too.</summary>
    public IEnumerable<IpamKey> Keys(IpamKind kind) => kind switch
    {
        IpamKind.Block => BlockTable.Keys,
        IpamKind.Affinity => AffinityTable.Keys,
        _ => HandleTable.Keys,
    };

    /// <summary>The block of this range; null when there is none.</summary>
    public Block? BlockAt(Cidr cidr) => Existing(BlockTable.GetValueOrDefault(IpamKey.Of(cidr)));

    /// <summary>The node's claim to the block; null when there is none.</summary>
    public Affinity? AffinityOf(string node, Cidr cidr) => Existing(AffinityTable.GetValueOrDefault(IpamKey.Of(node, cidr)));

    /// <summary>The handle; null when there is none.</summary>
    public AllocationHandle? HandleOf(HandleId id) => Existing(HandleTable.GetValueOrDefault(IpamKey.Of(id)));

    /// <summary>The ranges that the node owns as a block or lays claim to, in their order.</summary>
    public IReadOnlyCollection<Cidr> RangesOf(string node) => RangesByNode.GetValueOrDefault(node, []);

    /// <summary>Whether this run has read or written the object, or found that it is not there.</summary>
    public bool IsFresh(IpamKey key) => Fresh.Contains(key);

    /// <summary>Whether this run has written the object.</summary>
    public bool IsWritten(IpamKey key) => Written.Contains(key);

    /// <summary>What a new object of this name has to carry: the revision of a tombstone, if there is one to write over.</summary>
    public ObjectMeta MetadataFor(IpamKey key)
    {
        IpamObject? tombstone = key.Kind switch
        {
            IpamKind.Block => BlockTable.GetValueOrDefault(key),
            IpamKind.Affinity => AffinityTable.GetValueOrDefault(key),
            _ => HandleTable.GetValueOrDefault(key),
        };
        return tombstone?.Metadata ?? new ObjectMeta { Name = key.Name };
    }

    /// <summary>The view with these pools.</summary>
    public IpamView WithPools(IEnumerable<Pool> pools) =>
        this with { Pools = [.. pools.OrderBy(pool => pool.Name, StringComparer.Ordinal)] };

    /// <summary>The view with the object, from a source that may be late.</summary>
    public IpamView WithCached(IpamObject item) => item switch
    {
        Block block => (this with { BlockTable = BlockTable.SetItem(block.Key, block) })
            .Indexed(BlockTable.GetValueOrDefault(block.Key)?.Owner?.Node, block.Cidr).Indexed(block.Owner?.Node, block.Cidr),
        Affinity affinity => (this with { AffinityTable = AffinityTable.SetItem(affinity.Key, affinity) })
            .Indexed(affinity.Node, affinity.Cidr),
        AllocationHandle handle => this with { HandleTable = HandleTable.SetItem(handle.Key, handle) },
        _ => throw new UnreachableException(),
    };

    /// <summary>The view without the object, from a source that may be late.</summary>
    public IpamView WithoutCached(IpamKey key) => key.Kind switch
    {
        IpamKind.Block when BlockTable.TryGetValue(key, out var block) =>
            (this with { BlockTable = BlockTable.Remove(key) }).Indexed(block.Owner?.Node, block.Cidr),
        IpamKind.Affinity when AffinityTable.TryGetValue(key, out var affinity) =>
            (this with { AffinityTable = AffinityTable.Remove(key) }).Indexed(affinity.Node, affinity.Cidr),
        IpamKind.Handle => this with { HandleTable = HandleTable.Remove(key) },
        _ => this,
    };

    /// <summary>The view after a read of <paramref name="key"/> that found <paramref name="item"/>, or nothing.</summary>
    public IpamView AfterRead(IpamKey key, IpamObject? item) =>
        (item is null ? WithoutCached(key) : WithCached(item)) with { Fresh = Fresh.Add(key), Written = Written.Remove(key) };

    /// <summary>The view after a write that left <paramref name="item"/> in the store, or nothing.</summary>
    public IpamView AfterWrite(IpamKey key, IpamObject? item) =>
        (item is null ? WithoutCached(key) : WithCached(item)) with { Fresh = Fresh.Add(key), Written = Written.Add(key) };

    /// <summary>The same knowledge, none of it fresh: where a new run begins.</summary>
    public IpamView Aged() => this with { Fresh = [], Written = [] };

    /// <summary>Keeps the index by node in step with the two tables.</summary>
    private IpamView Indexed(string? node, Cidr cidr)
    {
        if (node is null) return this;
        var ranges = RangesByNode.GetValueOrDefault(node, []);
        var isMember = BlockAt(cidr)?.IsOwnedBy(node) == true || AffinityOf(node, cidr) is { IsVirtual: false };
        return this with { RangesByNode = RangesByNode.SetItem(node, isMember ? ranges.Add(cidr) : ranges.Remove(cidr)) };
    }

    private static T? Existing<T>(T? item)
        where T : IpamObject =>
        item is { IsDeleted: false } ? item : null;
}
