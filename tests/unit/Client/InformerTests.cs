using System.Threading.Channels;
using Margay.Client;
using Margay.Model.Resources;

namespace Margay.Tests.Unit.Client;

public sealed class InformerTests
{
    private const string Expired = """{"type":"ERROR","object":{"kind":"Status","reason":"Expired","code":410,"message":"old"}}""" + "\n";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_informer_lists_watches_resumes_and_lists_again_when_its_revision_is_too_old()
    {
        await using var server = new StubServer(
            List(10, "a"),
            StubServer.Watch(Event("ADDED", "b", 11)),
            StubServer.Json(503, "{}"),
            StubServer.Watch(Event("DELETED", "a", 12), """{"type":"BOOKMARK","object":{"metadata":{"resourceVersion":"20"}}}""" + "\n"),
            StubServer.Watch(Expired),
            List(30, "c"));
        using var client = new ApiClient(server.Config);
        var informer = new Informer<Pod>(client, Kinds.Pod, null, ListOptions.All, new ImpatientClock(), seed: 1);
        Assert.Equal(["=a", "+b", "-a", "=c"], await TakeAsync(informer, 4));
        var paths = server.Requests.Select(request => request.Split(' ')[1]).ToList();
        Assert.Contains("resourceVersion=10&", paths[1]);
        Assert.Contains("resourceVersion=11&", paths[2]);
        Assert.Contains("resourceVersion=11&", paths[3]);
        Assert.Contains("resourceVersion=20&", paths[4]);
        Assert.Equal("/api/v1/pods", paths[5]);
    }

    [Fact]
    public async Task An_outage_tells_nothing_and_shows_in_health()
    {
        ClientConfig gone;
        await using (var server = new StubServer()) gone = server.Config;
        using var client = new ApiClient(gone);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var clock = new ImpatientClock(stopAfterWaits: 3, stop);
        var informer = new Informer<Pod>(client, Kinds.Pod, null, ListOptions.All, clock, seed: 1);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => informer.RunAsync((change, _) => throw new InvalidOperationException(change.ToString()), stop.Token));
        Assert.False(informer.Health.InSync);
        Assert.Null(informer.Health.LastContact);
        Assert.Contains("cannot be reached", informer.Health.Fault);
    }

    [Fact]
    public void Waits_double_up_to_the_longest_and_are_spread_over_their_upper_half()
    {
        var backoff = new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5), seed: 3);
        foreach (var full in (int[])[1, 2, 4, 5, 5])
            Assert.InRange(backoff.Next().TotalSeconds, full / 2.0, full);
        backoff.Reset();
        Assert.InRange(backoff.Next().TotalSeconds, 0.5, 1);
    }

    private static async Task<List<string>> TakeAsync(Informer<Pod> informer, int count)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var channel = Channel.CreateBounded<Change>(1);
        var running = informer.RunAsync(channel.Writer.WriteAsync, stop.Token);
        var seen = new List<string>();
        while (seen.Count < count) seen.Add(Describe(await channel.Reader.ReadAsync(Cancel)));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        return seen;
    }

    private static string Describe(Change change) => change switch
    {
        Change<Pod>.Replaced replaced => $"={string.Join(',', replaced.Items.Select(pod => pod.Metadata.Name))}",
        Change<Pod>.Upsert upsert => $"+{upsert.Item.Metadata.Name}",
        Change<Pod>.Remove remove => $"-{remove.Item.Metadata.Name}",
        _ => "?",
    };

    private static string[] List(int revision, string name) => StubServer.Json(
        200, $$$"""{"metadata":{"resourceVersion":"{{{revision}}}"},"items":[{"metadata":{"name":"{{{name}}}"}}]}""");

    private static string Event(string type, string name, int revision) =>
        $$$$"""{"type":"{{{{type}}}}","object":{"metadata":{"name":"{{{{name}}}}","resourceVersion":"{{{{revision}}}}"}}}""" + "\n";

    /// <summary>A clock whose timers are due at once.</summary>
    private sealed class ImpatientClock(int stopAfterWaits = int.MaxValue, CancellationTokenSource? stop = null) : TimeProvider
    {
        private int _waits;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (++_waits >= stopAfterWaits) stop!.Cancel();
            return base.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }
}
