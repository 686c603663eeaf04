using System.Collections.Immutable;
using Margay.Api.Storage;
using Margay.Model.Resources;

namespace Margay.Store.Embedded;

/// <summary>Every object at one revision. Immutable: a reader that holds one has a consistent view for as long as it likes.</summary>
internal sealed class StoreState
{
    private readonly ImmutableDictionary<ResourceKind, KindObjects> _kinds;

    private StoreState(long revision, ImmutableDictionary<ResourceKind, KindObjects> kinds) =>
        (Revision, _kinds) = (revision, kinds);

    public static StoreState Empty { get; } = new(0, ImmutableDictionary<ResourceKind, KindObjects>.Empty);

    public long Revision { get; }

    public StoredResource? Find(ResourceKey key) => Of(key.Kind).Find(key);

    /// <summary>The objects of a kind, in one namespace or (null) in all, ordered by namespace and name.</summary>
    public IReadOnlyList<StoredResource> List(ResourceKind kind, string? ns) => Of(kind).List(ns);

    /// <summary>This state after a write.</summary>
    public StoreState After(ResourceChange change)
    {
        var kind = change.After.Key.Kind;
        return new StoreState(change.Revision, _kinds.SetItem(kind, Of(kind).After(change)));
    }

    /// <summary>This state at a revision that changed nothing in it.</summary>
    public StoreState At(long revision) => new(revision, _kinds);

    private KindObjects Of(ResourceKind kind) => _kinds.GetValueOrDefault(kind, KindObjects.Empty);
}
