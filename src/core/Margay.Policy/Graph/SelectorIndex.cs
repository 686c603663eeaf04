using Margay.Model.Selectors;
using Margay.Primitives;

namespace Margay.Policy.Graph;

/// <summary>Something that an index of selectors holds under one label.</summary>
internal abstract class Anchored(Selector labels)
{
    /// <summary>The selector by which it is found.</summary>
    public Selector Labels { get; } = labels;

    /// <summary>The label under which the index holds it; <c>default</c> for none.</summary>
    public RequiredLabel Anchor { get; set; }
}

/// <summary>Finds those of many selectors that could match a set of labels, without trying them all.</summary>
/// <remarks>
/// Each selector stands under one label that a match must carry: the rarest, and of equally rare ones that under which
/// the fewest others stand, so that selectors that share a common label part by their rarer ones. Those that require
/// none are candidates always.
/// </remarks>
/// <param name="rarity">How much carries a label.</param>
internal sealed class SelectorIndex<T>(Func<RequiredLabel, int> rarity)
    where T : Anchored
{
    private Dictionary<string, KeyEntry>? _keys;
    private CompactSet<T> _always;

    public int Count { get; private set; }

    /// <summary>Takes an item in that is in no index.</summary>
    public void Add(T item)
    {
        Count++;
        item.Anchor = Best(item.Labels);
        if (item.Anchor.Key is null)
        {
            _always.Add(item);
            return;
        }

        _keys ??= new(StringComparer.Ordinal);
        if (!_keys.TryGetValue(item.Anchor.Key, out var key)) _keys[item.Anchor.Key] = key = new KeyEntry();
        key.Add(item);
    }

    /// <summary>Takes an item out that is there.</summary>
    public void Remove(T item)
    {
        Count--;
        if (item.Anchor.Key is null)
        {
            _always.Remove(item);
            return;
        }

        var key = _keys![item.Anchor.Key];
        key.Remove(item);
        if (key.Uses == 0) _keys.Remove(item.Anchor.Key);
    }

    /// <summary>Appends the items whose selectors could match, each once; the selectors may still refuse.</summary>
    public void Collect(LabelSet labels, List<T> found)
    {
        _always.CopyTo(found);
        if (_keys is not { Count: > 0 }) return;
        for (var i = 0; i < labels.Count; i++)
        {
            if (_keys.TryGetValue(labels[i].Key, out var key)) key.Collect(labels[i].Value, found);
        }
    }

    private RequiredLabel Best(Selector selector)
    {
        RequiredLabel best = default;
        var least = (Rarity: int.MaxValue, Load: int.MaxValue);
        foreach (var label in selector.RequiredLabels())
        {
            if (ComputedLabels.MayBe(label.Key)) continue;
            var cost = (rarity(label), _keys?.GetValueOrDefault(label.Key)?.Load(label) ?? KeyEntry.LoadOfNew(label));
            if (cost.CompareTo(least) < 0) (best, least) = (label, cost);
        }

        return best;
    }

    private sealed class KeyEntry
    {
        /// <summary>A label with any value is met by more than one with a value, so it counts as if some stood there.</summary>
        private const int AnyValueLoad = 16;

        private readonly Dictionary<string, CompactSet<T>> _values = new(StringComparer.Ordinal);
        private CompactSet<T> _anyValue;

        public int Uses { get; private set; }

        public static int LoadOfNew(RequiredLabel label) => label.Values?.Count ?? AnyValueLoad;

        public int Load(RequiredLabel label)
        {
            var load = LoadOfNew(label);
            if (label.Values is null) return load + _anyValue.Count;
            foreach (var value in label.Values) load += _values.GetValueOrDefault(value).Count;
            return load;
        }

        public void Add(T item)
        {
            Uses++;
            if (item.Anchor.Values is null) _anyValue.Add(item);
            else foreach (var value in item.Anchor.Values) Of(value).Add(item);
        }

        public void Remove(T item)
        {
            Uses--;
            if (item.Anchor.Values is null)
            {
                _anyValue.Remove(item);
                return;
            }

            foreach (var value in item.Anchor.Values)
            {
                ref var items = ref Of(value);
                items.Remove(item);
                if (items.Count == 0) _values.Remove(value);
            }
        }

        public void Collect(string value, List<T> found)
        {
            _anyValue.CopyTo(found);
            if (_values.TryGetValue(value, out var items)) items.CopyTo(found);
        }

        private ref CompactSet<T> Of(string value) =>
            ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_values, value, out _);
    }
}
