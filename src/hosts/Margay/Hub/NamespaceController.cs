using System.Text.Json.Nodes;
using Margay.Api.Objects;
using Margay.Api.Requests;
using Margay.Api.Storage;
using Margay.Model.Resources;

namespace Margay.Host.Hub;

/// <summary>
/// Gives every namespace its default service account, and empties and removes those that are being deleted.
/// </summary>
/// <remarks>Works from what is there, not from events, so that a restart in the middle loses nothing.</remarks>
internal sealed class NamespaceController(IResourceStore store, ResourceWrites writes, TimeProvider clock, ILogger logger)
{
    /// <summary>How soon objects that finalizers hold are looked at again.</summary>
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private static readonly DeleteOptions Unconditionally = new(DryRun: false, Uid: null, Revision: null);

    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var watch = store.Watch(Kinds.Namespace, store.Revision);
            var settled = await TryReconcileAsync(stop);
            var growth = watch.WaitAsync(stop).AsTask();
            var patience = settled ? Timeout.InfiniteTimeSpan : RetryAfter;
            await growth.WaitAsync(patience, clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Brings every namespace in order; false if something has to be looked at again.</summary>
    public async Task<bool> ReconcileAsync(CancellationToken stop)
    {
        var settled = true;
        foreach (var item in store.List(Kinds.Namespace, null).Items)
        {
            var ns = item.ToJsonObject();
            if (ObjectBody.IsDeleting(ns)) settled &= await EmptyAsync(item, ns, stop);
            else if (store.Get(new ResourceKey(Kinds.ServiceAccount, item.Key.Name, "default")) is null)
                await FirstObjects.EnsureServiceAccountAsync(writes, item.Key.Name, stop);
        }

        return settled;
    }

    private async Task<bool> TryReconcileAsync(CancellationToken stop)
    {
        try
        {
            return await ReconcileAsync(stop);
        }
        catch (StoreUnavailableException reason)
        {
            HubLog.NamespacesFailed(logger, reason);
            return false;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task<bool> EmptyAsync(StoredResource item, JsonObject ns, CancellationToken stop)
    {
        var content = Kinds.All.Where(kind => kind.Namespaced).SelectMany(kind => store.List(kind, item.Key.Name).Items).ToList();
        foreach (var inside in content) await writes.DeleteAsync(inside.Key, Unconditionally, stop);
        if (Kinds.All.Any(kind => kind.Namespaced && store.List(kind, item.Key.Name).Items.Count > 0)) return false;

        ObjectBody.ReleaseNamespace(ns);
        ResourceWrite write = ObjectBody.IsReleased(ns)
            ? new ResourceWrite.Delete(item.Key, item.Revision)
            : new ResourceWrite.Update(item.Key, ns, item.Revision);
        var done = await store.WriteAsync(write, stop) is WriteResult.Done;
        if (done && write is ResourceWrite.Delete) HubLog.NamespaceDeleted(logger, item.Key.Name);
        return done;
    }
}
