using System.Collections.Concurrent;
using System.Diagnostics;
using Margay.Api.Storage;
using Microsoft.Data.Sqlite;

namespace Margay.Store.Embedded;

/// <summary>Takes writes from the queue, commits them in groups, then shows them to readers and watches.</summary>
/// <remarks>Runs on one thread, which alone changes the state, the logs and the file.</remarks>
internal sealed class CommitLoop(
    RevisionLog file, LoadedStore loaded, EmbeddedStoreOptions options, StoreMetrics metrics)
{
    private const int MaxGroup = 512;
    private const int SqliteFull = 13;

    private StoreState _state = loaded.State;
    private StoreUnavailableException? _broken;

    /// <summary>What readers see.</summary>
    public StoreState State => Volatile.Read(ref _state);

    /// <summary>Works until the queue is closed and empty, then closes the file.</summary>
    public void Run(BlockingCollection<PendingWrite> queue)
    {
        var group = new List<PendingWrite>();
        foreach (var first in queue.GetConsumingEnumerable())
        {
            group.Add(first);
            while (group.Count < MaxGroup && queue.TryTake(out var next)) group.Add(next);
            Commit(group);
            group.Clear();
        }

        file.Dispose();
    }

    private void Commit(List<PendingWrite> group)
    {
        var started = Stopwatch.GetTimestamp();
        var results = new WriteResult[group.Count];
        try
        {
            if (_broken is not null) throw _broken;
            CommitToFile(group, results);
        }
        catch (StoreUnavailableException reason)
        {
            foreach (var pending in group) pending.Fail(reason);
            return;
        }

        metrics.CommitSeconds.Observe(Stopwatch.GetElapsedTime(started).TotalSeconds);
        metrics.Revision.Set(_state.Revision);
        for (var i = 0; i < results.Length; i++)
        {
            (results[i] is WriteResult.Done ? metrics.Writes : metrics.Refusals).Increment();
            group[i].Complete(results[i]);
        }
    }

    private void CommitToFile(List<PendingWrite> group, WriteResult[] results)
    {
        var (next, changes) = Decide(group, results);
        if (changes.Count == 0) return;
        var surplus = loaded.Logs.Select(log => (log.Key, log.Value, Changes: log.Value.Surplus(options.History)))
            .Where(log => log.Changes.Count > 0).ToList();
        try
        {
            file.Begin();
            foreach (var change in changes) file.Append(change);
            foreach (var (kind, _, oldest) in surplus) file.Compact(kind.ToString(), oldest);
            file.Commit();
        }
        catch (SqliteException refusal)
        {
            throw Refused(refusal);
        }

        foreach (var (_, log, oldest) in surplus) log.Forget(oldest);
        // Logs before state: a watch that has read up to the state's revision has then missed nothing.
        foreach (var ofKind in changes.GroupBy(change => change.After.Key.Kind)) loaded.Logs[ofKind.Key].Append(ofKind);
        Volatile.Write(ref _state, next);
    }

    private (StoreState Next, List<ResourceChange> Changes) Decide(List<PendingWrite> group, WriteResult[] results)
    {
        var state = _state;
        var changes = new List<ResourceChange>(group.Count);
        for (var i = 0; i < group.Count; i++)
        {
            if (WriteDecision.Decide(state, group[i].Write, out var refusal) is not { } change)
            {
                results[i] = refusal!;
                continue;
            }

            state = state.After(change);
            changes.Add(change);
            results[i] = new WriteResult.Done(change.After);
        }

        return (state, changes);
    }

    /// <remarks>
    /// A full disk takes nothing and may have room later. After any other refusal nobody knows what reached the disk, so
    /// the store stops taking writes until it is opened again and reads what is really there.
    /// </remarks>
    private StoreUnavailableException Refused(SqliteException refusal)
    {
        file.Rollback();
        var reason = new StoreUnavailableException($"the store's file refused a write: {refusal.Message}", refusal);
        if (refusal.SqliteErrorCode != SqliteFull) _broken = reason;
        return reason;
    }
}
