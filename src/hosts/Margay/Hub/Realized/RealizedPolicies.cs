using Margay.Api.Metrics;
using Margay.Api.Storage;
using Margay.Host.Reports;
using Margay.Model.Resources;

namespace Margay.Host.Hub.Realized;

/// <summary>
/// Puts together what is written of policies with what nodes report of their kernels. Kept in memory only: agents report
/// again when the hub has started anew. Thread-safe.
/// </summary>
/// <param name="clock">Measures how long a policy takes.</param>
/// <param name="seconds">Gets, for each policy and node, the time from the write to the report; by kind.</param>
internal sealed class RealizedPolicies(TimeProvider clock, Histogram seconds)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ResourceKey, Entry> _entries = [];
    private readonly HashSet<ResourceKey> _pending = [];
    private readonly SortedDictionary<string, NodeReport?> _nodes = new(StringComparer.Ordinal);
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes at the next change; to be taken before one looks.</summary>
    public Task Changed
    {
        get
        {
            lock (_gate) return _changed.Task;
        }
    }

    /// <summary>A policy as it is; what changes nothing but its metadata or status is no new generation.</summary>
    /// <param name="key">The policy.</param>
    /// <param name="version">Its content.</param>
    /// <param name="revision">The revision of the write.</param>
    /// <param name="isSeen">Whether it was written just now, so that time counts from here.</param>
    public void Written(ResourceKey key, PolicyVersion version, long revision, bool isSeen)
    {
        lock (_gate)
        {
            if (_entries.TryGetValue(key, out var known) && known.Version == version) return;
            _entries[key] = new Entry(version, revision, isSeen ? clock.GetTimestamp() : null);
            _pending.Add(key);
            Settle([key]);
        }
    }

    /// <summary>A policy is gone.</summary>
    public void Deleted(ResourceKey key)
    {
        lock (_gate)
        {
            _entries.Remove(key);
            _pending.Remove(key);
            Pulse();
        }
    }

    /// <summary>Forgets every policy that is not among these, as after a list.</summary>
    public void Keep(IReadOnlySet<ResourceKey> keys, Func<ResourceKey, bool> ofList)
    {
        lock (_gate)
        {
            foreach (var gone in _entries.Keys.Where(key => ofList(key) && !keys.Contains(key)).ToList()) Deleted(gone);
        }
    }

    /// <summary>The nodes there are; one that is new is waited for.</summary>
    public void SetNodes(IReadOnlySet<string> names)
    {
        lock (_gate)
        {
            var before = _nodes.Count;
            foreach (var gone in _nodes.Keys.Where(name => !names.Contains(name)).ToList()) _nodes.Remove(gone);
            var isNew = false;
            foreach (var name in names) isNew |= _nodes.TryAdd(name, null);
            if (!isNew && _nodes.Count == before) return;
            _pending.UnionWith(_entries.Keys);
            Settle(_pending);
        }
    }

    /// <summary>Takes in what a node reports; false if there is no such node.</summary>
    public bool Report(string node, NodeReport report)
    {
        lock (_gate)
        {
            if (!_nodes.TryGetValue(node, out var last)) return false;
            if (last is not null && last.Says(report)) return true;
            _nodes[node] = report;
            foreach (var key in _pending)
            {
                var entry = _entries[key];
                if (report.RevisionOf(key.Kind) < entry.Revision || last?.RevisionOf(key.Kind) >= entry.Revision) continue;
                if (entry.SeenAt is not { } seen) continue;
                entry.Took = clock.GetElapsedTime(seen);
                seconds.With(key.Kind.QualifiedPlural).Observe(entry.Took.Value.TotalSeconds);
            }

            Settle(_pending);
            return true;
        }
    }

    /// <summary>How policies stand of which no more is asked than what is known.</summary>
    public IReadOnlyList<PolicyRealization> Find(IEnumerable<ResourceKey> keys)
    {
        lock (_gate) return [.. keys.Where(_entries.ContainsKey).Select(Of)];
    }

    /// <summary>How a version of a policy stands; one that was not heard of yet is waited for everywhere.</summary>
    public PolicyRealization Find(ResourceKey key, PolicyVersion version)
    {
        lock (_gate)
        {
            return _entries.TryGetValue(key, out var entry) && entry.Version == version
                ? Of(key)
                : new PolicyRealization(key, version, _nodes.Count, [.. _nodes.Keys.Select(node => (node, (string?)null))], null);
        }
    }

    private PolicyRealization Of(ResourceKey key)
    {
        var entry = _entries[key];
        var waiting = _nodes.Where(node => !Enforces(node.Value, key.Kind, entry))
            .Select(node => (node.Key, node.Value is null ? "it has not reported" : node.Value.Fault)).ToList();
        return new PolicyRealization(key, entry.Version, _nodes.Count, waiting, waiting.Count == 0 ? entry.Took : null);
    }

    private static bool Enforces(NodeReport? report, ResourceKind kind, Entry entry) => report?.RevisionOf(kind) >= entry.Revision;

    private void Settle(IEnumerable<ResourceKey> keys)
    {
        foreach (var done in keys.Where(key => _nodes.Count > 0 && _nodes.Values.All(report => Enforces(report, key.Kind, _entries[key]))).ToList())
            _pending.Remove(done);
        Pulse();
    }

    private void Pulse()
    {
        _changed.TrySetResult();
        _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class Entry(PolicyVersion version, long revision, long? seenAt)
    {
        public PolicyVersion Version => version;

        public long Revision => revision;

        /// <summary>The clock's timestamp when the write was seen.</summary>
        public long? SeenAt => seenAt;

        /// <summary>How long it took until the latest report by which a node enforces it.</summary>
        public TimeSpan? Took { get; set; }
    }
}
