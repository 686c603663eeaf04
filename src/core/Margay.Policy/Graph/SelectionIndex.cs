using Margay.Model.Selectors;
using Margay.Policy.Snapshot;

namespace Margay.Policy.Graph;

/// <summary>Something that selects bearers.</summary>
internal abstract class Selecting(Selection selection) : Anchored(selection.Labels)
{
    public Selection Selection { get; } = selection;

    /// <summary>Whether a change of a namespace's or an account's labels may change who is taken.</summary>
    public bool Inherits =>
        Selection.Accounts?.Labels is not null || ComputedLabels.InheritedAreIn(Selection.Labels);
}

/// <summary>Finds those of many selections that take a bearer: first by its namespace, then by its labels.</summary>
/// <param name="rarity">How much carries a label.</param>
internal sealed class SelectionIndex<T>(Func<RequiredLabel, int> rarity)
    where T : Selecting
{
    private readonly SelectorIndex<T> _anywhere = new(rarity);
    private readonly SelectorIndex<T> _namespaced = new(rarity);
    private readonly SelectorIndex<T> _global = new(rarity);
    private readonly Dictionary<string, SelectorIndex<T>> _inNamespace = new(StringComparer.Ordinal);
    private readonly Dictionary<Selector, LabelledScope> _scopes = [];
    private readonly SelectorIndex<LabelledScope> _scopesByLabel = new(static _ => 0);
    private int _count;
    private int _inheriting;

    /// <summary>Whether no selection needs to know the labels of accounts, or labels inherited from namespaces.</summary>
    public bool IgnoresInheritance => _inheriting == 0;

    public bool IsEmpty => _count == 0;

    /// <summary>Takes an item in that is in no index.</summary>
    public void Add(T item)
    {
        _count++;
        if (item.Inherits) _inheriting++;
        IndexFor(item.Selection.Scope).Add(item);
    }

    /// <summary>Takes an item out that is there.</summary>
    public void Remove(T item)
    {
        _count--;
        if (item.Inherits) _inheriting--;
        var scope = item.Selection.Scope;
        var index = IndexFor(scope);
        index.Remove(item);
        if (index.Count > 0) return;
        if (scope is NamespaceScope.In named) _inNamespace.Remove(named.Name);
        else if (scope is NamespaceScope.Where where && _scopes.Remove(where.Labels, out var labelled))
            _scopesByLabel.Remove(labelled);
    }

    /// <summary>Puts the items whose selections take the bearer into a list, each once, in place of what it holds.</summary>
    public void Match(BearerNode bearer, List<T> found)
    {
        found.Clear();
        if (_count == 0) return;
        var labels = bearer.Facts.Labels;
        _anywhere.Collect(labels, found);
        if (bearer.Namespace is { } within)
        {
            _namespaced.Collect(labels, found);
            if (_inNamespace.TryGetValue(within.Name, out var inNamespace)) inNamespace.Collect(labels, found);
            foreach (var scope in ScopesOf(within)) scope.Items.Collect(labels, found);
        }
        else
        {
            _global.Collect(labels, found);
        }

        Keep(found, bearer);
    }

    /// <summary>As <see cref="Match(BearerNode, List{T})"/>, the items of one scope that the bearer is in.</summary>
    public static void Match(LabelledScope scope, BearerNode bearer, List<T> found)
    {
        found.Clear();
        scope.Items.Collect(bearer.Facts.Labels, found);
        Keep(found, bearer);
    }

    /// <summary>The scopes by label that a namespace is in; none for an unknown one.</summary>
    public IReadOnlyList<LabelledScope> ScopesOf(NamespaceNode within)
    {
        if (within.Labels is null || _scopes.Count == 0) return [];
        var scopes = new List<LabelledScope>();
        _scopesByLabel.Collect(within.Labels, scopes);
        scopes.RemoveAll(scope => !scope.Labels.Matches(within));
        return scopes;
    }

    /// <summary>Removes what does not take a bearer that is in scope.</summary>
    private static void Keep(List<T> candidates, BearerNode bearer)
    {
        var kept = 0;
        for (var i = 0; i < candidates.Count; i++)
        {
            var selection = candidates[i].Selection;
            if ((selection.Population & bearer.Kind) != 0
                && selection.Labels.Matches(bearer)
                && bearer.IsIn(selection.Accounts))
                candidates[kept++] = candidates[i];
        }

        candidates.RemoveRange(kept, candidates.Count - kept);
    }

    private SelectorIndex<T> IndexFor(NamespaceScope scope)
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
                    _inNamespace[named.Name] = index = new SelectorIndex<T>(rarity);
                return index;
            case NamespaceScope.Where where:
                if (!_scopes.TryGetValue(where.Labels, out var labelled))
                {
                    _scopes[where.Labels] = labelled = new LabelledScope(where.Labels, new SelectorIndex<T>(rarity));
                    _scopesByLabel.Add(labelled);
                }

                return labelled.Items;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    /// <summary>All selections that look in the same namespaces, chosen by label.</summary>
    internal sealed class LabelledScope(Selector labels, SelectorIndex<T> items) : Anchored(labels)
    {
        public SelectorIndex<T> Items { get; } = items;
    }
}
