namespace Margay.Policy.Graph;

/// <summary>The groups that carry one label; one costs a pointer. A mutable value, to be changed in place only.</summary>
internal struct LabelPosting<T>
    where T : class, ILabelled<T>
{
    /// <summary>Nothing, the only group, or a list of them.</summary>
    private object? _groups;

    public readonly int Count => _groups switch
    {
        null => 0,
        List<LabelGroup<T>> many => many.Count,
        _ => 1,
    };

    /// <summary>One of the groups; null if there is none.</summary>
    public readonly LabelGroup<T>? Any => _groups as LabelGroup<T> ?? (_groups as List<LabelGroup<T>>)?[0];

    /// <summary>Takes a group in.</summary>
    /// <param name="group">The group.</param>
    /// <param name="label">Which of the group's labels this is.</param>
    public void Add(LabelGroup<T> group, int label)
    {
        group.Places[label] = Count;
        if (_groups is List<LabelGroup<T>> many) many.Add(group);
        else if (_groups is LabelGroup<T> only) _groups = new List<LabelGroup<T>> { only, group };
        else _groups = group;
    }

    /// <summary>Takes a group out that is there.</summary>
    public void Remove(LabelGroup<T> group, int label)
    {
        if (_groups is not List<LabelGroup<T>> many)
        {
            _groups = null;
            return;
        }

        var last = many[^1];
        var place = group.Places[label];
        many[place] = last;
        last.Places[last.Labels.IndexOf(group.Labels[label].Key)] = place;
        many.RemoveAt(many.Count - 1);
        if (many.Count == 1) _groups = many[0];
    }

    /// <summary>Appends all groups to a list.</summary>
    public readonly void CopyTo(List<LabelGroup<T>> list)
    {
        if (_groups is List<LabelGroup<T>> many) list.AddRange(many);
        else if (_groups is not null) list.Add((LabelGroup<T>)_groups);
    }
}
