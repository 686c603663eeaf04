using System.Numerics;

namespace Margay.Policy.Analysis.Traffic;

/// <summary>A set of the classes of one <see cref="TrafficPartition"/>. Immutable.</summary>
public sealed class TrafficSet : IEquatable<TrafficSet>
{
    private readonly ulong[] _bits;

    private TrafficSet(ulong[] bits) => _bits = bits;

    /// <summary>Whether the set holds nothing.</summary>
    public bool IsEmpty => !_bits.AsSpan().ContainsAnyExcept(0UL);

    /// <summary>The numbers of the classes, ascending.</summary>
    public IEnumerable<int> Classes
    {
        get
        {
            for (var word = 0; word < _bits.Length; word++)
            {
                for (var rest = _bits[word]; rest != 0; rest &= rest - 1) yield return (word * 64) + BitOperations.TrailingZeroCount(rest);
            }
        }
    }

    /// <summary>The classes below <paramref name="count"/> that the predicate takes.</summary>
    public static TrafficSet Where(int count, Func<int, bool> takes)
    {
        var bits = new ulong[(count + 63) / 64];
        for (var i = 0; i < count; i++)
        {
            if (takes(i)) bits[i / 64] |= 1UL << (i % 64);
        }

        return new TrafficSet(bits);
    }

    /// <summary>What both sets hold.</summary>
    public TrafficSet And(TrafficSet other) => Combine(other, static (one, two) => one & two);

    /// <summary>What either set holds.</summary>
    public TrafficSet Or(TrafficSet other) => Combine(other, static (one, two) => one | two);

    /// <summary>What this set holds and the other does not.</summary>
    public TrafficSet Except(TrafficSet other) => Combine(other, static (one, two) => one & ~two);

    /// <summary>Whether the sets have a class in common.</summary>
    public bool Overlaps(TrafficSet other)
    {
        for (var i = 0; i < _bits.Length; i++)
        {
            if ((_bits[i] & other._bits[i]) != 0) return true;
        }

        return false;
    }

    /// <inheritdoc/>
    public bool Equals(TrafficSet? other) => other is not null && _bits.AsSpan().SequenceEqual(other._bits);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as TrafficSet);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var word in _bits) hash.Add(word);
        return hash.ToHashCode();
    }

    private TrafficSet Combine(TrafficSet other, Func<ulong, ulong, ulong> combine)
    {
        var bits = new ulong[_bits.Length];
        for (var i = 0; i < bits.Length; i++) bits[i] = combine(_bits[i], other._bits[i]);
        return new TrafficSet(bits);
    }
}
