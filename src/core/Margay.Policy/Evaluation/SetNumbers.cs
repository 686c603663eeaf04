namespace Margay.Policy.Evaluation;

/// <summary>The numbers of some sets, each once. A mutable value, to be changed in place only.</summary>
internal struct SetNumbers
{
    private int _first;
    private int[]? _others;

    public int Count { get; private set; }

    public readonly int this[int index] => index == 0 ? _first : _others![index - 1];

    /// <summary>Takes a number in that is not there.</summary>
    public void Add(int number)
    {
        if (Count == 0)
        {
            _first = number;
        }
        else
        {
            if (_others is null) _others = new int[2];
            else if (Count > _others.Length) Array.Resize(ref _others, _others.Length * 2);
            _others[Count - 1] = number;
        }

        Count++;
    }

    /// <summary>Takes a number out.</summary>
    public void Remove(int number)
    {
        for (var i = 0; i < Count; i++)
        {
            if (this[i] != number) continue;
            RemoveAt(i);
            return;
        }
    }

    /// <summary>Takes every number out that is one of these.</summary>
    public void RemoveAll(IReadOnlySet<int> gone)
    {
        for (var i = Count - 1; i >= 0; i--)
        {
            if (gone.Contains(this[i])) RemoveAt(i);
        }
    }

    private void RemoveAt(int index)
    {
        var last = this[--Count];
        if (index == 0) _first = last;
        else _others![index - 1] = last;
    }
}
