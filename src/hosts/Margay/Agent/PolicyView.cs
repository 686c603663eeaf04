using Margay.Client;
using Margay.Model.Intent;
using Margay.Model.Resources;
using Margay.Names;
using Margay.Policy.Graph;
using Margay.Policy.Snapshot;

namespace Margay.Host.Agent;

/// <summary>
/// The kinds on which policy depends, as the node knows them, and the graph behind them. Not thread-safe: the agent's
/// loop owns it.
/// </summary>
internal sealed class PolicyView(string node)
{
    private readonly PolicyGraph _graph = new(node);
    private readonly List<SnapshotChange> _changes = [];
    private readonly Dictionary<Type, IPolicyMirror> _mirrors = [];
    private Dictionary<string, HostInterface> _interfaces = [];

    /// <summary>Has a kind be followed; every one of them must be complete before there is any intent.</summary>
    public PolicyView Follow<T>()
        where T : Resource, new()
    {
        _mirrors.Add(typeof(Change<T>), new PolicyMirror<T>(_changes));
        return this;
    }

    /// <summary>Whether every kind has delivered a complete list.</summary>
    public bool InSync => _mirrors.Values.All(mirror => mirror.InSync);

    /// <summary>How many objects of a kind there are.</summary>
    public int Count<T>()
        where T : Resource => _mirrors[typeof(Change<T>)].Count;

    /// <summary>Takes a change in; one of a kind that is not followed means nothing here.</summary>
    public void Take(Change change)
    {
        for (var type = change.GetType(); type is not null; type = type.BaseType)
        {
            if (!_mirrors.TryGetValue(type, out var mirror)) continue;
            mirror.Take(change);
            return;
        }
    }

    public void Add(LocalEndpoint endpoint) => _changes.Add(new SnapshotChange.LocalEndpointUpsert(endpoint));

    public void RemoveEndpoint(string hostInterface) =>
        _changes.Add(new SnapshotChange.LocalEndpointRemove(hostInterface));

    /// <summary>Says what interfaces the node has, those of workloads left out.</summary>
    public void Set(IReadOnlyList<HostInterface> interfaces)
    {
        var found = interfaces.ToDictionary(one => one.Name, StringComparer.Ordinal);
        foreach (var gone in _interfaces.Keys.Except(found.Keys))
            _changes.Add(new SnapshotChange.HostInterfaceRemove(gone));
        foreach (var one in interfaces)
        {
            if (_interfaces.TryGetValue(one.Name, out var known) && known.Addresses.SequenceEqual(one.Addresses)) continue;
            _changes.Add(new SnapshotChange.HostInterfaceUpsert(one));
        }

        _interfaces = found;
    }

    /// <summary>The graph, to ask it questions.</summary>
    public PolicyGraph Graph => _graph;

    /// <summary>Says what names stand for.</summary>
    public void Set(IReadOnlyList<NameChange> names) => _changes.AddRange(names.Select(name => name.Addresses.Count > 0
        ? (SnapshotChange)new SnapshotChange.NameUpsert(name.Name, name.Addresses)
        : new SnapshotChange.NameRemove(name.Name)));

    /// <summary>All that the intent is, as one delta from nothing.</summary>
    public IntentDelta Whole() => _graph.Whole();

    /// <summary>What changed in the node's policy intent since the last call.</summary>
    public IntentDelta Flush(bool inSync)
    {
        var delta = _graph.Apply(new SnapshotDelta([.. _changes], inSync));
        _changes.Clear();
        return delta;
    }

    private interface IPolicyMirror
    {
        bool InSync { get; }

        int Count { get; }

        void Take(Change change);
    }

    private sealed class PolicyMirror<T>(List<SnapshotChange> changes) : IPolicyMirror
        where T : Resource, new()
    {
        private readonly Mirror<T> _mirror = new(
            item =>
            {
                if (ResourceChanges.Upserted(item) is { } change) changes.Add(change);
            },
            key =>
            {
                var gone = new T { Metadata = new ObjectMeta { Namespace = key.Namespace, Name = key.Name } };
                if (ResourceChanges.Removed(gone) is { } change) changes.Add(change);
            });

        public bool InSync => _mirror.InSync;

        public int Count => _mirror.Count;

        public void Take(Change change) => _mirror.Take((Change<T>)change);
    }
}
