using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Margay.Model.Selectors;
using Margay.Primitives;

namespace Margay.Policy.Graph;

/// <summary>
/// Finds things by their labels, and keeps one copy of each label text, and of all the labels together of things that
/// are labelled alike.
/// </summary>
internal sealed class LabelIndex<T>
    where T : class, ILabelled<T>
{
    private readonly HashSet<LabelGroup<T>> _groups = new(new ByLabels());
    private readonly HashSet<LabelGroup<T>>.AlternateLookup<HashedLabels> _groupOf;
    private readonly Dictionary<string, KeyEntry> _keys = new(StringComparer.Ordinal);

    /// <summary>Some of the arrays of keys in use: most things have the same keys as many others.</summary>
    private readonly string[]?[] _recentKeys = new string[64][];

    public LabelIndex() => _groupOf = _groups.GetAlternateLookup<HashedLabels>();

    /// <summary>Takes a thing in that is in no index, and gives it its group.</summary>
    public void Add(T item, LabelSet labels)
    {
        var hashed = new HashedLabels(labels, labels.GetHashCode());
        if (!_groupOf.TryGetValue(hashed, out var group)) group = MakeGroup(hashed);
        group.Add(item);
        item.Group = group;
    }

    /// <summary>Takes a thing out.</summary>
    public void Remove(T item)
    {
        var group = item.Group!;
        item.Group = null;
        group.Remove(item);
        if (group.Count == 0) Drop(group);
    }

    /// <summary>
    /// How many groups <see cref="Candidates"/> would give; null if the selector names no label that a match must carry.
    /// </summary>
    public int? CountCandidates(Selector selector) => Rarest(selector)?.Count;

    /// <summary>
    /// The groups that carry the rarest of the labels that a match must carry, each once; the selector may still refuse
    /// them.
    /// </summary>
    /// <exception cref="ArgumentException">There is no such label.</exception>
    public List<LabelGroup<T>> Candidates(Selector selector)
    {
        if (Rarest(selector) is not var (label, count))
            throw new ArgumentException($"'{selector}' requires no label", nameof(selector));
        var found = new List<LabelGroup<T>>(count);
        if (!_keys.TryGetValue(label.Key, out var key)) return found;
        if (label.Values is null)
        {
            foreach (var value in key.Values.Values) value.CopyTo(found);
            return found;
        }

        foreach (var valueText in label.Values)
        {
            if (key.Values.TryGetValue(valueText, out var value)) value.CopyTo(found);
        }

        return found;
    }

    /// <summary>How many groups carry a label.</summary>
    public int Count(RequiredLabel label)
    {
        if (!_keys.TryGetValue(label.Key, out var key)) return 0;
        if (label.Values is null) return key.Count;
        var count = 0;
        foreach (var valueText in label.Values)
        {
            if (key.Values.TryGetValue(valueText, out var value)) count += value.Count;
        }

        return count;
    }

    private LabelGroup<T> MakeGroup(HashedLabels hashed)
    {
        var labels = hashed.Labels;
        var group = new LabelGroup<T>(labels.Count, hashed.Hash);
        var (keys, values) = (new string[labels.Count], new string[labels.Count]);
        for (var i = 0; i < keys.Length; i++)
        {
            var (keyText, valueText) = labels[i];
            if (!_keys.TryGetValue(keyText, out var key)) _keys[keyText] = key = new KeyEntry(keyText);
            key.Count++;
            keys[i] = key.Text;
            ref var posting = ref CollectionsMarshal.GetValueRefOrAddDefault(key.Values, valueText, out _);
            values[i] = posting.Any?.Labels.TryGetValue(keyText, out var own) == true ? own : valueText;
            posting.Add(group, i);
        }

        group.Labels = LabelSet.OfSorted(Shared(keys), values);
        _groups.Add(group);
        return group;
    }

    /// <summary>An array of the same keys that other groups have, if it was lately in use.</summary>
    private string[] Shared(string[] keys)
    {
        if (keys.Length == 0) return keys;
        ref var recent = ref _recentKeys[(keys.Length + keys[0].Length + keys[^1].Length) % _recentKeys.Length];
        if (recent is null || !recent.AsSpan().SequenceEqual(keys)) recent = keys;
        return recent;
    }

    private void Drop(LabelGroup<T> group)
    {
        _groups.Remove(group);
        for (var i = 0; i < group.Labels.Count; i++)
        {
            var (keyText, valueText) = group.Labels[i];
            var key = _keys[keyText];
            ref var value = ref CollectionsMarshal.GetValueRefOrNullRef(key.Values, valueText);
            value.Remove(group, i);
            if (value.Count == 0) key.Values.Remove(valueText);
            if (--key.Count == 0) _keys.Remove(keyText);
        }
    }

    private (RequiredLabel Label, int Count)? Rarest(Selector selector)
    {
        (RequiredLabel Label, int Count)? rarest = null;
        foreach (var label in selector.RequiredLabels())
        {
            if (ComputedLabels.MayBe(label.Key)) continue;
            var count = Count(label);
            if (rarest is null || count < rarest.Value.Count) rarest = (label, count);
        }

        return rarest;
    }

    private sealed class KeyEntry(string text)
    {
        public string Text { get; } = text;

        /// <summary>How many groups carry the key.</summary>
        public int Count { get; set; }

        public Dictionary<string, LabelPosting<T>> Values { get; } = new(StringComparer.Ordinal);
    }

    /// <summary>Labels and their hash, which takes a while with many labels: it is computed once.</summary>
    private readonly record struct HashedLabels(LabelSet Labels, int Hash);

    private sealed class ByLabels : IEqualityComparer<LabelGroup<T>>, IAlternateEqualityComparer<HashedLabels, LabelGroup<T>>
    {
        public bool Equals(LabelGroup<T>? one, LabelGroup<T>? other) => ReferenceEquals(one, other);

        public int GetHashCode([DisallowNull] LabelGroup<T> group) => group.Hash;

        public bool Equals(HashedLabels hashed, LabelGroup<T> group) => hashed.Labels.Equals(group.Labels);

        public int GetHashCode(HashedLabels hashed) => hashed.Hash;

        public LabelGroup<T> Create(HashedLabels hashed) => throw new NotSupportedException("a group is made for its first item");
    }
}
