using Margay.Model.Selectors;
using Margay.Primitives;

namespace Margay.Policy.Graph;

/// <summary>Finds things by their labels, and keeps one copy of each label text however many things carry it.</summary>
internal sealed class LabelIndex<T>
    where T : class
{
    private readonly Dictionary<string, KeyEntry> _keys = new(StringComparer.Ordinal);

    /// <summary>Takes a thing in.</summary>
    /// <returns>The same labels, in the index's own copies of the texts: keep these and let the others go.</returns>
    public LabelSet Add(T item, LabelSet labels)
    {
        if (labels.Count == 0) return LabelSet.Empty;
        var shared = new KeyValuePair<string, string>[labels.Count];
        for (var i = 0; i < shared.Length; i++)
        {
            var (keyText, valueText) = labels[i];
            if (!_keys.TryGetValue(keyText, out var key)) _keys[keyText] = key = new KeyEntry(keyText);
            if (!key.Values.TryGetValue(valueText, out var value))
                key.Values[valueText] = value = new ValueEntry(valueText);
            value.Items.Add(item);
            key.Count++;
            shared[i] = new(key.Text, value.Text);
        }

        return LabelSet.Of(shared);
    }

    /// <summary>Takes a thing out that was added with these labels.</summary>
    public void Remove(T item, LabelSet labels)
    {
        for (var i = 0; i < labels.Count; i++)
        {
            var (keyText, valueText) = labels[i];
            var key = _keys[keyText];
            var value = key.Values[valueText];
            value.Items.Remove(item);
            if (value.Items.Count == 0) key.Values.Remove(valueText);
            if (--key.Count == 0) _keys.Remove(keyText);
        }
    }

    /// <summary>
    /// How many things <see cref="Candidates"/> would give; null if the selector names no label that a match must carry.
    /// </summary>
    public int? CountCandidates(Selector selector) => Rarest(selector)?.Count;

    /// <summary>
    /// The things that carry the rarest of the labels that a match must carry, each once; the selector may still refuse
    /// them.
    /// </summary>
    /// <exception cref="ArgumentException">There is no such label.</exception>
    public List<T> Candidates(Selector selector)
    {
        if (Rarest(selector) is not var (label, count))
            throw new ArgumentException($"'{selector}' requires no label", nameof(selector));
        var found = new List<T>(count);
        if (!_keys.TryGetValue(label.Key, out var key)) return found;
        if (label.Values is null)
        {
            foreach (var value in key.Values.Values) value.Items.CopyTo(found);
            return found;
        }

        foreach (var valueText in label.Values)
        {
            if (key.Values.TryGetValue(valueText, out var value)) value.Items.CopyTo(found);
        }

        return found;
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

    private int Count(RequiredLabel label)
    {
        if (!_keys.TryGetValue(label.Key, out var key)) return 0;
        if (label.Values is null) return key.Count;
        var count = 0;
        foreach (var valueText in label.Values)
        {
            if (key.Values.TryGetValue(valueText, out var value)) count += value.Items.Count;
        }

        return count;
    }

    private sealed class KeyEntry(string text)
    {
        public string Text { get; } = text;

        public int Count { get; set; }

        public Dictionary<string, ValueEntry> Values { get; } = new(StringComparer.Ordinal);
    }

    private sealed class ValueEntry(string text)
    {
        public string Text { get; } = text;

        public CompactSet<T> Items { get; } = new();
    }
}
