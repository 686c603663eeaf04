using System.Collections;
using System.Runtime.CompilerServices;

namespace Margay.Primitives;

/// <summary>An array that never changes and is equal to another with the same elements. <c>default</c> is empty.</summary>
[CollectionBuilder(typeof(ValueArray), nameof(ValueArray.Create))]
public readonly struct ValueArray<T>(T[]? items) : IEquatable<ValueArray<T>>, IReadOnlyList<T>
    where T : IEquatable<T>
{
    private readonly T[]? _items = items;

    /// <summary>The elements.</summary>
    public ReadOnlySpan<T> Span => _items;

    /// <summary>How many there are.</summary>
    public int Count => _items?.Length ?? 0;

    /// <summary>Whether there is none.</summary>
    public bool IsEmpty => Count == 0;

    /// <summary>The element at an index.</summary>
    public T this[int index] => Span[index];

    /// <summary>Whether both have equal elements in the same order.</summary>
    public static bool operator ==(ValueArray<T> left, ValueArray<T> right) => left.Equals(right);

    /// <summary>Whether they differ.</summary>
    public static bool operator !=(ValueArray<T> left, ValueArray<T> right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(ValueArray<T> other) => ReferenceEquals(_items, other._items) || Span.SequenceEqual(other.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ValueArray<T> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = Count;
        foreach (var item in Span) hash = HashCode.Combine(hash, item);
        return hash;
    }

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)(_items ?? [])).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>Makes <see cref="ValueArray{T}"/> from collection expressions.</summary>
public static class ValueArray
{
    /// <summary>An array of these elements.</summary>
    public static ValueArray<T> Create<T>(ReadOnlySpan<T> items)
        where T : IEquatable<T> => new(items.IsEmpty ? null : items.ToArray());
}
