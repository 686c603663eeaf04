namespace Margay.Policy.Graph;

/// <summary>
/// A set that costs one pointer while it has one item, as most have. A mutable value, to be changed in place only.
/// </summary>
internal struct CompactSet<T>
    where T : class
{
    /// <summary>Nothing, the only item, or a set of them.</summary>
    private object? _items;

    public readonly int Count => _items switch
    {
        null => 0,
        HashSet<T> many => many.Count,
        _ => 1,
    };

    public void Add(T item)
    {
        if (_items is HashSet<T> many) many.Add(item);
        else if (_items is null || ReferenceEquals(_items, item)) _items = item;
        else _items = new HashSet<T> { (T)_items, item };
    }

    public void Remove(T item)
    {
        if (_items is HashSet<T> many)
        {
            many.Remove(item);
            if (many.Count == 0) _items = null;
        }
        else if (ReferenceEquals(_items, item))
        {
            _items = null;
        }
    }

    /// <summary>Appends all items to a list.</summary>
    public readonly void CopyTo(List<T> list)
    {
        if (_items is HashSet<T> many) list.AddRange(many);
        else if (_items is not null) list.Add((T)_items);
    }

    /// <summary>The items, in an array of their own.</summary>
    public readonly T[] ToArray() => _items switch
    {
        null => [],
        HashSet<T> many => [.. many],
        _ => [(T)_items],
    };
}
