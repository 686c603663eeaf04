using System.Text.Json;
using Margay.Api.Objects;
using Margay.Client;
using Margay.Model.Resources;

namespace Margay.Host.Agent;

/// <summary>
/// Takes back on this node what nobody has confirmed in time, when the hub does not: the change may be what cuts the two from
/// each other. Thread-safe.
/// </summary>
/// <remarks>
/// Time counts from when the change is heard of, so the clocks of hub and node need not agree. What the hub says later holds.
/// </remarks>
internal sealed class UnconfirmedChanges(
    Func<Change, CancellationToken, ValueTask> deliver, TimeProvider clock, ILogger log, CancellationToken stop) : IDisposable
{
    /// <summary>The hub goes first.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly Dictionary<(ResourceKind Kind, ResourceKey Key), (DateTimeOffset Until, ITimer Timer)> _marked = [];

    /// <summary>Hears a change that is about to be delivered.</summary>
    public void Hear(Change change)
    {
        _ = TryHear<NetworkPolicy>(change) || TryHear<CalicoNetworkPolicy>(change) || TryHear<GlobalNetworkPolicy>(change)
            || TryHear<ClusterNetworkPolicy>(change) || TryHear<HostEndpoint>(change) || TryHear<Tier>(change) || TryHear<Profile>(change)
            || TryHear<NetworkSet>(change) || TryHear<GlobalNetworkSet>(change) || TryHear<FelixConfiguration>(change);
    }

    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var (_, timer) in _marked.Values) timer.Dispose();
            _marked.Clear();
        }
    }

    private bool TryHear<T>(Change change)
        where T : Resource
    {
        switch (change)
        {
            case Change<T>.Replaced all:
                var there = all.Items.Select(ResourceKey.Of).ToHashSet();
                lock (_gate)
                {
                    foreach (var gone in _marked.Keys.Where(marked => marked.Kind == all.Of && !there.Contains(marked.Key)).ToList()) Forget(gone);
                }

                foreach (var item in all.Items) Hear(all.Of, item);
                return true;
            case Change<T>.Upsert one:
                Hear(one.Of, one.Item);
                return true;
            case Change<T>.Remove one:
                lock (_gate) Forget((one.Of, ResourceKey.Of(one.Item)));
                return true;
            default:
                return false;
        }
    }

    private void Hear<T>(ResourceKind<T> kind, T item)
        where T : Resource
    {
        var key = (kind, ResourceKey.Of(item));
        lock (_gate)
        {
            if (item.Metadata.Annotations?.GetValueOrDefault(UnconfirmedMark.Annotation) is not { } text || !UnconfirmedMark.TryParse(text, out var mark))
            {
                Forget(key);
                return;
            }

            if (_marked.TryGetValue(key, out var known) && known.Until == mark.Until) return;
            Forget(key);
            _marked[key] = (mark.Until, clock.CreateTimer(_ => TakeBack(kind, item, mark), null, mark.Time + Grace, Timeout.InfiniteTimeSpan));
        }
    }

    private void Forget((ResourceKind Kind, ResourceKey Key) key)
    {
        if (_marked.Remove(key, out var marked)) marked.Timer.Dispose();
    }

    private void TakeBack<T>(ResourceKind<T> kind, T item, UnconfirmedMark mark)
        where T : Resource
    {
        lock (_gate)
        {
            var key = (kind, ResourceKey.Of(item));
            if (!_marked.TryGetValue(key, out var known) || known.Until != mark.Until) return;
            Forget(key);
        }

        AgentLog.TakenBack(log, kind.Kind, item.Metadata.Namespace is { } ns ? $"{ns}/{item.Metadata.Name}" : item.Metadata.Name);
        Change before = mark.Before?.Deserialize(kind.Json) is { } confirmed ? new Change<T>.Upsert(kind, confirmed) : new Change<T>.Remove(kind, item);
        _ = DeliverAsync(before);
    }

    private async Task DeliverAsync(Change change)
    {
        try
        {
            await deliver(change, stop);
        }
        catch (OperationCanceledException)
        {
            // The agent ends: what the kernel has stays, as it does for everything else.
        }
    }
}
