namespace Margay.Policy.Graph;

/// <summary>Where a thing keeps its place in a roster, so that the roster need not look for it.</summary>
internal interface IPlace<T>
{
    static abstract ref int PlaceOf(T item);
}

/// <summary>Things in no particular order, each once. One costs a pointer, and to come or go takes no search.</summary>
internal class Roster<T, TPlace>
    where T : class
    where TPlace : IPlace<T>
{
    /// <summary>Nothing, the only item, or an array of them.</summary>
    private object? _items;

    public int Count { get; private set; }

    public T this[int index] => _items is T[] many ? many[index] : (T)_items!;

    /// <summary>Takes an item in that is not there.</summary>
    public void Add(T item)
    {
        TPlace.PlaceOf(item) = Count;
        if (Count == 0) _items = item;
        else Array()[Count] = item;
        Count++;
    }

    /// <summary>Takes an item out that is there.</summary>
    public void Remove(T item)
    {
        Count--;
        if (_items is not T[] many)
        {
            _items = null;
            return;
        }

        ref var place = ref TPlace.PlaceOf(item);
        many[place] = many[Count];
        TPlace.PlaceOf(many[place]) = place;
        many[Count] = null!;
        if (Count == 0) _items = null;
        else if (Count < many.Length / 4) Resize(many, many.Length / 2);
    }

    /// <summary>Appends all items to a list.</summary>
    public void CopyTo(List<T> list)
    {
        if (_items is T[] many) list.AddRange(many.AsSpan(0, Count));
        else if (_items is not null) list.Add((T)_items);
    }

    private T[] Array()
    {
        if (_items is not T[] many)
        {
            many = new T[4];
            many[0] = (T)_items!;
            _items = many;
        }
        else if (Count == many.Length)
        {
            many = Resize(many, many.Length + (many.Length / 2));
        }

        return many;
    }

    private T[] Resize(T[] many, int length)
    {
        System.Array.Resize(ref many, length);
        _items = many;
        return many;
    }
}
