using Margay.Model.Resources;

namespace Margay.Client;

/// <summary>What an informer tells: the common base, so that one loop can consume several kinds in order.</summary>
/// <param name="Kind">The kind that has changed.</param>
public abstract record Change(ResourceKind Kind);

/// <summary>What an informer of one kind tells. Events may repeat; the last one about an object holds.</summary>
public abstract record Change<T> : Change
    where T : Resource
{
    private Change(ResourceKind<T> kind)
        : base(kind)
    {
    }

    /// <summary>
    /// The complete list, and so the in-sync mark: the first event of every informer, and again whenever the
    /// watch could not be continued. What the consumer holds and the list does not is gone.
    /// </summary>
    public sealed record Replaced(ResourceKind<T> Of, IReadOnlyList<T> Items) : Change<T>(Of);

    /// <summary>The object is new or has changed.</summary>
    public sealed record Upsert(ResourceKind<T> Of, T Item) : Change<T>(Of);

    /// <summary>The object is gone; <paramref name="Item"/> is its last state.</summary>
    public sealed record Remove(ResourceKind<T> Of, T Item) : Change<T>(Of);
}
