using System.Numerics;

namespace Margay.Bgp.Rib;

/// <summary>Runs of places for paths, cut out of long arrays that the garbage collector does not move.</summary>
internal sealed class PathSlab
{
    private const int FirstChunk = 1 << 8;
    private const int LastChunk = 1 << 14;

    // The free runs of each length.
    private readonly List<Stack<PathRun>> _free = [];
    private BgpPath[] _chunk = [];
    private int _cut;
    private int _used;

    /// <summary>A run of at least so many places, with nothing in them.</summary>
    public PathRun Take(int places)
    {
        _used++;
        var power = BitOperations.Log2((uint)places - 1) + 1;
        if (power < _free.Count && _free[power].TryPop(out var run)) return run;
        var length = 1 << power;
        if (length > LastChunk) return new PathRun(new BgpPath[length], 0, (byte)power);
        if (_cut + length > _chunk.Length) (_chunk, _cut) = (new BgpPath[Math.Clamp(2 * _chunk.Length, Math.Max(FirstChunk, length), LastChunk)], 0);
        _cut += length;
        return new PathRun(_chunk, _cut - length, (byte)power);
    }

    /// <summary>Takes a run back. Others may be given its places.</summary>
    public void Return(PathRun run)
    {
        if (--_used == 0)
        {
            _free.Clear();
            (_chunk, _cut) = ([], 0);
            return;
        }

        run.Span.Clear();
        while (_free.Count <= run.Power) _free.Add([]);
        _free[run.Power].Push(run);
    }
}

/// <summary>Places of a <see cref="PathSlab"/>: as many as a power of two.</summary>
internal readonly record struct PathRun(BgpPath[] Array, int Start, byte Power)
{
    public int Length => 1 << Power;

    public Span<BgpPath> Span => Array.AsSpan(Start, Length);
}
