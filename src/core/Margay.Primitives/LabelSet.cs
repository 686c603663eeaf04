using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Margay.Primitives;

/// <summary>An immutable set of labels, sorted by key (ordinal). A value: equality compares every pair.</summary>
public sealed class LabelSet : ILabels, IReadOnlyList<KeyValuePair<string, string>>, IEquatable<LabelSet>
{
    private readonly KeyValuePair<string, string>[] _pairs;

    private LabelSet(KeyValuePair<string, string>[] pairs) => _pairs = pairs;

    /// <summary>No labels.</summary>
    public static LabelSet Empty { get; } = new([]);

    /// <inheritdoc/>
    public int Count => _pairs.Length;

    /// <inheritdoc/>
    public KeyValuePair<string, string> this[int index] => _pairs[index];

    /// <summary>The set of these pairs; null counts as none.</summary>
    /// <exception cref="ArgumentException">A key occurs twice.</exception>
    public static LabelSet Of(IEnumerable<KeyValuePair<string, string>>? labels)
    {
        if (labels is null) return Empty;
        var pairs = labels.ToArray();
        if (pairs.Length == 0) return Empty;
        Array.Sort(pairs, static (a, b) => string.CompareOrdinal(a.Key, b.Key));
        for (var i = 1; i < pairs.Length; i++)
        {
            if (pairs[i - 1].Key == pairs[i].Key)
                throw new ArgumentException($"label '{pairs[i].Key}' occurs twice", nameof(labels));
        }

        return new LabelSet(pairs);
    }

    /// <summary>The value of <paramref name="key"/>; false if the label is absent.</summary>
    public bool TryGetValue(string key, [NotNullWhen(true)] out string? value)
    {
        var index = IndexOf(key);
        value = index < 0 ? null : _pairs[index].Value;
        return index >= 0;
    }

    /// <summary>The place of <paramref name="key"/>; -1 if the label is absent.</summary>
    public int IndexOf(string key)
    {
        int low = 0, high = _pairs.Length - 1;
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var order = string.CompareOrdinal(_pairs[middle].Key, key);
            if (order == 0) return middle;
            if (order < 0) low = middle + 1;
            else high = middle - 1;
        }

        return -1;
    }

    /// <inheritdoc/>
    public bool Equals(LabelSet? other)
    {
        if (ReferenceEquals(this, other)) return true;
        if (other is null || _pairs.Length != other._pairs.Length) return false;
        for (var i = 0; i < _pairs.Length; i++)
        {
            if (_pairs[i].Key != other._pairs[i].Key || _pairs[i].Value != other._pairs[i].Value) return false;
        }

        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as LabelSet);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var (key, value) in _pairs)
        {
            hash.Add(key);
            hash.Add(value);
        }

        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => _pairs.AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary><c>a=1,b=2</c>, sorted by key.</summary>
    public override string ToString() => string.Join(',', _pairs.Select(pair => $"{pair.Key}={pair.Value}"));
}
