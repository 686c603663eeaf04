using System.Diagnostics;
using Margay.Model.Resources;

namespace Margay.Client;

/// <summary>How an informer's connection stands. A value of one moment.</summary>
/// <param name="InSync">Whether a complete list has been delivered.</param>
/// <param name="Connected">Whether a watch is open now.</param>
/// <param name="LastContact">When the server was last heard; null before the first time.</param>
/// <param name="Fault">Why the last attempt failed; null while all is well.</param>
public sealed record InformerHealth(bool InSync, bool Connected, DateTimeOffset? LastContact, string? Fault);

/// <summary>
/// Keeps telling the state of one kind: a list, then its changes, without a gap, through every outage. While the
/// server is away nothing is told, so the consumer keeps the last state.
/// </summary>
public sealed class Informer<T>
    where T : Resource
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    /// <summary>A watch that ends sooner, without an event, counts as failed: else we would ask without pause.</summary>
    private static readonly TimeSpan ShortestWatch = TimeSpan.FromSeconds(1);

    private readonly ApiClient _client;
    private readonly ResourceKind<T> _kind;
    private readonly string? _ns;
    private readonly ListOptions _options;
    private readonly TimeProvider _clock;
    private readonly Backoff _backoff;
    private string? _version;
    private volatile InformerHealth _health = new(false, false, null, null);

    /// <summary>An informer of <paramref name="kind"/> in one namespace or (null) in all.</summary>
    /// <param name="client">The API.</param>
    /// <param name="kind">The kind.</param>
    /// <param name="ns">The namespace; null for all.</param>
    /// <param name="options">What the list and the watch are narrowed to.</param>
    /// <param name="clock">Measures waits.</param>
    /// <param name="seed">Spreads the waits after failures; give each process another one.</param>
    public Informer(
        ApiClient client, ResourceKind<T> kind, string? ns, ListOptions options, TimeProvider clock, int seed)
    {
        (_client, _kind, _ns, _options, _clock) = (client, kind, ns, options, clock);
        _backoff = new Backoff(FirstWait, LongestWait, seed);
    }

    /// <summary>How the connection stands; may be read from any thread.</summary>
    public InformerHealth Health => _health;

    /// <summary>
    /// Runs until <paramref name="stop"/>. <paramref name="deliver"/> is called for one change after the other and
    /// holds the informer back while it waits; <c>channel.Writer.WriteAsync</c> of a bounded channel fits.
    /// </summary>
    /// <exception cref="OperationCanceledException">Always, in the end.</exception>
    public Task RunAsync(Func<Change<T>, CancellationToken, ValueTask> deliver, CancellationToken stop) =>
        RunAsync(deliver, static (_, _) => ValueTask.CompletedTask, stop);

    /// <summary>
    /// Runs until <paramref name="stop"/>, and says of every failure why; another attempt follows. A failure changes nothing of what
    /// was delivered.
    /// </summary>
    /// <inheritdoc cref="RunAsync(Func{Change{T}, CancellationToken, ValueTask}, CancellationToken)"/>
    public async Task RunAsync(
        Func<Change<T>, CancellationToken, ValueTask> deliver, Func<ApiException, CancellationToken, ValueTask> failed, CancellationToken stop)
    {
        while (true)
        {
            try
            {
                if (_version is null) await ListAsync(deliver, stop);
                await WatchAsync(deliver, stop);
            }
            catch (ApiException failure)
            {
                if (failure.IsExpired || failure.IsUnreadable) _version = null;
                _health = _health with { Connected = false, Fault = failure.Message };
                await failed(failure, stop);
                await Task.Delay(_backoff.Next(), _clock, stop);
            }
        }
    }

    private async Task ListAsync(Func<Change<T>, CancellationToken, ValueTask> deliver, CancellationToken stop)
    {
        var list = await _client.ListAsync(_kind, _ns, _options, stop);
        await deliver(new Change<T>.Replaced(_kind, list.Items), stop);
        _version = list.ResourceVersion;
        Heard(connected: false);
        _health = _health with { InSync = true };
    }

    private async Task WatchAsync(Func<Change<T>, CancellationToken, ValueTask> deliver, CancellationToken stop)
    {
        var begun = _clock.GetTimestamp();
        var events = _client.WatchAsync(_kind, _ns, _version!, _options, opened: () => Heard(connected: true), stop);
        await foreach (var seen in events)
        {
            if (ToChange(seen) is { } change) await deliver(change, stop);
            _version = VersionOf(seen) ?? _version;
            _backoff.Reset();
            Heard(connected: true);
        }

        _health = _health with { Connected = false };
        if (_clock.GetElapsedTime(begun) >= ShortestWatch) _backoff.Reset();
        else await Task.Delay(_backoff.Next(), _clock, stop);
    }

    private void Heard(bool connected) =>
        _health = _health with { Connected = connected, LastContact = _clock.GetUtcNow(), Fault = null };

    private Change<T>? ToChange(WatchEvent<T> seen) => seen switch
    {
        WatchEvent<T>.Added added => new Change<T>.Upsert(_kind, added.Item),
        WatchEvent<T>.Modified modified => new Change<T>.Upsert(_kind, modified.Item),
        WatchEvent<T>.Deleted deleted => new Change<T>.Remove(_kind, deleted.Item),
        WatchEvent<T>.Bookmark => null,
        _ => throw new UnreachableException(),
    };

    private static string? VersionOf(WatchEvent<T> seen) => seen switch
    {
        WatchEvent<T>.Added added => added.Item.Metadata.ResourceVersion,
        WatchEvent<T>.Modified modified => modified.Item.Metadata.ResourceVersion,
        WatchEvent<T>.Deleted deleted => deleted.Item.Metadata.ResourceVersion,
        WatchEvent<T>.Bookmark bookmark => bookmark.ResourceVersion,
        _ => throw new UnreachableException(),
    };
}
