using System.IO.Pipelines;
using Margay.Api.Replies;
using Margay.Api.Requests;
using Margay.Api.Selection;
using Margay.Api.Storage;
using Margay.Api.Tables;
using Margay.Model.Resources;

namespace Margay.Host.Hub;

/// <summary>Sends the changes of a kind to one client for as long as it stays.</summary>
/// <remarks>
/// Nothing is kept for a client that reads slowly: the stream waits for it, and once the changes it has not read are
/// forgotten it is told to list again.
/// </remarks>
internal sealed class WatchStream(IResourceStore store, TimeProvider clock, TimeSpan bookmarkInterval)
{
    private static readonly TimeSpan LongestWatch = TimeSpan.FromMinutes(45);

    public async Task RunAsync(
        ResourceKind kind, ListOptions options, Representation form, RowContent rows, PipeWriter output, CancellationToken stop)
    {
        var events = new WatchEventWriter(kind, form, rows);
        var ends = clock.GetUtcNow() + (options.Timeout ?? LongestWatch);
        var watch = Start(kind, options, events, output);
        await output.FlushAsync(stop);
        while (clock.GetUtcNow() < ends && !stop.IsCancellationRequested)
        {
            if (watch.Read() is not WatchRead.Events read)
            {
                WatchEventWriter.WriteError(output, ApiFault.Expired("too old resource version: the changes since are forgotten"));
                await output.FlushAsync(stop);
                return;
            }

            if (read.Changes.Count > 0)
            {
                if (Write(events, output, options.Filter, read.Changes)) await output.FlushAsync(stop);
                continue;
            }

            if (!await GrowsBeforeAsync(watch, ends, stop) && options.AllowBookmarks)
            {
                events.WriteBookmark(output, read.Revision, endsInitialEvents: false);
                await output.FlushAsync(stop);
            }
        }
    }

    /// <summary>Without a revision to go on from, a watch begins with the objects that are there.</summary>
    private IResourceWatch Start(ResourceKind kind, ListOptions options, WatchEventWriter events, PipeWriter output)
    {
        if (options.Revision is > 0 && !options.SendInitialEvents) return store.Watch(kind, options.Revision.Value);
        var list = store.List(kind, options.Filter.Namespace);
        foreach (var item in list.Items.Where(options.Filter.Matches))
            events.Write(output, WatchEventType.Added, item, clock.GetUtcNow());
        if (options.SendInitialEvents) events.WriteBookmark(output, list.Revision, endsInitialEvents: true);
        return store.Watch(kind, list.Revision);
    }

    private bool Write(WatchEventWriter events, PipeWriter output, ObjectFilter filter, IReadOnlyList<ResourceChange> changes)
    {
        var now = clock.GetUtcNow();
        var any = false;
        foreach (var change in changes)
        {
            if (filter.Sees(change) is not { } type) continue;
            events.Write(output, type, change.After, now);
            any = true;
        }

        return any;
    }

    /// <summary>Waits for a change, but not past the next bookmark or the watch's end; says whether there is one.</summary>
    private async Task<bool> GrowsBeforeAsync(IResourceWatch watch, DateTimeOffset ends, CancellationToken stop)
    {
        var left = ends - clock.GetUtcNow();
        var patience = left < bookmarkInterval ? left : bookmarkInterval;
        if (patience <= TimeSpan.Zero) return false;
        var growth = watch.WaitAsync(stop).AsTask();
        await growth.WaitAsync(patience, clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return growth.IsCompletedSuccessfully;
    }
}
