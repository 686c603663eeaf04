using Margay.Api.Storage;

namespace Margay.Api.Selection;

/// <summary>Which objects of a kind a list or watch is about.</summary>
/// <param name="Namespace">One namespace, or null for all.</param>
/// <param name="Labels">Which labels they carry.</param>
/// <param name="Fields">Which fields they have.</param>
public sealed record ObjectFilter(string? Namespace, LabelQuery Labels, FieldQuery Fields)
{
    /// <summary>Whether the object is among them.</summary>
    public bool Matches(StoredResource resource) =>
        (Namespace is null || resource.Key.Namespace == Namespace)
        && Fields.Matches(resource)
        && (ReferenceEquals(Labels, LabelQuery.Everything) || Labels.Matches(resource.Selectable.Labels));

    /// <summary>What a change means to somebody who sees only these objects; null if nothing.</summary>
    /// <remarks>An object that changes so that it no longer matches is gone for them, and one that begins to match is new.</remarks>
    public WatchEventType? Sees(ResourceChange change)
    {
        if (Namespace is not null && change.After.Key.Namespace != Namespace) return null;
        var before = change.Before is { } old && Matches(old);
        var after = !change.IsDeletion && Matches(change.After);
        return (before, after) switch
        {
            (false, true) => WatchEventType.Added,
            (true, true) => WatchEventType.Modified,
            (true, false) => WatchEventType.Deleted,
            _ => null,
        };
    }
}

/// <summary>What a watch says of an object.</summary>
public enum WatchEventType
{
    /// <summary>It is new.</summary>
    Added,

    /// <summary>It changed.</summary>
    Modified,

    /// <summary>It is gone.</summary>
    Deleted,
}
