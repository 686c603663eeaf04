namespace Margay.Host.Hub;

/// <summary>Leaves signals to the program that started the hub: it may have more to stop than this server.</summary>
internal sealed class CallerLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
