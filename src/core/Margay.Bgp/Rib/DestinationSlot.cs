using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Margay.Primitives;

namespace Margay.Bgp.Rib;

/// <summary>A prefix and all paths to it, the chosen ones first: one place of a <see cref="DestinationSlab"/>. The default is a free one.</summary>
/// <remarks>64 bytes, of which there may be millions.</remarks>
internal struct DestinationSlot
{
    // Most prefixes have one path for ever: it takes no run.
    private BgpPath? _only;
    private BgpPath[]? _several;
    private int _start;
    private int _count;
    private ushort _chosen;
    private byte _power;
    private Marks _marks;

    public DestinationSlot(Cidr prefix) => Prefix = prefix;

    [Flags]
    private enum Marks : byte
    {
        None = 0,
        Dirty = 1,

        /// <summary>A chosen path has gone or become another since the last choice.</summary>
        Touched = 2,

        /// <summary>There was a path with a MED.</summary>
        Meds = 4,
    }

    /// <summary>The prefix; none if the place is free.</summary>
    public Cidr Prefix { get; }

    /// <summary>What peers are told of it, the groups of peers one after the other.</summary>
    public OutRoute? Told { get; set; }

    /// <summary>The next place with the same hash, or that is free, counted from 1; 0 after the last.</summary>
    public int Next { get; set; }

    /// <summary>It is among those whose change is not yet worked off.</summary>
    public bool IsDirty
    {
        readonly get => Has(Marks.Dirty);
        set => Mark(Marks.Dirty, value);
    }

    /// <summary>All paths, those that are not used among them.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<BgpPath> Paths => _several is { } several ? several.AsSpan(_start, _count) : MemoryMarshal.CreateReadOnlySpan(in _only!, _count);

    /// <summary>The best path, and after it those that are as good.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<BgpPath> Chosen => Paths[.._chosen];

    /// <summary>Nobody has a path to it, and nobody was told of any.</summary>
    public readonly bool IsGone => _count == 0 && Told is null;

    [UnscopedRef]
    private Span<BgpPath> All => _several is { } several ? several.AsSpan(_start, _count) : MemoryMarshal.CreateSpan(ref _only!, _count);

    /// <summary>Takes a path, in the place of an earlier one with the same owner and identifier.</summary>
    /// <returns>Which it replaced, or null.</returns>
    public BgpPath? Put(BgpPath path, PathSlab slab)
    {
        if (path.Attributes.Med > 0) _marks |= Marks.Meds;
        var index = IndexOf(path.Owner.Number, path.PathId);
        if (index >= 0)
        {
            ref var at = ref All[index];
            var before = at;
            at = path;
            Touch(index);
            return before;
        }

        // A new path goes to the end, after all that are chosen.
        if (_count > 0 && (_several is null || _count == 1 << _power)) Move(slab.Take(_count + 1), slab);
        _count++;
        All[^1] = path;
        return null;
    }

    /// <summary>Removes a path; null if there is none with this owner and identifier.</summary>
    public BgpPath? Remove(int owner, uint pathId, PathSlab slab)
    {
        var index = IndexOf(owner, pathId);
        return index < 0 ? null : RemoveAt(index, slab);
    }

    /// <summary>Replaces the paths of an owner by others, or removes them where <paramref name="change"/> gives null.</summary>
    /// <returns>How many more there are now, and whether anything is different.</returns>
    public (PathCounts Change, bool IsChanged) Rewrite(int owner, Func<BgpPath, BgpPath?> change, PathSlab slab)
    {
        var (counts, isChanged) = (default(PathCounts), false);
        for (var i = _count - 1; i >= 0; i--)
        {
            var before = Paths[i];
            if (before.Owner.Number != owner) continue;
            var after = change(before);
            if (ReferenceEquals(after, before)) continue;
            isChanged = true;
            counts += PathCounts.Of(after) - PathCounts.Of(before);
            if (after is null)
            {
                RemoveAt(i, slab);
                continue;
            }

            All[i] = after;
            if (after.Attributes.Med > 0) _marks |= Marks.Meds;
            Touch(i);
        }

        return (counts, isChanged);
    }

    /// <summary>Chooses anew; false if the same paths are chosen, in the same order.</summary>
    public bool Choose()
    {
        if (_count == 1) return ChooseOnly();
        Span<DecisionStep> steps = _count <= 64 ? stackalloc DecisionStep[_count] : new DecisionStep[_count];
        var best = PathDecision.Select(Paths, steps);
        var isChanged = Has(Marks.Touched);
        var chosen = 0;
        if (best >= 0) isChanged |= Advance(best, chosen++, steps);
        for (var i = chosen; i < _count && chosen < ushort.MaxValue; i++)
        {
            if (steps[i] == DecisionStep.Multipath) isChanged |= Advance(i, chosen++, steps);
        }

        return Chose(chosen, isChanged);
    }

    /// <summary>
    /// Chooses anew after a path has come that replaced none. Where MEDs have no say it has to be held against the best alone: what lost
    /// without it loses still.
    /// </summary>
    /// <returns>False if the same paths are chosen, in the same order.</returns>
    public bool ChooseWithLast()
    {
        if (_chosen is 0 or ushort.MaxValue || Has(Marks.Meds | Marks.Touched)) return Choose();
        var paths = All;
        ref var last = ref paths[^1];
        if (!last.IsEligible) return false;
        var order = PathDecision.CompareWithoutMeds(last, paths[0]);
        if (order < 0) return false;
        if (order > 0) _chosen = 0;
        ref var place = ref paths[_chosen];
        (last, place) = (place, last);
        if (PathDecision.BreakTie(place, paths[0]) < 0) (place, paths[0]) = (paths[0], place);
        _chosen++;
        return true;
    }

    /// <summary>A path without rivals is chosen if it may be.</summary>
    private bool ChooseOnly() => Chose(Paths[0].IsEligible ? 1 : 0, Has(Marks.Touched));

    private bool Chose(int chosen, bool isChanged)
    {
        isChanged |= chosen != _chosen;
        _chosen = (ushort)chosen;
        Mark(Marks.Touched, false);
        return isChanged;
    }

    private bool Advance(int from, int to, Span<DecisionStep> steps)
    {
        if (from == to) return false;
        var paths = All;
        (paths[from], paths[to]) = (paths[to], paths[from]);
        (steps[from], steps[to]) = (steps[to], steps[from]);
        return true;
    }

    private readonly int IndexOf(int owner, uint pathId)
    {
        var paths = Paths;
        for (var i = 0; i < paths.Length; i++)
        {
            if (paths[i].Owner.Number == owner && paths[i].PathId == pathId) return i;
        }

        return -1;
    }

    private BgpPath RemoveAt(int index, PathSlab slab)
    {
        var paths = All;
        var removed = paths[index];
        paths[(index + 1)..].CopyTo(paths[index..]);
        paths[^1] = null!;
        _count--;
        Touch(index);
        if (index < _chosen) _chosen--;
        if (_count == 0) _marks &= ~Marks.Meds;
        if (_several is not { } several) return removed;
        if (_count > 1 && 4 * _count <= 1 << _power)
        {
            Move(slab.Take(_count), slab);
        }
        else if (_count == 1)
        {
            _only = paths[0];
            _several = null;
            slab.Return(new PathRun(several, _start, _power));
        }

        return removed;
    }

    /// <summary>Moves all paths into another run.</summary>
    private void Move(PathRun run, PathSlab slab)
    {
        Paths.CopyTo(run.Span);
        if (_several is { } several) slab.Return(new PathRun(several, _start, _power));
        (_only, _several, _start, _power) = (null, run.Array, run.Start, run.Power);
    }

    private readonly bool Has(Marks any) => (_marks & any) != Marks.None;

    private void Mark(Marks mark, bool isSet) => _marks = isSet ? _marks | mark : _marks & ~mark;

    /// <summary>Notes that the path at an index is another, or goes.</summary>
    private void Touch(int index)
    {
        if (index < _chosen) _marks |= Marks.Touched;
    }
}
