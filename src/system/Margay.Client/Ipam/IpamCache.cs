using System.Globalization;
using Margay.Ipam;
using Margay.Model.Resources;

namespace Margay.Client.Ipam;

/// <summary>
/// What is known of pools, blocks, affinities and handles, so that an assignment need not read first. Fed by informers
/// and by the assigner's own writes; may lag behind the store, which costs a retry and no more. Safe for concurrent use.
/// </summary>
public sealed class IpamCache
{
    /// <summary>Guards all fields below; held only for work in memory.</summary>
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Pool> _pools = [];
    private readonly Dictionary<string, string> _poolFaults = [];
    private readonly HashSet<ResourceKind> _complete = [];
    private IpamView _view = IpamView.Empty;

    /// <summary>Whether informers have delivered complete lists of pools, blocks and affinities.</summary>
    public bool IsLive
    {
        get
        {
            lock (_gate) return _complete.IsSupersetOf([Kinds.IpPool, Kinds.IpamBlock, Kinds.BlockAffinity]);
        }
    }

    /// <summary>Pools that cannot be used because they are wrong, by name, with the fault.</summary>
    public IReadOnlyDictionary<string, string> PoolFaults
    {
        get
        {
            lock (_gate) return new Dictionary<string, string>(_poolFaults);
        }
    }

    /// <summary>All that is known now.</summary>
    public IpamView Snapshot()
    {
        lock (_gate) return _view;
    }

    /// <summary>Takes in what an informer tells of IPPool, IPAMBlock or BlockAffinity; other kinds are no matter.</summary>
    public void Apply(Change change)
    {
        lock (_gate)
        {
            switch (change)
            {
                case Change<IpPool> pool:
                    Apply(pool);
                    break;
                case Change<IpamBlock> block:
                    Apply(block, IpamKind.Block);
                    break;
                case Change<BlockAffinity> affinity:
                    Apply(affinity, IpamKind.Affinity);
                    break;
                default:
                    break;
            }
        }
    }

    /// <summary>Takes in complete lists that were read at once, when there is no informer.</summary>
    internal void Replace(IReadOnlyList<IpPool> pools, IReadOnlyList<IpamBlock> blocks, IReadOnlyList<BlockAffinity> affinities)
    {
        lock (_gate)
        {
            ReplacePools(pools);
            ReplaceAll(blocks, IpamKind.Block);
            ReplaceAll(affinities, IpamKind.Affinity);
        }
    }

    /// <summary>Takes in what the assigner has read or written itself.</summary>
    internal void Learn(IpamKey key, IpamObject? item)
    {
        lock (_gate) _view = item is null ? _view.WithoutCached(key) : _view.WithCached(item);
    }

    private void Apply(Change<IpPool> change)
    {
        switch (change)
        {
            case Change<IpPool>.Replaced all:
                ReplacePools(all.Items);
                _complete.Add(change.Kind);
                return;
            case Change<IpPool>.Upsert one:
                PutPool(one.Item);
                break;
            case Change<IpPool>.Remove one:
                _pools.Remove(one.Item.Metadata.Name);
                _poolFaults.Remove(one.Item.Metadata.Name);
                break;
            default:
                break;
        }

        _view = _view.WithPools(_pools.Values);
    }

    private void ReplacePools(IReadOnlyList<IpPool> pools)
    {
        _pools.Clear();
        _poolFaults.Clear();
        foreach (var pool in pools) PutPool(pool);
        _view = _view.WithPools(_pools.Values);
    }

    private void PutPool(IpPool resource)
    {
        var name = resource.Metadata.Name;
        _pools.Remove(name);
        _poolFaults.Remove(name);
        if (Pool.TryRead(resource, out var pool, out var fault)) _pools[name] = pool;
        else _poolFaults[name] = fault;
    }

    private void Apply<T>(Change<T> change, IpamKind kind)
        where T : Resource
    {
        switch (change)
        {
            case Change<T>.Replaced all:
                ReplaceAll(all.Items, kind);
                _complete.Add(change.Kind);
                break;
            case Change<T>.Upsert one:
                Put(one.Item);
                break;
            case Change<T>.Remove one when !IsOlder(one.Item.Metadata, new IpamKey(kind, one.Item.Metadata.Name)):
                _view = _view.WithoutCached(new IpamKey(kind, one.Item.Metadata.Name));
                break;
            default:
                break;
        }
    }

    private void ReplaceAll<T>(IReadOnlyList<T> items, IpamKind kind)
        where T : Resource
    {
        var names = items.Select(item => item.Metadata.Name).ToHashSet();
        foreach (var key in _view.Keys(kind).Where(key => !names.Contains(key.Name)).ToList()) _view = _view.WithoutCached(key);
        foreach (var item in items) Put(item);
    }

    private void Put(Resource resource)
    {
        if (IpamResources.Read(resource) is { } item && !IsOlder(item.Metadata, item.Key)) _view = _view.WithCached(item);
    }

    /// <summary>Whether the cache knows a later revision already: its own write came back late.</summary>
    /// <remarks>Decimal revisions are ordered, as in every store over etcd and in our hub; others count as newer.</remarks>
    private bool IsOlder(ObjectMeta metadata, IpamKey key) =>
        ulong.TryParse(metadata.ResourceVersion, NumberStyles.None, CultureInfo.InvariantCulture, out var told)
        && ulong.TryParse(_view.MetadataFor(key).ResourceVersion, NumberStyles.None, CultureInfo.InvariantCulture, out var known)
        && told < known;
}
