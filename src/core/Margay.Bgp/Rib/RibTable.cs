using System.Runtime.InteropServices;
using Margay.Primitives;

namespace Margay.Bgp.Rib;

/// <summary>All paths to all prefixes of one family, the Adj-RIBs-In and the Loc-RIB in one (RFC 4271 §3.2).</summary>
internal sealed class RibTable
{
    private readonly DestinationSlab _slab = new();
    private readonly PathSlab _paths = new();
    private readonly List<int> _dirty = [];
    private readonly Dictionary<(int Owner, uint PathId), uint> _pathIds = [];

    /// <summary>Every change of a path counts, and not only those of the chosen ones: a peer is told them all.</summary>
    public bool TellsAllPaths { get; set; }

    public IEnumerable<Destination> Destinations => _slab.Places().Select(At);

    public bool HasDirty => _dirty.Count > 0;

    public bool TryFind(Cidr prefix, out Destination destination)
    {
        var place = _slab.Find(prefix);
        destination = At(place);
        return place >= 0;
    }

    /// <summary>The size of the table.</summary>
    public RibCounts Counts { get; private set; }

    /// <summary>Takes a path.</summary>
    /// <returns>How many paths its owner has more.</returns>
    public PathCounts Put(Cidr prefix, BgpPath path)
    {
        var place = _slab.Find(prefix);
        if (place < 0) place = _slab.Add(prefix);
        ref var slot = ref _slab[place];
        var size = SizeOf(slot);
        var before = slot.Put(path, _paths);
        if (before is null) Update(place, ref slot, slot.ChooseWithLast(), size);
        else if (!Equals(before, path)) Update(place, ref slot, slot.Choose(), size);
        return PathCounts.Of(path) - PathCounts.Of(before);
    }

    /// <summary>Removes a path.</summary>
    /// <returns>How many paths its owner has more: less than none, unless there was none.</returns>
    public PathCounts Remove(Cidr prefix, int owner, uint pathId)
    {
        var place = _slab.Find(prefix);
        if (place < 0) return default;
        ref var slot = ref _slab[place];
        var size = SizeOf(slot);
        if (slot.Remove(owner, pathId, _paths) is not { } removed) return default;
        Update(place, ref slot, slot.Choose(), size);
        return default(PathCounts) - PathCounts.Of(removed);
    }

    /// <summary>Replaces all paths of an owner by others, or removes them where <paramref name="change"/> gives null. Each path is asked about once.</summary>
    /// <returns>How many paths the owner has more.</returns>
    public PathCounts Rewrite(int owner, Func<BgpPath, BgpPath?> change)
    {
        // Prefixes share paths: what becomes of one is worked out once, and shared again.
        var known = new Dictionary<BgpPath, BgpPath?>(ReferenceEqualityComparer.Instance);
        var counts = default(PathCounts);
        foreach (var place in _slab.Places())
        {
            ref var slot = ref _slab[place];
            var size = SizeOf(slot);
            var (more, isChanged) = slot.Rewrite(owner, once, _paths);
            counts += more;
            if (isChanged) Update(place, ref slot, slot.Choose(), size);
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

    /// <summary>Hands over what changed since the last time, and forgets it.</summary>
    public void WorkOff(Action<Destination> act)
    {
        // What the work touches again is worked off too.
        for (var i = 0; i < _dirty.Count; i++)
        {
            var destination = At(_dirty[i]);
            destination.Slot.IsDirty = false;
            act(destination);
            Drop(destination);
        }

        _dirty.Clear();
    }

    /// <summary>Forgets a destination that nobody has a path to, and nobody was told of.</summary>
    public void Drop(Destination destination)
    {
        if (destination.Slot is { IsGone: true, IsDirty: false }) _slab.Remove(destination.Place);
    }

    private Destination At(int place) => new(_slab, place);

    private static RibCounts SizeOf(in DestinationSlot slot) => new(slot.Paths.Length > 0 ? 1 : 0, slot.Paths.Length, slot.Chosen.Length);

    /// <param name="place">Where the paths are that have changed.</param>
    /// <param name="slot">What is there.</param>
    /// <param name="isChosenAnew">Whether other paths are chosen now.</param>
    /// <param name="before">How many it had.</param>
    private void Update(int place, ref DestinationSlot slot, bool isChosenAnew, RibCounts before)
    {
        if ((isChosenAnew || TellsAllPaths || slot.IsGone) && !slot.IsDirty)
        {
            slot.IsDirty = true;
            _dirty.Add(place);
        }

        var now = SizeOf(slot);
        Counts = new RibCounts(
            Counts.Prefixes + now.Prefixes - before.Prefixes, Counts.Paths + now.Paths - before.Paths, Counts.Best + now.Best - before.Best);
    }
}
