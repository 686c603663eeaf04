using System.Collections.Frozen;
using Margay.Api.Storage;
using Margay.Model.Resources;

namespace Margay.Store.Embedded;

/// <summary>What a file holds, as the store keeps it in memory.</summary>
internal sealed record LoadedStore(StoreState State, FrozenDictionary<ResourceKind, ChangeLog> Logs)
{
    /// <summary>Reads the whole file. Rows of kinds that this program does not serve are left alone.</summary>
    public static LoadedStore From(RevisionLog file)
    {
        var kinds = Kinds.All.ToDictionary(kind => kind.ToString(), StringComparer.Ordinal);
        var compactions = file.ReadCompactions();
        var changes = Kinds.All.ToDictionary(kind => kind, _ => new List<ResourceChange>());
        var state = StoreState.Empty;
        foreach (var row in file.ReadAll())
        {
            if (!kinds.TryGetValue(row.Kind, out var kind))
            {
                state = state.At(row.Revision);
                continue;
            }

            var resource = new StoredResource(new ResourceKey(kind, row.Namespace, row.Name), row.Revision, row.Object);
            var change = new ResourceChange(state.Find(resource.Key), resource, row.Deleted);
            if (row.Revision > compactions.GetValueOrDefault(row.Kind)) changes[kind].Add(change);
            state = state.After(change);
        }

        return new LoadedStore(state, changes.ToFrozenDictionary(
            pair => pair.Key,
            pair => new ChangeLog(compactions.GetValueOrDefault(pair.Key.ToString()), pair.Value)));
    }
}
