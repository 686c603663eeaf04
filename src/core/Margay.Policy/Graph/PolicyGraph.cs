using Margay.Model.Intent;
using Margay.Policy.Snapshot;
using Margay.Primitives;

namespace Margay.Policy.Graph;

/// <summary>
/// Computes what this node must enforce, step by step: changes of the cluster in, changes of the node's intent out.
/// </summary>
/// <remarks>
/// What has been emitted up to a moment depends only on what is known at that moment, never on how it came about. The
/// work for a change follows what it touches, not what exists: pods are indexed by label and namespace for new sets,
/// and sets by label and namespace for new pods. Not safe for use from several threads at once.
/// </remarks>
public sealed class PolicyGraph
{
    private readonly PodDirectory _pods = new();
    private readonly EndpointDirectory _endpoints = new();
    private readonly SetCatalog _sets;
    private readonly LocalPolicies _policies;
    private bool _inSync;

    /// <summary>A graph that knows nothing and has emitted nothing.</summary>
    public PolicyGraph()
    {
        _sets = new SetCatalog(_pods);
        _policies = new LocalPolicies(_pods, _endpoints, _sets);
    }

    /// <summary>Takes changes in and returns what they change for this node; before the first in-sync mark, nothing.</summary>
    /// <remarks>
    /// Only policies that select a local endpoint are emitted, and only sets that these policies name. A local endpoint
    /// whose pod is unknown, or is on the host network and so cannot own the interface, is closed in both directions.
    /// </remarks>
    public IntentDelta Apply(SnapshotDelta delta)
    {
        foreach (var change in delta.Changes) Apply(change);
        _inSync |= delta.InSync;
        return _inSync ? _policies.Flush() : IntentDelta.Empty;
    }

    private void Apply(SnapshotChange change)
    {
        switch (change)
        {
            case SnapshotChange.NamespaceUpsert upsert:
                Label(upsert.Name, upsert.Labels);
                break;
            case SnapshotChange.NamespaceRemove remove:
                Label(remove.Name, null);
                break;
            case SnapshotChange.PodUpsert upsert:
                Upsert(upsert.Key, upsert.Facts);
                break;
            case SnapshotChange.PodRemove remove:
                Remove(remove.Key);
                break;
            case SnapshotChange.PolicyUpsert upsert:
                _policies.Upsert(upsert.Id, upsert.Facts);
                break;
            case SnapshotChange.PolicyRemove remove:
                _policies.Remove(remove.Id);
                break;
            case SnapshotChange.LocalEndpointUpsert upsert:
                Upsert(upsert.Endpoint);
                break;
            case SnapshotChange.LocalEndpointRemove remove:
                Remove(remove.Interface);
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    /// <summary>Gives a namespace labels, or with null makes it unknown.</summary>
    private void Label(string name, LabelSet? labels)
    {
        var before = _pods.FindNamespace(name)?.Labels;
        if (Equals(before, labels)) return;
        var changed = _pods.Label(name, labels);
        _sets.Relabel(changed, before);
        foreach (var endpoint in _endpoints.All)
        {
            if (endpoint.PodKey.Namespace == name) _policies.MarkDirty(endpoint);
        }
    }

    private void Upsert(PodKey key, PodFacts facts)
    {
        var pod = _pods.Find(key);
        if (pod is null)
        {
            pod = _pods.Add(key, facts);
        }
        else
        {
            if (pod.Facts.Equals(facts)) return;
            _sets.Leave(pod);
            _pods.Change(pod, facts);
        }

        Enter(pod, key);
        foreach (var endpoint in _endpoints.Of(key)) _policies.MarkDirty(endpoint);
    }

    private void Remove(PodKey key)
    {
        if (_pods.Find(key) is not { } pod) return;
        _sets.Leave(pod);
        _pods.Remove(pod);
        foreach (var endpoint in _endpoints.Of(key)) _policies.MarkDirty(endpoint);
    }

    private void Upsert(LocalEndpoint local)
    {
        if (_endpoints.Find(local.Interface) is { } known)
        {
            if (AreSame(known.Local, local)) return;
            Remove(local.Interface);
        }

        var endpoint = _endpoints.Add(local);
        Reenter(endpoint.PodKey);
        _policies.MarkDirty(endpoint);
    }

    private void Remove(string name)
    {
        if (_endpoints.Find(name) is not { } endpoint) return;
        _endpoints.Remove(endpoint);
        Reenter(endpoint.PodKey);
        _policies.Forget(endpoint);
    }

    /// <summary>Puts a pod into its sets, at the addresses that it has by now.</summary>
    /// <remarks>
    /// A local interface's addresses count from when the CNI plugin made it, and the status follows later: the pod's
    /// first packets must find its peers' sets complete.
    /// </remarks>
    private void Enter(PodNode pod, PodKey key)
    {
        pod.Addresses = pod.Facts switch
        {
            { IsFinished: true } or { IsOnHostNetwork: true } => [],
            { Addresses: var known } => _endpoints.Of(key) is { Count: > 0 } local
                ? [.. known.Concat(local.SelectMany(endpoint => endpoint.Local.Addresses)).Distinct()]
                : known,
        };
        _sets.Enter(pod);
    }

    /// <summary>Brings a pod's addresses in the sets up to date with its local endpoints.</summary>
    private void Reenter(PodKey key)
    {
        if (_pods.Find(key) is not { } pod) return;
        _sets.Leave(pod);
        Enter(pod, key);
    }

    private static bool AreSame(LocalEndpoint one, LocalEndpoint other) =>
        one.Interface == other.Interface
        && one.Namespace == other.Namespace
        && one.Pod == other.Pod
        && one.Addresses.SequenceEqual(other.Addresses);
}
