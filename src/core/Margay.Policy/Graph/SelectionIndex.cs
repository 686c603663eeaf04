using Margay.Model.Selectors;
using Margay.Policy.Snapshot;

namespace Margay.Policy.Graph;

/// <summary>Finds those of many selections that take a bearer: first by its namespace, then by its labels.</summary>
internal sealed class SelectionIndex<T>
    where T : class
{
    private readonly SelectorIndex<Entry> _anywhere = new();
    private readonly SelectorIndex<Entry> _namespaced = new();
    private readonly SelectorIndex<Entry> _global = new();
    private readonly Dictionary<string, SelectorIndex<Entry>> _inNamespace = new(StringComparer.Ordinal);
    private readonly Dictionary<Selector, LabelledScope> _scopes = [];
    private readonly SelectorIndex<LabelledScope> _scopesByLabel = new();
    private readonly Dictionary<T, Entry> _entries = [];

    /// <summary>Whether no selection needs to know the labels of accounts, or labels inherited from namespaces.</summary>
    public bool IgnoresInheritance => _inheriting == 0;

    private int _inheriting;

    /// <summary>Takes an item in under its selection.</summary>
    public void Add(Selection selection, T item)
    {
        var entry = new Entry(selection, item);
        _entries.Add(item, entry);
        if (entry.Inherits) _inheriting++;
        IndexFor(selection.Scope).Add(selection.Labels, entry);
    }

    /// <summary>Takes an item out.</summary>
    public void Remove(T item)
    {
        if (!_entries.Remove(item, out var entry)) return;
        if (entry.Inherits) _inheriting--;
        var scope = entry.Selection.Scope;
        var index = IndexFor(scope);
        index.Remove(entry);
        if (!index.IsEmpty) return;
        if (scope is NamespaceScope.In named) _inNamespace.Remove(named.Name);
        else if (scope is NamespaceScope.Where where && _scopes.Remove(where.Labels, out var labelled))
            _scopesByLabel.Remove(labelled);
    }

    /// <summary>The items whose selections take the bearer, each once.</summary>
    public List<T> Matching(BearerNode bearer)
    {
        var candidates = new List<Entry>();
        var labels = bearer.Facts.Labels;
        _anywhere.Collect(labels, candidates);
        if (bearer.Namespace is { } within)
        {
            _namespaced.Collect(labels, candidates);
            if (_inNamespace.TryGetValue(within.Name, out var inNamespace)) inNamespace.Collect(labels, candidates);
            foreach (var scope in ScopesOf(within)) scope.Items.Collect(labels, candidates);
        }
        else
        {
            _global.Collect(labels, candidates);
        }

        return Matching(candidates, bearer);
    }

    /// <summary>The items of one scope whose selections take a bearer that is in the scope.</summary>
    public static List<T> Matching(LabelledScope scope, BearerNode bearer)
    {
        var candidates = new List<Entry>();
        scope.Items.Collect(bearer.Facts.Labels, candidates);
        return Matching(candidates, bearer);
    }

    /// <summary>The scopes by label that a namespace is in; none for an unknown one.</summary>
    public List<LabelledScope> ScopesOf(NamespaceNode within)
    {
        var scopes = new List<LabelledScope>();
        if (within.Labels is null || _scopes.Count == 0) return scopes;
        _scopesByLabel.Collect(within.Labels, scopes);
        scopes.RemoveAll(scope => !scope.Labels.Matches(within));
        return scopes;
    }

    private static List<T> Matching(List<Entry> candidates, BearerNode bearer)
    {
        var matching = new List<T>(candidates.Count);
        foreach (var entry in candidates)
        {
            var selection = entry.Selection;
            if ((selection.Population & bearer.Kind) != 0
                && selection.Labels.Matches(bearer)
                && bearer.IsIn(selection.Accounts))
                matching.Add(entry.Item);
        }

        return matching;
    }

    private SelectorIndex<Entry> IndexFor(NamespaceScope scope)
    {
        switch (scope)
        {
            case NamespaceScope.Anywhere:
                return _anywhere;
            case NamespaceScope.Namespaced:
                return _namespaced;
            case NamespaceScope.Global:
                return _global;
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

    /// <summary>All selections that look in the same namespaces, chosen by label.</summary>
    internal sealed class LabelledScope(Selector labels)
    {
        public Selector Labels { get; } = labels;

        public SelectorIndex<Entry> Items { get; } = new();
    }

    /// <summary>One item and what it asks for.</summary>
    internal sealed class Entry(Selection selection, T item)
    {
        public Selection Selection { get; } = selection;

        public T Item { get; } = item;

        /// <summary>Whether a change of a namespace's or an account's labels may change who is taken.</summary>
        public bool Inherits { get; } =
            selection.Accounts?.Labels is not null || ReadsInherited(selection.Labels.Canonical);

        /// <remarks>The text may hold the prefix in a value too; that only costs time.</remarks>
        private static bool ReadsInherited(string canonical) =>
            canonical.Contains(ComputedLabels.NamespacePrefix, StringComparison.Ordinal)
            || canonical.Contains(ComputedLabels.AccountPrefix, StringComparison.Ordinal);
    }
}
