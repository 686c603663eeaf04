namespace Margay.Policy.Graph;

/// <summary>A set that costs little while it has one item, as most values of most labels have.</summary>
internal sealed class CompactSet<T>
    where T : class
{
    private T? _only;
    private HashSet<T>? _many;

    public int Count => _many?.Count ?? (_only is null ? 0 : 1);

    public void Add(T item)
    {
        if (_many is null && (_only is null || ReferenceEquals(_only, item)))
        {
            _only = item;
            return;
        }

        _many ??= [_only!];
        _only = null;
        _many.Add(item);
    }

    public void Remove(T item)
    {
        if (_many is not null) _many.Remove(item);
        else if (ReferenceEquals(_only, item)) _only = null;
    }

    /// <summary>Appends all items to a list.</summary>
    public void CopyTo(List<T> list)
    {
        if (_many is not null) list.AddRange(_many);
        else if (_only is not null) list.Add(_only);
    }
}
