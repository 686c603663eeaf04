namespace Margay.Policy.Graph;

/// <summary>The groups that carry one label. A mutable value, to be changed in place only.</summary>
/// <param name="text">The label's value, in the index's own copy.</param>
internal struct LabelPosting<T>(string text)
    where T : class, ILabelled<T>
{
    /// <summary>Nothing, the only group, or an array of them.</summary>
    private object? _groups;

    public string Text { get; } = text;

    public int Count { get; private set; }

    /// <summary>Takes a group in.</summary>
    /// <param name="group">The group.</param>
    /// <param name="label">Which of the group's labels this is.</param>
    public void Add(LabelGroup<T> group, int label)
    {
        group.Places[label] = Count;
        if (Count == 0)
        {
            _groups = group;
        }
        else
        {
            if (_groups is not LabelGroup<T>[] many) _groups = many = [(LabelGroup<T>)_groups!, null!];
            else if (Count == many.Length) _groups = many = Grown(many);
            many[Count] = group;
        }

        Count++;
    }

    /// <summary>Takes a group out that is there.</summary>
    public void Remove(LabelGroup<T> group, int label)
    {
        Count--;
        if (_groups is not LabelGroup<T>[] many || Count == 0)
        {
            _groups = null;
            return;
        }

        var place = group.Places[label];
        var last = many[Count];
        many[place] = last;
        last.Places[last.Labels.IndexOf(group.Labels[label].Key)] = place;
        many[Count] = null!;
        if (Count == 1) _groups = many[0];
    }

    /// <summary>Appends all groups to a list.</summary>
    public readonly void CopyTo(List<LabelGroup<T>> list)
    {
        if (_groups is LabelGroup<T>[] many) list.AddRange(many.AsSpan(0, Count));
        else if (_groups is not null) list.Add((LabelGroup<T>)_groups);
    }

    private static LabelGroup<T>[] Grown(LabelGroup<T>[] many)
    {
        Array.Resize(ref many, many.Length * 2);
        return many;
    }
}
