using Margay.Ipam;
using Margay.Model.Resources;

namespace Margay.Tests.Property.Ipam;

/// <summary>A store in memory: each write succeeds only on the revision that it expects, and passes through the stored form.</summary>
internal sealed class CasStore(IEnumerable<Pool> pools)
{
    private readonly List<IpamView> _history = [IpamView.Empty.WithPools(pools)];
    private readonly Dictionary<IpamKey, IpamObject> _objects = [];
    private int _revision;

    public IReadOnlyList<IpamView> History => _history;

    public IEnumerable<Block> Blocks => _objects.Values.OfType<Block>();

    public IEnumerable<Affinity> Affinities => _objects.Values.OfType<Affinity>();

    public IEnumerable<AllocationHandle> Handles => _objects.Values.OfType<AllocationHandle>();

    public IpamObject? Read(IpamKey key) => _objects.GetValueOrDefault(key);

    /// <summary>The object as stored, or null after a deletion; false when the store holds another revision.</summary>
    public bool TryWrite(IpamWrite write, out IpamObject? stored)
    {
        stored = null;
        var key = write.Item.Key;
        if (_objects.GetValueOrDefault(key)?.Metadata.ResourceVersion != write.Item.Metadata.ResourceVersion) return false;
        if (write.IsDeletion)
        {
            _objects.Remove(key);
            _history.Add(_history[^1].WithoutCached(key));
            return true;
        }

        stored = Stored(write.Item);
        Assert.Equal(key, stored.Key);
        _objects[key] = stored;
        _history.Add(_history[^1].WithCached(stored));
        return true;
    }

    private IpamObject Stored(IpamObject item)
    {
        var metadata = item.Metadata with { Name = item.Key.Name, ResourceVersion = $"{++_revision}" };
        IpamObject? read = null;
        var isRead = item switch
        {
            Block block => Block.TryRead(block.ToResource() with { Metadata = metadata }, out var after) && (read = after) is not null,
            Affinity claim => Affinity.TryRead(claim.ToResource() with { Metadata = metadata }, out var after) && (read = after) is not null,
            AllocationHandle handle =>
                AllocationHandle.TryRead(handle.ToResource() with { Metadata = metadata }, out var after) && (read = after) is not null,
            _ => false,
        };
        Assert.True(isRead);
        return read!;
    }

    public static Pool PoolOf(string name, string cidr, int blockSize) =>
        Pool.TryRead(
            new IpPool { Metadata = new ObjectMeta { Name = name }, Spec = new IpPoolSpec { Cidr = cidr, BlockSize = blockSize } },
            out var pool, out var fault) ? pool : throw new ArgumentException(fault);
}
