using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Margay.Primitives;

namespace Margay.Bgp.Rib;

/// <summary>All paths to all prefixes of one family, the Adj-RIBs-In and the Loc-RIB in one (RFC 4271 §3.2).</summary>
internal sealed class RibTable
{
    // A set, and no dictionary: a million prefixes need not be there twice.
    private readonly HashSet<Destination> _destinations;
    private readonly HashSet<Destination>.AlternateLookup<Cidr> _byPrefix;
    private readonly List<Destination> _dirty = [];
    private readonly Dictionary<(int Owner, uint PathId), uint> _pathIds = [];

    public RibTable()
    {
        _destinations = new HashSet<Destination>(DestinationPrefix.Instance);
        _byPrefix = _destinations.GetAlternateLookup<Cidr>();
    }

    /// <summary>Every change of a path counts, and not only those of the chosen ones: a peer is told them all.</summary>
    public bool TellsAllPaths { get; set; }

    public IReadOnlyCollection<Destination> Destinations => _destinations;

    public bool HasDirty => _dirty.Count > 0;

    public bool TryFind(Cidr prefix, [NotNullWhen(true)] out Destination? destination) => _byPrefix.TryGetValue(prefix, out destination);

    /// <summary>The size of the table.</summary>
    public RibCounts Counts { get; private set; }

    /// <summary>Takes a path.</summary>
    /// <returns>How many paths its owner has more.</returns>
    public PathCounts Put(Cidr prefix, BgpPath path)
    {
        if (!_byPrefix.TryGetValue(prefix, out var destination)) _destinations.Add(destination = new Destination(prefix));
        var size = SizeOf(destination);
        var before = destination.Put(path);
        if (!Equals(before, path)) Update(destination, size);
        return PathCounts.Of(path) - PathCounts.Of(before);
    }

    /// <summary>Removes a path.</summary>
    /// <returns>How many paths its owner has more: less than none, unless there was none.</returns>
    public PathCounts Remove(Cidr prefix, int owner, uint pathId)
    {
        if (!_byPrefix.TryGetValue(prefix, out var destination)) return default;
        var size = SizeOf(destination);
        if (destination.Remove(owner, pathId) is not { } removed) return default;
        Update(destination, size);
        return default(PathCounts) - PathCounts.Of(removed);
    }

    /// <summary>Replaces all paths of an owner by others, or removes them where <paramref name="change"/> gives null. Each path is asked about once.</summary>
    /// <returns>How many paths the owner has more.</returns>
    public PathCounts Rewrite(int owner, Func<BgpPath, BgpPath?> change)
    {
        // Prefixes share paths: what becomes of one is worked out once, and shared again.
        var known = new Dictionary<BgpPath, BgpPath?>(ReferenceEqualityComparer.Instance);
        var counts = default(PathCounts);
        foreach (var destination in _destinations)
        {
            var size = SizeOf(destination);
            var (more, isChanged) = destination.Rewrite(owner, once);
            counts += more;
            if (isChanged) Update(destination, size);
        }

        return counts;

        BgpPath? once(BgpPath path)
        {
            ref var after = ref CollectionsMarshal.GetValueRefOrAddDefault(known, path, out var isKnown);
            if (!isKnown) after = change(path);
            return after;
        }
    }

    /// <summary>The identifier under which this speaker tells a path (RFC 7911): every owner and identifier of its own have another.</summary>
    public uint PathIdOf(BgpPath path)
    {
        ref var id = ref CollectionsMarshal.GetValueRefOrAddDefault(_pathIds, (path.Owner.Number, path.PathId), out var isKnown);
        if (!isKnown) id = (uint)_pathIds.Count;
        return id;
    }

    /// <summary>Has a destination looked at again by whoever works off the changes.</summary>
    public void Touch(Destination destination)
    {
        if (destination.IsDirty) return;
        destination.IsDirty = true;
        _dirty.Add(destination);
    }

    /// <summary>Hands over what changed since the last time, and forgets it.</summary>
    public void WorkOff(Action<Destination> act)
    {
        // What the work touches again is worked off too.
        for (var i = 0; i < _dirty.Count; i++)
        {
            var destination = _dirty[i];
            destination.IsDirty = false;
            act(destination);
            Drop(destination);
        }

        _dirty.Clear();
    }

    /// <summary>Forgets a destination that nobody has a path to, and nobody was told of.</summary>
    public void Drop(Destination destination)
    {
        if (destination.IsGone && !destination.IsDirty) _destinations.Remove(destination);
    }

    private static RibCounts SizeOf(Destination destination) =>
        new(destination.Paths.Length > 0 ? 1 : 0, destination.Paths.Length, destination.Chosen.Length);

    /// <param name="destination">Its paths have changed.</param>
    /// <param name="before">How many it had.</param>
    private void Update(Destination destination, RibCounts before)
    {
        if (destination.Choose() || TellsAllPaths || destination.IsGone) Touch(destination);
        var now = SizeOf(destination);
        Counts = new RibCounts(
            Counts.Prefixes + now.Prefixes - before.Prefixes, Counts.Paths + now.Paths - before.Paths, Counts.Best + now.Best - before.Best);
    }
}
