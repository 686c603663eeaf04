using System.Net;
using Margay.Store.Embedded;

namespace Margay.Host.Hub;

/// <summary>A hub that serves.</summary>
public sealed class RunningHub : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly EmbeddedStore _store;
    private readonly PoolRanges _pools;
    private readonly CancellationTokenSource _stopping;
    private readonly Task _controllers;
    private int _stopped;

    internal RunningHub(
        WebApplication application, EmbeddedStore store, PoolRanges pools, CancellationTokenSource stopping, Task controllers)
    {
        (_application, _store, _pools, _stopping, _controllers) = (application, store, pools, stopping, controllers);
        Completion = Task.WhenAll(controllers, WaitForEndAsync());
    }

    /// <summary>Where it really listens, ports filled in, in the order of the options.</summary>
    public required IReadOnlyList<IPEndPoint> Endpoints { get; init; }

    /// <summary>The files it keeps.</summary>
    public required StateFiles Files { get; init; }

    /// <summary>Completes when the hub has ended; fails if it ended by itself.</summary>
    public Task Completion { get; }

    /// <summary>Ends open watches, answers what is under way, closes the store. Calling it again does nothing.</summary>
    public async Task StopAsync()
    {
        if (Interlocked.Exchange(ref _stopped, 1) != 0) return;
        await _stopping.CancelAsync();
        await _application.StopAsync();
        await _controllers;
        await _application.DisposeAsync();
        await _store.DisposeAsync();
        _pools.Dispose();
        _stopping.Dispose();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await StopAsync();

    private Task WaitForEndAsync()
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _application.Lifetime.ApplicationStopped.Register(ended.SetResult);
        return ended.Task;
    }
}
