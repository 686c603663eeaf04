using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Margay.Primitives;

/// <summary>An immutable set of labels, sorted by key (ordinal). A value: equality compares every pair.</summary>
public sealed class LabelSet : ILabels, IReadOnlyList<KeyValuePair<string, string>>, IEquatable<LabelSet>
{
    private readonly string[] _keys;
    private readonly string[] _values;

    private LabelSet(string[] keys, string[] values) => (_keys, _values) = (keys, values);

    /// <summary>No labels.</summary>
    public static LabelSet Empty { get; } = new([], []);

    /// <inheritdoc/>
    public int Count => _keys.Length;

    /// <inheritdoc/>
    public KeyValuePair<string, string> this[int index] => new(_keys[index], _values[index]);

    /// <summary>The set of these pairs; null counts as none.</summary>
    /// <exception cref="ArgumentException">A key occurs twice.</exception>
    public static LabelSet Of(IEnumerable<KeyValuePair<string, string>>? labels)
    {
        if (labels is null) return Empty;
        var pairs = labels.ToArray();
        if (pairs.Length == 0) return Empty;
        Array.Sort(pairs, static (a, b) => string.CompareOrdinal(a.Key, b.Key));
        return OfSorted(Array.ConvertAll(pairs, static pair => pair.Key), Array.ConvertAll(pairs, static pair => pair.Value));
    }

    /// <summary>The set of these keys, sorted (ordinal), with the values of the same places.</summary>
    /// <param name="keys">The keys. The array is kept and must not change; sets with the same keys may share it.</param>
    /// <param name="values">The values. The array is kept and must not change.</param>
    /// <exception cref="ArgumentException">A key occurs twice, or the keys are not sorted.</exception>
    public static LabelSet OfSorted(string[] keys, string[] values)
    {
        if (keys.Length == 0) return Empty;
        for (var i = 1; i < keys.Length; i++)
        {
            var order = string.CompareOrdinal(keys[i - 1], keys[i]);
            if (order == 0) throw new ArgumentException($"label '{keys[i]}' occurs twice", nameof(keys));
            if (order > 0) throw new ArgumentException($"label '{keys[i]}' is not in order", nameof(keys));
        }

        return new LabelSet(keys, values);
    }

    /// <summary>The value of <paramref name="key"/>; false if the label is absent.</summary>
    public bool TryGetValue(string key, [NotNullWhen(true)] out string? value)
    {
        var index = IndexOf(key);
        value = index < 0 ? null : _values[index];
        return index >= 0;
    }

    /// <summary>The place of <paramref name="key"/>; -1 if the label is absent.</summary>
    public int IndexOf(string key)
    {
        // Most objects have few labels, and equality of texts is cheaper to ask for than order.
        const int few = 16;
        if (_keys.Length > few) return Math.Max(Array.BinarySearch(_keys, key, StringComparer.Ordinal), -1);
        for (var i = 0; i < _keys.Length; i++)
        {
            if (_keys[i] == key) return i;
        }

        return -1;
    }

    /// <inheritdoc/>
    public bool Equals(LabelSet? other)
    {
        if (ReferenceEquals(this, other)) return true;
        if (other is null || _keys.Length != other._keys.Length) return false;
        for (var i = 0; i < _keys.Length; i++)
        {
            if (_keys[i] != other._keys[i] || _values[i] != other._values[i]) return false;
        }

        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as LabelSet);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        for (var i = 0; i < _keys.Length; i++)
        {
            hash.Add(_keys[i]);
            hash.Add(_values[i]);
        }

        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, string>> GetEnumerator()
    {
        for (var i = 0; i < _keys.Length; i++) yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary><c>a=1,b=2</c>, sorted by key.</summary>
    public override string ToString() => string.Join(',', this.Select(pair => $"{pair.Key}={pair.Value}"));
}
