using Margay.Model.Selectors;
using Margay.Policy.Snapshot;
using Margay.Primitives;

namespace Margay.Policy.Graph;

/// <summary>Finds those of many pod selections that take a pod: first by its namespace, then by its labels.</summary>
internal sealed class SelectionIndex<T>
    where T : class
{
    private readonly SelectorIndex<Entry> _anywhere = new();
    private readonly Dictionary<string, SelectorIndex<Entry>> _inNamespace = new(StringComparer.Ordinal);
    private readonly Dictionary<Selector, LabelledScope> _scopes = [];
    private readonly SelectorIndex<LabelledScope> _scopesByLabel = new();
    private readonly Dictionary<T, Entry> _entries = [];

    /// <summary>Takes an item in under its selection.</summary>
    public void Add(PodSelection selection, T item)
    {
        var entry = new Entry(selection.Labels, item);
        _entries.Add(item, entry);
        IndexFor(selection.Scope).Add(selection.Labels, entry);
    }

    /// <summary>Takes an item out that was added under this selection.</summary>
    public void Remove(PodSelection selection, T item)
    {
        if (!_entries.Remove(item, out var entry)) return;
        var index = IndexFor(selection.Scope);
        index.Remove(entry);
        if (!index.IsEmpty) return;
        if (selection.Scope is NamespaceScope.In scope) _inNamespace.Remove(scope.Name);
        else if (selection.Scope is NamespaceScope.Where where && _scopes.Remove(where.Labels, out var labelled))
            _scopesByLabel.Remove(labelled);
    }

    /// <summary>The items whose selections take the pod, each once.</summary>
    /// <param name="podNamespace">The pod's namespace.</param>
    /// <param name="namespaceLabels">The labels of the namespace; null if it is not known.</param>
    /// <param name="podLabels">The pod's labels.</param>
    public List<T> Matching(string podNamespace, LabelSet? namespaceLabels, LabelSet podLabels)
    {
        var candidates = new List<Entry>();
        _anywhere.Collect(podLabels, candidates);
        if (_inNamespace.TryGetValue(podNamespace, out var inNamespace)) inNamespace.Collect(podLabels, candidates);
        foreach (var scope in ScopesOf(namespaceLabels)) scope.Items.Collect(podLabels, candidates);
        return Matching(candidates, podLabels);
    }

    /// <summary>The items of one scope whose selections take a pod with these labels that is in the scope.</summary>
    public static List<T> Matching(LabelledScope scope, LabelSet podLabels)
    {
        var candidates = new List<Entry>();
        scope.Items.Collect(podLabels, candidates);
        return Matching(candidates, podLabels);
    }

    /// <summary>The scopes by label that a namespace is in; none for an unknown one.</summary>
    public List<LabelledScope> ScopesOf(LabelSet? namespaceLabels)
    {
        var scopes = new List<LabelledScope>();
        if (namespaceLabels is null || _scopes.Count == 0) return scopes;
        _scopesByLabel.Collect(namespaceLabels, scopes);
        scopes.RemoveAll(scope => !scope.Labels.Matches(namespaceLabels));
        return scopes;
    }

    private static List<T> Matching(List<Entry> candidates, LabelSet podLabels)
    {
        var matching = new List<T>(candidates.Count);
        foreach (var entry in candidates)
        {
            if (entry.Labels.Matches(podLabels)) matching.Add(entry.Item);
        }

        return matching;
    }

    private SelectorIndex<Entry> IndexFor(NamespaceScope scope)
    {
        switch (scope)
        {
            case NamespaceScope.Anywhere:
                return _anywhere;
            case NamespaceScope.In named:
                if (!_inNamespace.TryGetValue(named.Name, out var index))
                    _inNamespace[named.Name] = index = new SelectorIndex<Entry>();
                return index;
            case NamespaceScope.Where where:
                if (!_scopes.TryGetValue(where.Labels, out var labelled))
                {
                    _scopes[where.Labels] = labelled = new LabelledScope(where.Labels);
                    _scopesByLabel.Add(where.Labels, labelled);
                }

                return labelled.Items;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    /// <summary>All selections that look for pods in the same namespaces, chosen by label.</summary>
    internal sealed class LabelledScope(Selector labels)
    {
        public Selector Labels { get; } = labels;

        public SelectorIndex<Entry> Items { get; } = new();
    }

    /// <summary>One item and the pod labels it asks for.</summary>
    internal sealed record Entry(Selector Labels, T Item)
    {
        /// <summary>An entry is itself only: equal selections of two items are two entries.</summary>
        public bool Equals(Entry? other) => ReferenceEquals(this, other);

        /// <inheritdoc/>
        public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
    }
}
