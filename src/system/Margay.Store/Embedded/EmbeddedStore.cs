using System.Collections.Concurrent;
using Margay.Api.Storage;
using Margay.Model.Resources;
using Microsoft.Data.Sqlite;

namespace Margay.Store.Embedded;

/// <summary>Resources in one SQLite file, with all current objects and the latest changes in memory.</summary>
/// <remarks>
/// Reads never touch the disk. One thread takes the waiting writes together and commits them in one transaction, so that
/// many concurrent writers share the price of one flush. Memory and watches change only after the commit.
/// </remarks>
public sealed class EmbeddedStore : IResourceStore, IAsyncDisposable
{
    private readonly LoadedStore _loaded;
    private readonly CommitLoop _loop;
    private readonly BlockingCollection<PendingWrite> _queue = new(boundedCapacity: 10_000);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private int _closed;

    private EmbeddedStore(LoadedStore loaded, CommitLoop loop) => (_loaded, _loop) = (loaded, loop);

    /// <inheritdoc/>
    public long Revision => _loop.State.Revision;

    /// <summary>Opens or creates the store.</summary>
    /// <exception cref="StoreOpenException">The file cannot be used; the message says why and what to do.</exception>
    public static EmbeddedStore Open(EmbeddedStoreOptions options, StoreMetrics metrics)
    {
        var file = StoreFile.Open(options.Path);
        var loaded = Load(file, options.Path);
        var store = new EmbeddedStore(loaded, new CommitLoop(file, loaded, options, metrics));
        new Thread(store.RunLoop) { Name = "margay-store", IsBackground = true }.Start();
        return store;
    }

    /// <inheritdoc/>
    public StoredResource? Get(ResourceKey key) => _loop.State.Find(key);

    /// <inheritdoc/>
    public ResourceList List(ResourceKind kind, string? ns)
    {
        var state = _loop.State;
        return new ResourceList(state.Revision, state.List(kind, ns));
    }

    /// <inheritdoc/>
    public async ValueTask<WriteResult> WriteAsync(ResourceWrite write, CancellationToken stop)
    {
        var pending = new PendingWrite(write);
        try
        {
            _queue.Add(pending, stop);
        }
        catch (InvalidOperationException closed)
        {
            throw new StoreUnavailableException("the store is closed", closed);
        }

        return await pending.Outcome.WaitAsync(stop).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public IResourceWatch Watch(ResourceKind kind, long afterRevision) =>
        new ResourceWatch(_loaded.Logs[kind], () => Revision, afterRevision);

    /// <summary>Commits what is queued, then closes the file. Calling it again only waits for that.</summary>
    public async ValueTask DisposeAsync()
    {
        var isFirst = Interlocked.Exchange(ref _closed, 1) == 0;
        if (isFirst) _queue.CompleteAdding();
        await _ended.Task.ConfigureAwait(false);
        if (isFirst) _queue.Dispose();
    }

    private static LoadedStore Load(RevisionLog file, string path)
    {
        try
        {
            return LoadedStore.From(file);
        }
        catch (SqliteException refusal)
        {
            file.Dispose();
            throw new StoreOpenException(StoreFile.Explain(refusal, path), refusal);
        }
    }

    private void RunLoop()
    {
        _loop.Run(_queue);
        _ended.SetResult();
    }
}
