using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Margay.Client;
using Margay.Model.Resources;

namespace Margay.Host.Agent.Events;

/// <summary>Writes what happens to this node into the API, as events of the Node. Who tells it waits for nothing.</summary>
internal sealed class EventWriter(ApiClient api, string node, TimeProvider clock, ILogger log)
{
    /// <summary>The namespace of events about what has none.</summary>
    private const string Namespace = "default";

    private const string Component = "margay";

    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();   // guards the ledger
    private readonly EventLedger _ledger = new(node);
    private readonly Channel<bool> _told = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Takes what has happened; may be called from any thread.</summary>
    public void Tell(NodeEvent happened)
    {
        lock (_gate) _ledger.Add(happened, clock.GetUtcNow());
        _told.Writer.TryWrite(true);
    }

    /// <summary>Runs until it is stopped; a failure is logged once and tried again.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        var fails = false;
        while (true)
        {
            await WaitAsync(stop);
            while (Take() is { } write)
            {
                try
                {
                    await WriteAsync(write, stop);
                    fails = false;
                }
                catch (ApiException failure)
                {
                    lock (_gate) _ledger.Failed(write, isGone: failure.IsNotFound);
                    if (!fails) AgentLog.EventNotWritten(log, write.Last.Reason, failure.Message);
                    fails = true;
                    await Task.Delay(Retry, clock, stop);
                }
            }
        }
    }

    private async Task WaitAsync(CancellationToken stop)
    {
        TimeSpan wait;
        lock (_gate) wait = _ledger.UntilNext(clock.GetUtcNow());
        if (wait == TimeSpan.Zero) return;
        using var patience = new CancellationTokenSource(wait, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, patience.Token);
        try
        {
            await _told.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            // A token has come back.
        }
    }

    private EventWrite? Take()
    {
        lock (_gate) return _ledger.Take(clock.GetUtcNow());
    }

    private async Task WriteAsync(EventWrite write, CancellationToken stop)
    {
        if (write.IsNew)
        {
            await CreateAsync(write, stop);
        }
        else
        {
            var patch = new JsonObject
            {
                ["count"] = write.Count,
                ["lastTimestamp"] = Seconds(write.LastSeen),
                ["message"] = write.Last.Message,
                ["type"] = TypeOf(write.Last),
            };
            await api.PatchAsync(Kinds.Event, Namespace, write.Name, PatchType.Merge, Encoding.UTF8.GetBytes(patch.ToJsonString()), null, stop);
        }

        lock (_gate) _ledger.Written(write);
    }

    private async Task CreateAsync(EventWrite write, CancellationToken stop)
    {
        try
        {
            await api.CreateAsync(Kinds.Event, ToEvent(write), stop);
        }
        catch (ApiException taken) when (taken.IsAlreadyExists)
        {
            // The answer to an attempt before this one was lost. What has happened since then is a change.
            lock (_gate)
            {
                _ledger.Written(write);
                _ledger.Failed(write, isGone: false);
            }
        }
    }

    private Event ToEvent(EventWrite write) => new()
    {
        Metadata = new ObjectMeta
        {
            Name = write.Name,
            Namespace = Namespace,
        },

        // As the kubelet has it: the node's name is its identity, and kubectl describe looks for that.
        InvolvedObject = new ObjectReference
        {
            ApiVersion = Kinds.Node.ApiVersion,
            Kind = Kinds.Node.Kind,
            Name = node,
            Uid = node,
        },
        Reason = write.Last.Reason,
        Message = write.Last.Message,
        Type = TypeOf(write.Last),
        Count = write.Count,
        FirstTimestamp = Whole(write.FirstSeen),
        LastTimestamp = Whole(write.LastSeen),
        Source = new EventSource
        {
            Component = Component,
            Host = node,
        },
    };

    private static string TypeOf(NodeEvent happened) => happened.IsWarning ? "Warning" : "Normal";

    private static DateTimeOffset Whole(DateTimeOffset time) => DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds());

    private static string Seconds(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture);
}
