using Margay.Api.Storage;

namespace Margay.Store.Embedded;

/// <summary>The latest changes of one kind, kept once for all watches. Each watch is a place in it.</summary>
/// <remarks>
/// The lock guards the list and the signal; it is held for copies of references only and never while another is taken.
/// </remarks>
internal sealed class ChangeLog(long compacted, List<ResourceChange> changes)
{
    private readonly Lock _guard = new();
    private readonly List<ResourceChange> _changes = changes;
    private TaskCompletionSource _grown = NewSignal();

    /// <summary>No change after this revision is missing.</summary>
    public long Compacted { get; private set; } = compacted;

    /// <summary>Adds committed changes, in order, and wakes whoever waits.</summary>
    public void Append(IEnumerable<ResourceChange> changes)
    {
        TaskCompletionSource grown;
        lock (_guard)
        {
            _changes.AddRange(changes);
            (grown, _grown) = (_grown, NewSignal());
        }

        grown.SetResult();
    }

    /// <summary>The oldest changes, when there are a quarter more than <paramref name="keep"/>: those beyond it.</summary>
    /// <remarks>The quarter makes forgetting rare, so that its cost is spread over many writes.</remarks>
    public IReadOnlyList<ResourceChange> Surplus(int keep)
    {
        lock (_guard) return _changes.Count <= keep + (keep / 4) ? [] : _changes.GetRange(0, _changes.Count - keep);
    }

    /// <summary>Forgets what <see cref="Surplus"/> gave.</summary>
    public void Forget(IReadOnlyList<ResourceChange> surplus)
    {
        lock (_guard)
        {
            _changes.RemoveRange(0, surplus.Count);
            Compacted = surplus[^1].Revision;
        }
    }

    /// <summary>The changes after a revision; null if some of them were forgotten.</summary>
    public IReadOnlyList<ResourceChange>? After(long revision)
    {
        lock (_guard)
        {
            if (revision < Compacted) return null;
            var first = FirstAfter(revision);
            return _changes.GetRange(first, _changes.Count - first);
        }
    }

    /// <summary>Completes when a change after <paramref name="revision"/> is there.</summary>
    public Task GrownBeyond(long revision)
    {
        lock (_guard) return _changes.Count > 0 && _changes[^1].Revision > revision ? Task.CompletedTask : _grown.Task;
    }

    private int FirstAfter(long revision)
    {
        int low = 0, high = _changes.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_changes[middle].Revision <= revision) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
