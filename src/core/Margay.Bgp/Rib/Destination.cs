using System.Runtime.InteropServices;
using Margay.Primitives;

namespace Margay.Bgp.Rib;

/// <summary>A prefix and all paths to it. The chosen ones stand first.</summary>
public sealed class Destination
{
    private const int Spare = 4;

    // Most prefixes have one path for ever: it takes no array.
    private BgpPath? _only;
    private BgpPath[]? _several;
    private int _count;
    private ushort _chosen;
    private bool _isTouched;

    internal Destination(Cidr prefix) => Prefix = prefix;

    /// <summary>The prefix.</summary>
    public Cidr Prefix { get; }

    /// <summary>All paths, those that are not used among them.</summary>
    public ReadOnlySpan<BgpPath> Paths => All;

    /// <summary>The best path, and after it those that are as good.</summary>
    public ReadOnlySpan<BgpPath> Chosen => All[.._chosen];

    /// <summary>The best path, or null.</summary>
    public BgpPath? Best => _chosen > 0 ? All[0] : null;

    /// <summary>What peers are told of it, the groups of peers one after the other.</summary>
    internal OutRoute? Told { get; set; }

    /// <summary>It is among those whose change is not yet worked off.</summary>
    internal bool IsDirty { get; set; }

    internal bool IsGone => _count == 0 && Told is null;

    private Span<BgpPath> All => _several is { } several ? several.AsSpan(0, _count) : MemoryMarshal.CreateSpan(ref _only!, _count);

    /// <summary>Says of each path at which step it lost; the order is that of <see cref="Paths"/>.</summary>
    public DecisionStep[] Decide()
    {
        var steps = new DecisionStep[_count];
        PathDecision.Select(Paths, steps);
        return steps;
    }

    /// <summary>Takes a path, in the place of an earlier one with the same owner and identifier.</summary>
    /// <returns>Which it replaced, or null.</returns>
    internal BgpPath? Put(BgpPath path)
    {
        var index = IndexOf(path.Owner.Number, path.PathId);
        if (index >= 0)
        {
            ref var at = ref All[index];
            var before = at;
            at = path;
            _isTouched |= index < _chosen;
            return before;
        }

        // A new path goes to the end, after all that are chosen.
        if (_count == 1 && _several is null) (_several, _only) = ([_only!, path], null);
        else if (_several is null) _only = path;
        else
        {
            if (_count == _several.Length) Array.Resize(ref _several, _count + Math.Clamp(_count, 1, Spare));
            _several[_count] = path;
        }

        _count++;
        return null;
    }

    /// <summary>Removes a path; null if there is none with this owner and identifier.</summary>
    internal BgpPath? Remove(int owner, uint pathId)
    {
        var index = IndexOf(owner, pathId);
        return index < 0 ? null : RemoveAt(index);
    }

    /// <summary>Replaces the paths of an owner by others, or removes them where <paramref name="change"/> gives null.</summary>
    /// <returns>How many more there are now, and whether anything is different.</returns>
    internal (PathCounts Change, bool IsChanged) Rewrite(int owner, Func<BgpPath, BgpPath?> change)
    {
        var (counts, isChanged) = (default(PathCounts), false);
        for (var i = _count - 1; i >= 0; i--)
        {
            var before = All[i];
            if (before.Owner.Number != owner) continue;
            var after = change(before);
            if (ReferenceEquals(after, before)) continue;
            isChanged = true;
            counts += PathCounts.Of(after) - PathCounts.Of(before);
            if (after is not null)
            {
                All[i] = after;
                _isTouched |= i < _chosen;
                continue;
            }

            RemoveAt(i);
        }

        return (counts, isChanged);
    }

    /// <summary>Chooses anew; false if the same paths are chosen, in the same order.</summary>
    internal bool Choose()
    {
        if (_count == 1) return ChooseOnly();
        Span<DecisionStep> steps = _count <= 64 ? stackalloc DecisionStep[_count] : new DecisionStep[_count];
        var best = PathDecision.Select(Paths, steps);
        var isChanged = _isTouched;
        var chosen = 0;
        if (best >= 0) isChanged |= Advance(best, chosen++, steps);
        for (var i = chosen; i < _count; i++)
        {
            if (steps[i] == DecisionStep.Multipath) isChanged |= Advance(i, chosen++, steps);
        }

        isChanged |= chosen != _chosen;
        _chosen = (ushort)chosen;
        _isTouched = false;
        return isChanged;
    }

    /// <summary>A path without rivals is chosen if it may be.</summary>
    private bool ChooseOnly()
    {
        var chosen = (ushort)(All[0].IsEligible ? 1 : 0);
        var isChanged = _isTouched || chosen != _chosen;
        (_chosen, _isTouched) = (chosen, false);
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

    private int IndexOf(int owner, uint pathId)
    {
        var paths = All;
        for (var i = 0; i < paths.Length; i++)
        {
            if (paths[i].Owner.Number == owner && paths[i].PathId == pathId) return i;
        }

        return -1;
    }

    private BgpPath RemoveAt(int index)
    {
        var paths = All;
        var removed = paths[index];
        paths[(index + 1)..].CopyTo(paths[index..]);
        paths[^1] = null!;
        _count--;
        if (_count == 1) (_only, _several) = (paths[0], null);
        else if (_several is not null && _several.Length - _count > Spare) Array.Resize(ref _several, _count);
        if (index < _chosen)
        {
            _chosen--;
            _isTouched = true;
        }

        return removed;
    }
}
