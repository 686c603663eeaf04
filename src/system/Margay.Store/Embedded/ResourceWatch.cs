using Margay.Api.Storage;

namespace Margay.Store.Embedded;

/// <summary>A place in a change log.</summary>
internal sealed class ResourceWatch(ChangeLog log, Func<long> storeRevision, long afterRevision) : IResourceWatch
{
    private long _read = afterRevision;

    // A revision that was never given out comes from a store that this one has replaced.
    private readonly bool _isForeign = afterRevision > storeRevision();

    public WatchRead Read()
    {
        // Logs grow before the store's revision does: all changes up to this revision are in the log by now.
        var revision = storeRevision();
        var changes = log.After(_read);
        if (changes is null || _isForeign) return new WatchRead.Gone(log.Compacted);
        _read = Math.Max(_read, changes.Count > 0 ? Math.Max(revision, changes[^1].Revision) : revision);
        return new WatchRead.Events(changes, _read);
    }

    public ValueTask WaitAsync(CancellationToken stop) => new(log.GrownBeyond(_read).WaitAsync(stop));
}
