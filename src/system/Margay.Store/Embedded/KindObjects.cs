using System.Collections.Immutable;
using Margay.Api.Storage;

namespace Margay.Store.Embedded;

/// <summary>The objects of one kind, by namespace and name. Immutable.</summary>
internal sealed class KindObjects
{
    private static readonly ImmutableSortedDictionary<string, StoredResource> NoNames =
        ImmutableSortedDictionary.Create<string, StoredResource>(StringComparer.Ordinal);

    private readonly ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, StoredResource>> _namespaces;

    private KindObjects(ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, StoredResource>> namespaces) =>
        _namespaces = namespaces;

    public static KindObjects Empty { get; } = new(
        ImmutableSortedDictionary.Create<string, ImmutableSortedDictionary<string, StoredResource>>(StringComparer.Ordinal));

    public StoredResource? Find(ResourceKey key) => In(key.Namespace).GetValueOrDefault(key.Name);

    public IReadOnlyList<StoredResource> List(string? ns)
    {
        if (ns is not null) return [.. In(ns).Values];
        var all = new List<StoredResource>(_namespaces.Values.Sum(names => names.Count));
        foreach (var names in _namespaces.Values) all.AddRange(names.Values);
        return all;
    }

    public KindObjects After(ResourceChange change)
    {
        var key = change.After.Key;
        var names = In(key.Namespace);
        names = change.IsDeletion ? names.Remove(key.Name) : names.SetItem(key.Name, change.After);
        return new KindObjects(
            names.IsEmpty ? _namespaces.Remove(key.Namespace) : _namespaces.SetItem(key.Namespace, names));
    }

    private ImmutableSortedDictionary<string, StoredResource> In(string ns) => _namespaces.GetValueOrDefault(ns, NoNames);
}
