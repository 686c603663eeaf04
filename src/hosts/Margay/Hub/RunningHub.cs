using System.Net;
using Margay.Store.Embedded;

namespace Margay.Host.Hub;

/// <summary>A hub that serves, until it is told to stop.</summary>
public sealed class RunningHub : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly EmbeddedStore _store;
    private readonly ResourceWrites _writes;
    private readonly CancellationTokenSource _stopping;

    internal RunningHub(
        WebApplication application, EmbeddedStore store, ResourceWrites writes,
        IReadOnlyList<Func<CancellationToken, Task>> controllers, CancellationTokenSource stopping)
    {
        (_application, _store, _writes, _stopping) = (application, store, writes, stopping);
        Completion = RunAsync(controllers);
    }

    /// <summary>Where it really listens, ports filled in, in the order of the options.</summary>
    public required IReadOnlyList<IPEndPoint> Endpoints { get; init; }

    /// <summary>The files it keeps.</summary>
    public required StateFiles Files { get; init; }

    /// <summary>Completes when the hub has ended and the store is closed; fails if the hub ended by itself.</summary>
    public Task Completion { get; }

    /// <summary>Ends open watches, answers what is under way, closes the store. Calling it again only waits.</summary>
    public async Task StopAsync()
    {
        await _stopping.CancelAsync();
        await Completion;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stopping.Dispose();
    }

    private async Task RunAsync(IReadOnlyList<Func<CancellationToken, Task>> controllers)
    {
        try
        {
            var running = controllers.Select(controller => controller(_stopping.Token)).ToList();
            await Task.WhenAny(running);
            await _stopping.CancelAsync();
            await Task.WhenAll(running);
        }
        finally
        {
            await _stopping.CancelAsync();
            await _application.StopAsync();
            await _application.DisposeAsync();
            await _store.DisposeAsync();
            _writes.Dispose();
        }
    }
}
