using Margay.Primitives;

namespace Margay.Bgp.Rib;

/// <summary>A prefix and all paths to it. The chosen ones stand first.</summary>
public sealed class Destination
{
    private const int Spare = 4;

    private BgpPath[] _paths = [];
    private int _count;
    private ushort _chosen;
    private bool _isTouched;

    internal Destination(Cidr prefix) => Prefix = prefix;

    /// <summary>The prefix.</summary>
    public Cidr Prefix { get; }

    /// <summary>All paths, those that are not used among them.</summary>
    public ReadOnlySpan<BgpPath> Paths => _paths.AsSpan(0, _count);

    /// <summary>The best path, and after it those that are as good.</summary>
    public ReadOnlySpan<BgpPath> Chosen => _paths.AsSpan(0, _chosen);

    /// <summary>The best path, or null.</summary>
    public BgpPath? Best => _chosen > 0 ? _paths[0] : null;

    /// <summary>What peers are told of it, the groups of peers one after the other.</summary>
    internal OutRoute? Told { get; set; }

    /// <summary>It is among those whose change is not yet worked off.</summary>
    internal bool IsDirty { get; set; }

    internal bool IsGone => _count == 0 && Told is null;

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
            var before = _paths[index];
            _paths[index] = path;
            _isTouched |= index < _chosen;
            return before;
        }

        // A new path goes to the end, after all that are chosen. Most prefixes have one path for ever.
        if (_count == _paths.Length) Array.Resize(ref _paths, _count + Math.Clamp(_count, 1, Spare));
        _paths[_count++] = path;
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
            var before = _paths[i];
            if (before.Owner.Number != owner) continue;
            var after = change(before);
            if (ReferenceEquals(after, before)) continue;
            isChanged = true;
            counts += PathCounts.Of(after) - PathCounts.Of(before);
            if (after is not null)
            {
                _paths[i] = after;
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

    private bool Advance(int from, int to, Span<DecisionStep> steps)
    {
        if (from == to) return false;
        (_paths[from], _paths[to]) = (_paths[to], _paths[from]);
        (steps[from], steps[to]) = (steps[to], steps[from]);
        return true;
    }

    private int IndexOf(int owner, uint pathId)
    {
        for (var i = 0; i < _count; i++)
        {
            if (_paths[i].Owner.Number == owner && _paths[i].PathId == pathId) return i;
        }

        return -1;
    }

    private BgpPath RemoveAt(int index)
    {
        var removed = _paths[index];
        _paths.AsSpan(index + 1, --_count - index).CopyTo(_paths.AsSpan(index));
        _paths[_count] = null!;
        if (_paths.Length - _count > Spare) Array.Resize(ref _paths, _count);
        if (index < _chosen)
        {
            _chosen--;
            _isTouched = true;
        }

        return removed;
    }
}
