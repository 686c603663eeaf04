using System.Diagnostics;
using Margay.Client;
using Margay.Model.Resources;

namespace Margay.Host.Agent;

/// <summary>A resource's name within its kind.</summary>
internal readonly record struct ResourceKey(string? Namespace, string Name)
{
    public static ResourceKey Of(Resource item) => new(item.Metadata.Namespace, item.Metadata.Name);
}

/// <summary>
/// Turns what an informer tells into single upserts and removals: remembers the names, so that a complete list also
/// tells what is gone.
/// </summary>
internal sealed class Mirror<T>(Action<T> upsert, Action<ResourceKey> remove)
    where T : Resource
{
    private readonly HashSet<ResourceKey> _names = [];

    /// <summary>Whether a complete list has been seen.</summary>
    public bool InSync { get; private set; }

    public int Count => _names.Count;

    public bool Contains(ResourceKey key) => _names.Contains(key);

    public void Take(Change<T> change)
    {
        switch (change)
        {
            case Change<T>.Replaced replaced:
                Replace(replaced.Items);
                break;
            case Change<T>.Upsert changed:
                _names.Add(ResourceKey.Of(changed.Item));
                upsert(changed.Item);
                break;
            case Change<T>.Remove removed:
                Forget(ResourceKey.Of(removed.Item));
                break;
            default:
                throw new UnreachableException();
        }
    }

    private void Replace(IReadOnlyList<T> items)
    {
        var gone = new HashSet<ResourceKey>(_names);
        foreach (var item in items)
        {
            var key = ResourceKey.Of(item);
            gone.Remove(key);
            _names.Add(key);
            upsert(item);
        }

        foreach (var key in gone) Forget(key);
        InSync = true;
    }

    private void Forget(ResourceKey key)
    {
        if (_names.Remove(key)) remove(key);
    }
}
