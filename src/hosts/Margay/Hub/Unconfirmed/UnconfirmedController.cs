using System.Globalization;
using System.Text;
using Margay.Api.Objects;
using Margay.Api.Requests;
using Margay.Api.Storage;

namespace Margay.Host.Hub.Unconfirmed;

/// <summary>Takes back changes that nobody has confirmed in time.</summary>
/// <remarks>Works from what is there, not from events, so that a restart in the middle loses nothing.</remarks>
internal sealed class UnconfirmedController(IResourceStore store, ResourceWrites writes, TimeProvider clock, ILogger logger)
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private static readonly WriteOptions Writing = new(DryRun: false, FieldValidation.Strict);

    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            while (true)
            {
                using var turn = CancellationTokenSource.CreateLinkedTokenSource(stop);
                var revision = store.Revision;
                var growth = UnconfirmedMark.MarkedKinds.Select(kind => store.Watch(kind, revision).WaitAsync(turn.Token).AsTask()).ToList();
                var next = await TakeBackAsync(stop);
                await Task.WhenAny(growth.Append(Task.Delay(next, clock, turn.Token)));
                await turn.CancelAsync();
                stop.ThrowIfCancellationRequested();
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
        }
    }

    /// <summary>Takes back what is due, and gives the time until something is due again.</summary>
    public async Task<TimeSpan> TakeBackAsync(CancellationToken stop)
    {
        var next = Timeout.InfiniteTimeSpan;
        foreach (var kind in UnconfirmedMark.MarkedKinds)
        {
            foreach (var item in store.List(kind, null).Items)
            {
                if (!MayBeMarked(item) || UnconfirmedMark.Of(item.ToJsonObject()) is not { } mark) continue;
                var left = mark.Until - clock.GetUtcNow();
                if (left <= TimeSpan.Zero) left = await TryTakeBackAsync(item, mark, stop) ? Timeout.InfiniteTimeSpan : RetryAfter;
                if (left != Timeout.InfiniteTimeSpan && (next == Timeout.InfiniteTimeSpan || left < next)) next = left;
            }
        }

        return next;
    }

    /// <summary>Whether it is worth reading the object for its mark.</summary>
    private static bool MayBeMarked(StoredResource item) =>
        item.Json.Span.IndexOf(Encoding.ASCII.GetBytes(UnconfirmedMark.Annotation)) >= 0;

    private async Task<bool> TryTakeBackAsync(StoredResource item, UnconfirmedMark mark, CancellationToken stop)
    {
        try
        {
            var reply = await TakeBackAsync(item, mark, stop);
            if (reply is Reply.Refused { Fault: var fault } && fault.Code is not (404 or 409))
            {
                HubLog.NotTakenBack(logger, item.Key.ToString(), fault.Message);
                return false;
            }

            HubLog.TakenBack(logger, item.Key.ToString());
            return true;
        }
        catch (StoreUnavailableException reason)
        {
            HubLog.NotTakenBack(logger, item.Key.ToString(), reason.Message);
            return false;
        }
    }

    /// <remarks>On the condition that the object is still the one that was looked at: a confirmation in between holds.</remarks>
    private async Task<Reply> TakeBackAsync(StoredResource item, UnconfirmedMark mark, CancellationToken stop)
    {
        if (mark.Before is null) return await writes.DeleteAsync(item.Key, new DeleteOptions(DryRun: false, Uid: null, Revision: RevisionOf(item)), stop);
        var path = new ResourcePath(item.Key.Kind, item.Key.Namespace.Length == 0 ? null : item.Key.Namespace, item.Key.Name, null);
        var before = mark.Before.DeepClone().AsObject();
        before["metadata"]!["resourceVersion"] = RevisionOf(item);
        return await writes.UpdateAsync(path, _ => before.DeepClone().AsObject(), Writing, [], stop);
    }

    private static string RevisionOf(StoredResource item) => item.Revision.ToString(CultureInfo.InvariantCulture);
}
