using Margay.Model.Intent;
using Margay.Policy.Snapshot;
using Margay.Primitives;

namespace Margay.Policy.Graph;

/// <summary>The sets that the node's policies name, kept right while pods and namespaces change.</summary>
internal sealed class SetCatalog(PodDirectory pods)
{
    private readonly Dictionary<IpSetId, SetNode> _sets = [];
    private readonly SelectionIndex<SetNode> _bySelection = new();
    private readonly HashSet<SetNode> _dirty = [];

    /// <summary>Counts one more user of a set, which is made if it is not there.</summary>
    public void Acquire(SetDefinition definition)
    {
        if (!_sets.TryGetValue(definition.Id, out var set))
        {
            _sets[definition.Id] = set = new SetNode(definition);
            if (SelectionOf(definition) is { } selection)
            {
                _bySelection.Add(selection, set);
                foreach (var pod in pods.Select(selection)) set.Add(pod);
            }

            _dirty.Add(set);
        }

        set.Users++;
    }

    /// <summary>Counts one user less. A set without users goes at the next flush.</summary>
    public void Release(SetDefinition definition)
    {
        var set = _sets[definition.Id];
        if (--set.Users == 0) _dirty.Add(set);
    }

    /// <summary>Puts a pod into all sets that select it.</summary>
    public void Enter(PodNode pod)
    {
        if (pod.Addresses.Count == 0) return;
        foreach (var set in SetsOf(pod)) Enter(set, pod);
    }

    /// <summary>Takes a pod out of all sets that select it; its facts must be those with which it entered.</summary>
    public void Leave(PodNode pod)
    {
        if (pod.Addresses.Count == 0) return;
        foreach (var set in SetsOf(pod)) Leave(set, pod);
    }

    /// <summary>Moves the pods of a namespace whose labels change from <paramref name="before"/>.</summary>
    public void Relabel(NamespaceNode changed, LabelSet? before)
    {
        var scopesBefore = _bySelection.ScopesOf(before);
        var scopesNow = _bySelection.ScopesOf(changed.Labels);
        var left = scopesBefore.Except(scopesNow).ToList();
        var entered = scopesNow.Except(scopesBefore).ToList();
        if (left.Count == 0 && entered.Count == 0) return;

        var members = new List<PodNode>();
        changed.Pods.CopyTo(members);
        foreach (var pod in members)
        {
            foreach (var scope in left)
            {
                foreach (var set in SelectionIndex<SetNode>.Matching(scope, pod.Facts.Labels)) Leave(set, pod);
            }

            foreach (var scope in entered)
            {
                foreach (var set in SelectionIndex<SetNode>.Matching(scope, pod.Facts.Labels)) Enter(set, pod);
            }
        }
    }

    /// <summary>What changed since the last flush, sorted by id.</summary>
    public void Flush(List<IpSetDelta> changed, List<IpSetId> removed)
    {
        foreach (var set in _dirty)
        {
            if (set.Users == 0)
            {
                if (SelectionOf(set.Definition) is { } selection) _bySelection.Remove(selection, set);
                _sets.Remove(set.Definition.Id);
                if (set.IsEmitted) removed.Add(set.Definition.Id);
            }
            else if (set.TakeDelta() is { } delta)
            {
                changed.Add(delta);
            }
        }

        _dirty.Clear();
        changed.Sort((one, other) => one.Id.CompareTo(other.Id));
        removed.Sort();
    }

    private List<SetNode> SetsOf(PodNode pod) =>
        _bySelection.Matching(pod.Namespace.Name, pod.Namespace.Labels, pod.Facts.Labels);

    private void Enter(SetNode set, PodNode pod)
    {
        set.Add(pod);
        _dirty.Add(set);
    }

    private void Leave(SetNode set, PodNode pod)
    {
        set.Remove(pod);
        _dirty.Add(set);
    }

    private static PodSelection? SelectionOf(SetDefinition definition) => definition switch
    {
        SetDefinition.Pods pods => pods.Selection,
        SetDefinition.Ports ports => ports.Selection,
        SetDefinition.Networks => null,
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
