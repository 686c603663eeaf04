using System.Globalization;
using System.Text.Json.Nodes;
using Margay.Api.Requests;
using Margay.Api.Storage;
using Margay.Host.Reports;
using Margay.Model.Resources;

namespace Margay.Host.Hub.Realized;

/// <summary>
/// Follows the policies and nodes of the store, and writes into each policy's status whether its present generation is
/// enforced everywhere: the condition <c>Realized</c>.
/// </summary>
/// <remarks>
/// A generation's status is written once when every node has it, and before that only when a node is late: so a
/// change costs one write more, whatever the number of nodes.
/// </remarks>
internal sealed class RealizedController(
    RealizedPolicies policies, IResourceStore store, ResourceWrites writes, TimeProvider clock, ILogger logger)
{
    public const string ConditionType = "Realized";

    /// <summary>A node that takes longer is named in the status.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private static readonly WriteOptions Writing = new(DryRun: false, FieldValidation.Strict);

    private readonly Dictionary<ResourceKind, IResourceWatch> _watches = [];

    /// <summary>Generations without a status that says they are enforced, and since when they are known.</summary>
    private readonly Dictionary<ResourceKey, long> _unsaid = [];

    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            while (true)
            {
                using var turn = CancellationTokenSource.CreateLinkedTokenSource(stop);
                var changed = policies.Changed;
                foreach (var kind in NodeReport.PolicyKinds.Append(Kinds.Node)) Follow(kind);
                await SayAsync(stop);
                var growth = _watches.Values.Select(watch => watch.WaitAsync(turn.Token).AsTask()).Append(changed);
                await Task.WhenAny(growth.Append(Task.Delay(_unsaid.Count > 0 ? Patience : Timeout.InfiniteTimeSpan, clock, turn.Token)));
                await turn.CancelAsync();
                stop.ThrowIfCancellationRequested();
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
        }
    }

    private void Follow(ResourceKind kind)
    {
        var read = _watches.TryGetValue(kind, out var watch) ? watch.Read() : null;
        if (read is WatchRead.Events events)
        {
            if (events.Changes.Count == 0) return;
            if (kind == Kinds.Node) policies.SetNodes(NodeNames());
            else foreach (var change in events.Changes) Take(change);
            return;
        }

        var list = store.List(kind, null);
        _watches[kind] = store.Watch(kind, list.Revision);
        if (kind == Kinds.Node)
        {
            policies.SetNodes(NodeNames());
            return;
        }

        foreach (var item in list.Items) Take(item, isSeen: false);
        policies.Keep(list.Items.Select(item => item.Key).ToHashSet(), key => key.Kind == kind);
    }

    private HashSet<string> NodeNames() => [.. store.List(Kinds.Node, null).Items.Select(item => item.Key.Name)];

    private void Take(ResourceChange change)
    {
        if (change.IsDeletion)
        {
            _unsaid.Remove(change.After.Key);
            policies.Deleted(change.After.Key);
        }
        else Take(change.After, isSeen: true);
    }

    private void Take(StoredResource item, bool isSeen)
    {
        var json = item.ToJsonObject();
        var version = PolicyVersion.Of(json);
        policies.Written(item.Key, version, item.Revision, isSeen);
        if (ConditionOf(json) is { } said && (string?)said["status"] == "True" && said["observedGeneration"]?.GetValue<long>() == version.Generation) _unsaid.Remove(item.Key);
        else _unsaid.TryAdd(item.Key, clock.GetTimestamp());
    }

    private async Task SayAsync(CancellationToken stop)
    {
        foreach (var found in policies.Find(_unsaid.Keys))
        {
            if (found.Nodes == 0 || (!found.IsLive && clock.GetElapsedTime(_unsaid[found.Key]) < Patience)) continue;
            if (found.IsLive) _unsaid.Remove(found.Key);
            try
            {
                var path = new ResourcePath(found.Key.Kind, found.Key.Namespace.Length == 0 ? null : found.Key.Namespace, found.Key.Name, "status");
                await writes.UpdateAsync(path, policy => With(policy, found), Writing, [], stop);
            }
            catch (StoreUnavailableException reason)
            {
                HubLog.StatusFailed(logger, found.Key.ToString(), reason);
                _unsaid.TryAdd(found.Key, clock.GetTimestamp());
                return;
            }
        }
    }

    /// <remarks>An object that has moved on meanwhile keeps what it has: its new generation is said for itself.</remarks>
    private JsonObject With(JsonObject policy, PolicyRealization found)
    {
        var edited = policy.DeepClone().AsObject();
        if (PolicyVersion.Of(policy) != found.Version) return edited;
        var said = ConditionOf(edited);
        var condition = new JsonObject
        {
            ["type"] = ConditionType,
            ["status"] = found.IsLive ? "True" : "False",
            ["reason"] = found.IsLive ? "Enforced" : "Waiting",
            ["message"] = Words(found),
            ["observedGeneration"] = found.Version.Generation,
        };
        var isSame = said is not null && said["status"]!.ToString() == condition["status"]!.ToString();
        condition["lastTransitionTime"] = isSame && said!["lastTransitionTime"] is { } since
            ? since.DeepClone()
            : clock.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        var status = edited["status"] as JsonObject ?? [];
        edited["status"] = status;
        var others = (status["conditions"] as JsonArray ?? []).OfType<JsonObject>().Where(other => other["type"]?.ToString() != ConditionType);
        status["conditions"] = new JsonArray([.. others.Select(other => other.DeepClone()), condition]);
        return edited;
    }

    private static string Words(PolicyRealization found)
    {
        if (found.IsLive)
        {
            var time = found.Took is { } took ? string.Create(CultureInfo.InvariantCulture, $", {took.TotalMilliseconds:0} ms after it was written") : "";
            return $"enforced on {found.Nodes} of {found.Nodes} nodes{time}";
        }

        var names = string.Join(", ", found.Waiting.Take(5).Select(waiting => waiting.Node));
        var more = found.Waiting.Count > 5 ? $" and {found.Waiting.Count - 5} more" : "";
        return $"enforced on {found.Nodes - found.Waiting.Count} of {found.Nodes} nodes; waiting for {names}{more}";
    }

    private static JsonObject? ConditionOf(JsonObject policy) =>
        (policy["status"]?["conditions"] as JsonArray)?.OfType<JsonObject>().FirstOrDefault(condition => condition["type"]?.ToString() == ConditionType);
}
