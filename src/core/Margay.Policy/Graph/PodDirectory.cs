using Margay.Policy.Snapshot;
using Margay.Primitives;

namespace Margay.Policy.Graph;

/// <summary>Every known pod and namespace, to be found by name, by namespace and by label.</summary>
internal sealed class PodDirectory
{
    private readonly Dictionary<PodKey, PodNode> _pods = [];
    private readonly LabelIndex<PodNode> _podsByLabel = new();
    private readonly Dictionary<string, NamespaceNode> _namespaces = new(StringComparer.Ordinal);
    private readonly LabelIndex<NamespaceNode> _namespacesByLabel = new();

    public PodNode? Find(PodKey key) => _pods.GetValueOrDefault(key);

    public NamespaceNode? FindNamespace(string name) => _namespaces.GetValueOrDefault(name);

    /// <summary>Takes a pod in that is not there.</summary>
    public PodNode Add(PodKey key, PodFacts facts)
    {
        var podNamespace = NamespaceOf(key.Namespace);
        var pod = new PodNode(key.Name, podNamespace, facts);
        pod.Facts = facts with { Labels = _podsByLabel.Add(pod, facts.Labels) };
        podNamespace.Pods.Add(pod);
        _pods.Add(new PodKey(podNamespace.Name, key.Name), pod);
        return pod;
    }

    /// <summary>Gives a pod other facts.</summary>
    public void Change(PodNode pod, PodFacts facts)
    {
        if (facts.Labels.Equals(pod.Facts.Labels))
        {
            pod.Facts = facts with { Labels = pod.Facts.Labels };
            return;
        }

        _podsByLabel.Remove(pod, pod.Facts.Labels);
        pod.Facts = facts with { Labels = _podsByLabel.Add(pod, facts.Labels) };
    }

    public void Remove(PodNode pod)
    {
        _podsByLabel.Remove(pod, pod.Facts.Labels);
        _pods.Remove(new PodKey(pod.Namespace.Name, pod.Name));
        pod.Namespace.Pods.Remove(pod);
        Forget(pod.Namespace);
    }

    /// <summary>Gives a namespace labels, or with null makes it unknown.</summary>
    /// <returns>The namespace.</returns>
    public NamespaceNode Label(string name, LabelSet? labels)
    {
        var node = NamespaceOf(name);
        if (node.Labels is not null) _namespacesByLabel.Remove(node, node.Labels);
        node.Labels = labels is null ? null : _namespacesByLabel.Add(node, labels);
        Forget(node);
        return node;
    }

    /// <summary>The pods that a selection takes, each once, in no particular order.</summary>
    public List<PodNode> Select(PodSelection selection)
    {
        List<NamespaceNode>? namespaces = selection.Scope switch
        {
            NamespaceScope.Anywhere => null,
            NamespaceScope.In scope => FindNamespace(scope.Name) is { } found ? [found] : [],
            NamespaceScope.Where scope => Select(scope),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        var candidates = Candidates(selection, namespaces);
        candidates.RemoveAll(pod => !pod.IsIn(selection));
        return candidates;
    }

    /// <summary>The smaller of: the pods in scope, and the pods with a label that the selection requires.</summary>
    private List<PodNode> Candidates(PodSelection selection, List<NamespaceNode>? namespaces)
    {
        var inScope = namespaces?.Sum(candidate => candidate.Pods.Count) ?? _pods.Count;
        if (_podsByLabel.CountCandidates(selection.Labels) is { } labelled && labelled < inScope)
            return _podsByLabel.Candidates(selection.Labels);
        if (namespaces is null) return [.. _pods.Values];
        var found = new List<PodNode>(inScope);
        foreach (var candidate in namespaces) candidate.Pods.CopyTo(found);
        return found;
    }

    private List<NamespaceNode> Select(NamespaceScope.Where scope)
    {
        List<NamespaceNode> candidates = _namespacesByLabel.CountCandidates(scope.Labels) is null
            ? [.. _namespaces.Values]
            : _namespacesByLabel.Candidates(scope.Labels);
        candidates.RemoveAll(candidate => candidate.Labels is null || !scope.Labels.Matches(candidate.Labels));
        return candidates;
    }

    private NamespaceNode NamespaceOf(string name)
    {
        if (!_namespaces.TryGetValue(name, out var node)) _namespaces[name] = node = new NamespaceNode(name);
        return node;
    }

    private void Forget(NamespaceNode node)
    {
        if (node.Labels is null && node.Pods.Count == 0) _namespaces.Remove(node.Name);
    }
}
