using System.Diagnostics;
using Margay.Client;
using Margay.Model.Resources;

namespace Margay.Host.Agent.Bgp;

/// <summary>Watches the secrets that hold passwords, each by its name, and no others. The agent's loop owns it.</summary>
internal sealed class SecretWatches(
    ApiClient api, string ns, Func<AgentInput.SecretTold, CancellationToken, ValueTask> deliver, TimeProvider clock, CancellationToken stop) : IAsyncDisposable
{
    private readonly Dictionary<string, (CancellationTokenSource Stop, Task Running)> _watches = [];

    /// <summary>Begins and ends watches, so that just these secrets are watched. Each is told soon, whether it is there or not.</summary>
    public void Follow(IReadOnlySet<string> names)
    {
        foreach (var gone in _watches.Keys.Where(name => !names.Contains(name)).ToList())
        {
            _watches.Remove(gone, out var watch);
            watch.Stop.Cancel();
            watch.Stop.Dispose();
        }

        foreach (var name in names.Where(name => !_watches.ContainsKey(name)))
        {
            var ends = CancellationTokenSource.CreateLinkedTokenSource(stop);
            _watches.Add(name, (ends, WatchAsync(name, ends.Token)));
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (ends, running) in _watches.Values)
        {
            await ends.CancelAsync();
            await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            ends.Dispose();
        }

        _watches.Clear();
    }

    private Task WatchAsync(string name, CancellationToken cancel) =>
        new Informer<Secret>(api, Kinds.Secret, ns, new ListOptions { FieldSelector = $"metadata.name={name}" }, clock, Environment.ProcessId).RunAsync(
            (change, stopped) => deliver(new AgentInput.SecretTold(name, StateOf(change)), stopped),
            (failure, stopped) => deliver(new AgentInput.SecretTold(name, new SecretState.Unreadable(failure.Message)), stopped),
            cancel);

    private static SecretState StateOf(Change<Secret> change) => change switch
    {
        Change<Secret>.Replaced { Items: [] } or Change<Secret>.Remove => new SecretState.Absent(),
        Change<Secret>.Replaced { Items: [var only, ..] } => Of(only),
        Change<Secret>.Upsert changed => Of(changed.Item),
        _ => throw new UnreachableException(),
    };

    private static SecretState.Present Of(Secret secret) => new(secret.Data ?? new Dictionary<string, byte[]?>());
}
