using System.Collections.Concurrent;
using System.Diagnostics;
using System.Threading.Channels;
using Margay.Client;
using Margay.Host.Lab.Plan;
using Margay.Model.Resources;

namespace Margay.Host.Lab.Kubelet;

/// <summary>
/// Scheduler and kubelet of all of a lab's nodes in one process. After a restart it goes on with the sandboxes that are
/// there and removes those whose pod has gone.
/// </summary>
internal sealed class LabKubelet
{
    /// <summary>Pods that are handled at once: what they wait for is mostly CNI and the API.</summary>
    private const int Workers = 8;

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private readonly LabPlan _plan;
    private readonly LabPaths _paths;
    private readonly ApiClient _api;
    private readonly TimeProvider _clock;
    private readonly KubeletLog _log;
    private readonly Sandboxes _sandboxes;
    private readonly PodWorker _worker;
    private readonly KeyQueue<PodKey> _queue = new();
    private readonly ConcurrentDictionary<PodKey, byte> _resting = new();
    private readonly Channel<(PodKey Key, long Since)> _retries = Channel.CreateUnbounded<(PodKey, long)>();

    public LabKubelet(LabState lab, LabPaths paths, ApiClient api, TimeProvider clock, TextWriter output)
    {
        (_plan, _paths, _api, _clock) = (lab.ToPlan(), paths, api, clock);
        _log = new KubeletLog(output, clock);
        _sandboxes = new Sandboxes(_plan, paths, new CniPlugin(lab.CniPlugin, paths));
        _worker = new PodWorker(_plan, api, _sandboxes, clock, _log);
    }

    /// <summary>Runs until <paramref name="stop"/>; pods stay as they are, without what answers inside.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        using var own = CancellationTokenSource.CreateLinkedTokenSource(stop);
        _sandboxes.Recover();
        if (_sandboxes.Pods.Count > 0) _log.Write($"{_sandboxes.Pods.Count} sandboxes were there before");
        var pods = new Informer<Pod>(_api, Kinds.Pod, null, ListOptions.All, _clock, Environment.ProcessId);
        List<Task> loops =
        [
            pods.RunAsync(OnChangeAsync, own.Token),
            RetryAsync(own.Token),
            .. Enumerable.Range(0, Workers).Select(_ => _queue.WorkAsync(key => WorkAsync(key, own.Token), own.Token)),
            .. _plan.Nodes.Select(node => new NodeReporter(node, _paths, _api, _clock, _log).RunAsync(own.Token)),
        ];
        var first = await Task.WhenAny(loops);
        await own.CancelAsync();
        await _sandboxes.StopAnsweringAsync();
        await first;
    }

    /// <remarks>A pod that failed rests, whatever is told of it meanwhile: its own status is told too.</remarks>
    private async Task WorkAsync(PodKey key, CancellationToken stop)
    {
        if (_resting.ContainsKey(key) || await _worker.SyncAsync(key, stop)) return;
        _resting[key] = 0;
        _retries.Writer.TryWrite((key, _clock.GetTimestamp()));
    }

    private async Task RetryAsync(CancellationToken stop)
    {
        await foreach (var (key, since) in _retries.Reader.ReadAllAsync(stop))
        {
            var wait = RetryAfter - _clock.GetElapsedTime(since);
            if (wait > TimeSpan.Zero) await Task.Delay(wait, _clock, stop);
            _resting.TryRemove(key, out _);
            _queue.Add(key);
        }
    }

    private ValueTask OnChangeAsync(Change<Pod> change, CancellationToken stop)
    {
        switch (change)
        {
            case Change<Pod>.Replaced all:
                Replace(all.Items);
                break;
            case Change<Pod>.Upsert upsert:
                _worker.Pods[PodKey.Of(upsert.Item)] = upsert.Item;
                _queue.Add(PodKey.Of(upsert.Item));
                break;
            case Change<Pod>.Remove remove:
                _worker.Pods.TryRemove(PodKey.Of(remove.Item), out _);
                _queue.Add(PodKey.Of(remove.Item));
                break;
            default:
                throw new UnreachableException();
        }

        return ValueTask.CompletedTask;
    }

    private void Replace(IReadOnlyList<Pod> items)
    {
        var known = items.ToDictionary(PodKey.Of);
        foreach (var gone in _worker.Pods.Keys.Concat(_sandboxes.Pods).Where(key => !known.ContainsKey(key)).ToList())
        {
            _worker.Pods.TryRemove(gone, out _);
            _queue.Add(gone);
        }

        foreach (var (key, pod) in known)
        {
            _worker.Pods[key] = pod;
            _queue.Add(key);
        }
    }
}
