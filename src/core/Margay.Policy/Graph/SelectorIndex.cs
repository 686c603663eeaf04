using Margay.Model.Selectors;
using Margay.Primitives;

namespace Margay.Policy.Graph;

/// <summary>Finds those of many selectors that could match a set of labels, without trying them all.</summary>
/// <remarks>
/// Each selector stands under one label that a match must carry: the one under which the fewest others stand, so that
/// selectors that share a common label part by their rarer ones. Those that require none are candidates always.
/// </remarks>
internal sealed class SelectorIndex<T>
    where T : class
{
    private readonly Dictionary<T, RequiredLabel?> _anchors = [];
    private readonly Dictionary<string, KeyEntry> _keys = new(StringComparer.Ordinal);
    private readonly CompactSet<T> _always = new();

    public bool IsEmpty => _anchors.Count == 0;

    /// <summary>Takes an item in under its selector.</summary>
    /// <exception cref="ArgumentException">The item is there already.</exception>
    public void Add(Selector selector, T item)
    {
        var anchor = LeastLoaded(selector);
        _anchors.Add(item, anchor);
        if (anchor is not { } label)
        {
            _always.Add(item);
            return;
        }

        if (!_keys.TryGetValue(label.Key, out var key)) _keys[label.Key] = key = new KeyEntry();
        key.Uses++;
        if (label.Values is null) key.AnyValue.Add(item);
        else foreach (var value in label.Values) key.Of(value).Add(item);
    }

    /// <summary>Takes an item out.</summary>
    public void Remove(T item)
    {
        if (!_anchors.Remove(item, out var anchor)) return;
        if (anchor is not { } label)
        {
            _always.Remove(item);
            return;
        }

        var key = _keys[label.Key];
        if (label.Values is null) key.AnyValue.Remove(item);
        else foreach (var value in label.Values) key.Remove(value, item);
        if (--key.Uses == 0) _keys.Remove(label.Key);
    }

    /// <summary>Appends the items whose selectors could match, each once; the selectors may still refuse.</summary>
    public void Collect(LabelSet labels, List<T> found)
    {
        _always.CopyTo(found);
        if (_keys.Count == 0) return;
        for (var i = 0; i < labels.Count; i++)
        {
            if (!_keys.TryGetValue(labels[i].Key, out var key)) continue;
            key.AnyValue.CopyTo(found);
            if (key.Values.TryGetValue(labels[i].Value, out var items)) items.CopyTo(found);
        }
    }

    private RequiredLabel? LeastLoaded(Selector selector)
    {
        RequiredLabel? best = null;
        var least = int.MaxValue;
        foreach (var label in selector.RequiredLabels())
        {
            if (ComputedLabels.MayBe(label.Key)) continue;
            var load = Load(label);
            if (load >= least) continue;
            (best, least) = (label, load);
        }

        return best;
    }

    /// <remarks>A label with any value makes every pod that has the key look, so it counts more than one with a value.</remarks>
    private int Load(RequiredLabel label)
    {
        const int anyValue = 1000;
        var key = _keys.GetValueOrDefault(label.Key);
        if (label.Values is null) return anyValue + (key?.AnyValue.Count ?? 0);
        var load = label.Values.Count;
        foreach (var value in label.Values)
        {
            if (key is not null && key.Values.TryGetValue(value, out var items)) load += items.Count;
        }

        return load;
    }

    private sealed class KeyEntry
    {
        public int Uses { get; set; }

        public CompactSet<T> AnyValue { get; } = new();

        public Dictionary<string, CompactSet<T>> Values { get; } = new(StringComparer.Ordinal);

        public CompactSet<T> Of(string value)
        {
            if (!Values.TryGetValue(value, out var items)) Values[value] = items = new CompactSet<T>();
            return items;
        }

        public void Remove(string value, T item)
        {
            var items = Values[value];
            items.Remove(item);
            if (items.Count == 0) Values.Remove(value);
        }
    }
}
