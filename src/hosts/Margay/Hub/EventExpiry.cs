using System.Text.Json;
using Margay.Api.Requests;
using Margay.Api.Storage;
using Margay.Model.Resources;

namespace Margay.Host.Hub;

/// <summary>Removes events that have not happened again for an hour, as Kubernetes does, and the oldest when there are too many.</summary>
internal sealed class EventExpiry(IResourceStore store, ResourceWrites writes, TimeProvider clock, ILogger logger)
{
    /// <summary>For how long an event stays after it happened last.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    /// <summary>So many events stay at most.</summary>
    public const int MaxEvents = 10_000;

    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private static readonly DeleteOptions Unconditionally = new(DryRun: false, Uid: null, Revision: null);

    public async Task RunAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        try
        {
            do
            {
                await TryExpireAsync(stop);
            }
            while (await timer.WaitForNextTickAsync(stop));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
        }
    }

    /// <summary>The events that go at <paramref name="now"/>.</summary>
    public static IReadOnlyList<ResourceKey> Expired(IReadOnlyList<StoredResource> events, DateTimeOffset now)
    {
        var newestFirst = events.Select(item => (item.Key, Seen: LastSeen(item))).OrderByDescending(item => item.Seen).ToList();
        return [.. newestFirst.Where((item, place) => place >= MaxEvents || item.Seen + Lifetime <= now).Select(item => item.Key)];
    }

    private async Task TryExpireAsync(CancellationToken stop)
    {
        try
        {
            foreach (var key in Expired(store.List(Kinds.Event, null).Items, clock.GetUtcNow())) await writes.DeleteAsync(key, Unconditionally, stop);
        }
        catch (StoreUnavailableException reason)
        {
            HubLog.EventsNotExpired(logger, reason);
        }
    }

    private static DateTimeOffset LastSeen(StoredResource item)
    {
        var seen = JsonSerializer.Deserialize(item.Json.Span, ResourceJson.Default.Event)!;
        DateTimeOffset?[] times = [seen.Metadata.CreationTimestamp, seen.FirstTimestamp, seen.LastTimestamp, seen.EventTime, seen.Series?.LastObservedTime];
        return times.Max() ?? DateTimeOffset.MinValue;
    }
}
