using Margay.Model.Selectors;
using Margay.Primitives;

namespace Margay.Policy.Graph;

/// <summary>Finds those of many selectors that could match a set of labels, without trying them all.</summary>
/// <remarks>
/// Each selector stands under a label that a match must carry; only those that require none are candidates always.
/// </remarks>
internal sealed class SelectorIndex<T>
    where T : class
{
    private readonly Dictionary<string, Dictionary<string, CompactSet<T>>> _byValue = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CompactSet<T>> _byKey = new(StringComparer.Ordinal);
    private readonly CompactSet<T> _always = new();

    public bool IsEmpty => _always.Count == 0 && _byKey.Count == 0 && _byValue.Count == 0;

    /// <summary>Takes an item in under its selector.</summary>
    public void Add(Selector selector, T item)
    {
        if (!selector.TryGetRequiredLabel(out var key, out var values))
            _always.Add(item);
        else if (values is null)
            Add(_byKey, key, item);
        else
            foreach (var value in values) Add(ValuesOf(key), value, item);
    }

    /// <summary>Takes an item out that was added under an equal selector.</summary>
    public void Remove(Selector selector, T item)
    {
        if (!selector.TryGetRequiredLabel(out var key, out var values))
        {
            _always.Remove(item);
        }
        else if (values is null)
        {
            Remove(_byKey, key, item);
        }
        else if (_byValue.TryGetValue(key, out var byValue))
        {
            foreach (var value in values) Remove(byValue, value, item);
            if (byValue.Count == 0) _byValue.Remove(key);
        }
    }

    /// <summary>Appends the items whose selectors could match, each once; the selectors may still refuse.</summary>
    public void Collect(LabelSet labels, List<T> found)
    {
        _always.CopyTo(found);
        if (_byKey.Count == 0 && _byValue.Count == 0) return;
        for (var i = 0; i < labels.Count; i++)
        {
            var (key, value) = labels[i];
            if (_byKey.TryGetValue(key, out var anyValue)) anyValue.CopyTo(found);
            if (_byValue.TryGetValue(key, out var values) && values.TryGetValue(value, out var items))
                items.CopyTo(found);
        }
    }

    private Dictionary<string, CompactSet<T>> ValuesOf(string key)
    {
        if (!_byValue.TryGetValue(key, out var values))
            _byValue[key] = values = new Dictionary<string, CompactSet<T>>(StringComparer.Ordinal);
        return values;
    }

    private static void Add(Dictionary<string, CompactSet<T>> items, string text, T item)
    {
        if (!items.TryGetValue(text, out var set)) items[text] = set = new CompactSet<T>();
        set.Add(item);
    }

    private static void Remove(Dictionary<string, CompactSet<T>> items, string text, T item)
    {
        if (!items.TryGetValue(text, out var set)) return;
        set.Remove(item);
        if (set.Count == 0) items.Remove(text);
    }
}
