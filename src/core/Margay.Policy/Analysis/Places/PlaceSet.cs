using System.Numerics;

namespace Margay.Policy.Analysis.Places;

/// <summary>Some of the places of one family. Immutable once it is handed out.</summary>
public sealed class PlaceSet : IEquatable<PlaceSet>
{
    private readonly IReadOnlyList<Place> _all;
    private readonly ulong[] _bits;

    private PlaceSet(IReadOnlyList<Place> all, ulong[] bits) => (_all, _bits) = (all, bits);

    /// <summary>The places; at least one.</summary>
    public IEnumerable<Place> Places
    {
        get
        {
            for (var word = 0; word < _bits.Length; word++)
            {
                for (var rest = _bits[word]; rest != 0; rest &= rest - 1)
                    yield return _all[(word * 64) + BitOperations.TrailingZeroCount(rest)];
            }
        }
    }

    /// <summary>One place.</summary>
    public static PlaceSet Of(Place place) => new([place], [1]);

    /// <summary>No place yet of a list.</summary>
    internal static PlaceSet Among(IReadOnlyList<Place> all) => new(all, new ulong[(all.Count + 63) / 64]);

    internal void Add(int index) => _bits[index / 64] |= 1UL << (index % 64);

    /// <inheritdoc/>
    /// <remarks>Sets of one list are equal by what they hold, others if they hold the very same places.</remarks>
    public bool Equals(PlaceSet? other) => other is not null && (ReferenceEquals(_all, other._all)
        ? _bits.AsSpan().SequenceEqual(other._bits)
        : Places.SequenceEqual(other.Places));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as PlaceSet);

    /// <inheritdoc/>
    public override int GetHashCode() => Places.First().GetHashCode();
}
