using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Margay.Client;
using Margay.Model.Resources;

namespace Margay.Host.Agent.Bgp;

/// <summary>Answers the CalicoNodeStatus objects that ask this node, as often as they say.</summary>
internal sealed class NodeStatusReporter(ApiClient api, string node, BgpNetworking bgp, TimeProvider clock, ILogger log) : IDisposable
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _changed = new(0, 1);
    private readonly Dictionary<string, CalicoNodeStatusSpec> _asked = [];
    private readonly Dictionary<string, DateTimeOffset> _due = [];

    /// <summary>Hears what the API tells; may be called from any thread.</summary>
    public void Hear(Change change)
    {
        lock (_gate)
        {
            switch (change)
            {
                case Change<CalicoNodeStatus>.Replaced all:
                    foreach (var name in _asked.Keys.Except(all.Items.Select(item => item.Metadata.Name)).ToList()) Forget(name);
                    foreach (var item in all.Items) Take(item);
                    break;
                case Change<CalicoNodeStatus>.Upsert changed: Take(changed.Item); break;
                case Change<CalicoNodeStatus>.Remove gone: Forget(gone.Item.Metadata.Name); break;
                default: return;
            }
        }

        if (_changed.CurrentCount == 0) _changed.Release();
    }

    /// <summary>Runs until it is stopped; a failure is logged and tried again.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (true)
        {
            await _changed.WaitAsync(UntilNext(), stop);
            foreach (var (name, spec) in TakeDue()) await WriteAsync(name, spec, stop);
        }
    }

    public void Dispose() => _changed.Dispose();

    private void Take(CalicoNodeStatus item)
    {
        var name = item.Metadata.Name;
        if (item.Spec is not { } spec || spec.Node != node)
        {
            Forget(name);
            return;
        }

        // The report itself comes back as a change, too: only another question is answered at once.
        if (_asked.TryGetValue(name, out var before) && before.UpdatePeriodSeconds == spec.UpdatePeriodSeconds
            && (before.Classes ?? []).SequenceEqual(spec.Classes ?? [])) return;
        _asked[name] = spec;
        _due[name] = clock.GetUtcNow();
    }

    private void Forget(string name)
    {
        _asked.Remove(name);
        _due.Remove(name);
    }

    private TimeSpan UntilNext()
    {
        lock (_gate)
        {
            if (_due.Count == 0) return Timeout.InfiniteTimeSpan;
            var wait = _due.Values.Min() - clock.GetUtcNow();
            return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
        }
    }

    private List<(string Name, CalicoNodeStatusSpec Spec)> TakeDue()
    {
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            var due = _due.Where(one => one.Value <= now).Select(one => (one.Key, _asked[one.Key])).ToList();
            foreach (var (name, spec) in due)
            {
                if (spec.UpdatePeriodSeconds > 0) _due[name] = now.AddSeconds(spec.UpdatePeriodSeconds);
                else _due.Remove(name);
            }

            return due;
        }
    }

    private async Task WriteAsync(string name, CalicoNodeStatusSpec spec, CancellationToken stop)
    {
        try
        {
            var report = new CalicoNodeStatus { Status = await NodeStatusReport.OfAsync(bgp, spec.Classes ?? [], clock.GetUtcNow()) };
            var status = JsonSerializer.SerializeToNode(report, ResourceJson.Default.CalicoNodeStatus)!["status"]!.DeepClone();
            var patch = new JsonObject { ["status"] = status };
            await api.PatchAsync(Kinds.CalicoNodeStatus, null, name, PatchType.Merge, Encoding.UTF8.GetBytes(patch.ToJsonString()), "status", stop);
        }
        catch (ApiException failure)
        {
            AgentLog.StatusNotWritten(log, name, failure.Message);
            lock (_gate)
            {
                if (!failure.IsNotFound && _asked.ContainsKey(name)) _due[name] = clock.GetUtcNow() + Retry;
            }
        }
    }
}
