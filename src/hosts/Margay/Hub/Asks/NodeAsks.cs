using System.Globalization;
using System.Text.Json.Nodes;
using Margay.Host.Reports;

namespace Margay.Host.Hub.Asks;

/// <summary>Questions to agents and their answers. Agents come for the questions, since nobody can reach them from here. Thread-safe.</summary>
internal sealed class NodeAsks(TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Asking> _open = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _last;

    /// <summary>Asks nodes, and waits for all of them, at the latest until the patience is over.</summary>
    /// <returns>The answers that came, by node.</returns>
    public async Task<IReadOnlyDictionary<string, JsonObject>> AskAsync(
        IReadOnlySet<string> nodes, string what, TimeSpan patience, CancellationToken stop)
    {
        Asking asking;
        lock (_gate)
        {
            asking = new Asking(new NodeAsk((++_last).ToString(CultureInfo.InvariantCulture), what), [.. nodes]);
            _open[asking.Ask.Id] = asking;
            Pulse();
        }

        if (nodes.Count > 0)
            await asking.Complete.Task.WaitAsync(patience, clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stop.ThrowIfCancellationRequested();
        lock (_gate)
        {
            _open.Remove(asking.Ask.Id);
            return asking.Answers;
        }
    }

    /// <summary>The answers as one document: <c>nodes</c>, each with its name, and <c>silent</c>, the names of those that did not answer.</summary>
    public static JsonObject Together(IReadOnlySet<string> asked, IReadOnlyDictionary<string, JsonObject> answers) => new()
    {
        ["nodes"] = new JsonArray([.. answers.OrderBy(answer => answer.Key, StringComparer.Ordinal).Select(answer =>
        {
            var json = answer.Value.DeepClone().AsObject();
            json["node"] = answer.Key;
            return json;
        })]),
        ["silent"] = new JsonArray([.. asked.Except(answers.Keys).Order(StringComparer.Ordinal).Select(node => JsonValue.Create(node))]),
    };

    /// <summary>What a node has not answered yet, once there is something; null when the wait is over.</summary>
    public async Task<NodeAsk?> NextAsync(string node, TimeSpan wait, CancellationToken stop)
    {
        var started = clock.GetTimestamp();
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (_open.Values.FirstOrDefault(asking => asking.Waiting.Contains(node)) is { } found) return found.Ask;
                changed = _changed.Task;
            }

            var left = wait - clock.GetElapsedTime(started);
            if (left <= TimeSpan.Zero) return null;
            await changed.WaitAsync(left, clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            stop.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Takes in a node's answer; one that nobody waits for any more means nothing.</summary>
    public void Answer(string node, string id, JsonObject answer)
    {
        lock (_gate)
        {
            if (!_open.TryGetValue(id, out var asking) || !asking.Waiting.Remove(node)) return;
            asking.Answers[node] = answer;
            if (asking.Waiting.Count == 0) asking.Complete.TrySetResult();
        }
    }

    private void Pulse()
    {
        _changed.TrySetResult();
        _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed record Asking(NodeAsk Ask, HashSet<string> Waiting)
    {
        public Dictionary<string, JsonObject> Answers { get; } = new(StringComparer.Ordinal);

        public TaskCompletionSource Complete { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
