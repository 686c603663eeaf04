using System.Diagnostics.CodeAnalysis;
using Margay.Model.Selectors;
using Margay.Policy.Snapshot;
using Margay.Primitives;

namespace Margay.Policy.Graph;

/// <summary>Every known bearer, namespace and account, to be found by name, by namespace and by label.</summary>
internal sealed class BearerDirectory
{
    private readonly HashSet<BearerNode> _bearers = new(new ByKey());
    private readonly HashSet<BearerNode>.AlternateLookup<BearerKey> _byKey;
    private readonly LabelIndex<BearerNode> _byLabel = new();
    private readonly Roster<BearerNode, BearerNode.InNamespace> _global = new();
    private readonly Dictionary<string, NamespaceNode> _namespaces = new(StringComparer.Ordinal);
    private readonly LabelIndex<NamespaceNode> _namespacesByLabel = new();

    public BearerDirectory() => _byKey = _bearers.GetAlternateLookup<BearerKey>();

    public BearerNode? Find(BearerKey key) => _byKey.TryGetValue(key, out var bearer) ? bearer : null;

    public NamespaceNode? FindNamespace(string name) => _namespaces.GetValueOrDefault(name);

    /// <summary>Takes a bearer in that is not there.</summary>
    public BearerNode Add(BearerKey key, BearerFacts facts)
    {
        var within = key.Namespace.Length == 0 ? null : NamespaceOf(key.Namespace);
        var bearer = new BearerNode(key, within, facts);
        Label(bearer, facts);
        (within?.Bearers ?? _global).Add(bearer);
        _bearers.Add(bearer);
        return bearer;
    }

    /// <summary>Gives a bearer other facts.</summary>
    public void Change(BearerNode bearer, BearerFacts facts)
    {
        if (facts.Labels.Equals(bearer.Facts.Labels))
        {
            bearer.Facts = facts with { Labels = bearer.Facts.Labels };
            return;
        }

        _byLabel.Remove(bearer);
        Label(bearer, facts);
    }

    public void Remove(BearerNode bearer)
    {
        _byLabel.Remove(bearer);
        _bearers.Remove(bearer);
        (bearer.Namespace?.Bearers ?? _global).Remove(bearer);
        if (bearer.Namespace is not null) Forget(bearer.Namespace);
    }

    /// <summary>The namespace of a name, which from now on is there until <see cref="Label(NamespaceNode, LabelSet?)"/> lets go of it.</summary>
    public NamespaceNode NamespaceOf(string name)
    {
        if (!_namespaces.TryGetValue(name, out var node)) _namespaces[name] = node = new NamespaceNode(name);
        return node;
    }

    /// <summary>Gives a namespace labels, or with null makes it unknown.</summary>
    public void Label(NamespaceNode node, LabelSet? labels)
    {
        if (node.Labels is not null) _namespacesByLabel.Remove(node);
        if (labels is not null) _namespacesByLabel.Add(node, labels);
        node.Labels = node.Group?.Labels;
        Forget(node);
    }

    /// <summary>Gives an account labels, or with null makes it unknown.</summary>
    public void LabelAccount(string within, string name, LabelSet? labels)
    {
        var node = NamespaceOf(within);
        node.LabelAccount(name, labels);
        Forget(node);
    }

    /// <summary>How many kinds of labelling carry a label.</summary>
    public int Count(RequiredLabel label) => _byLabel.Count(label);

    /// <summary>The bearers that a selection takes, each once, in no particular order.</summary>
    public List<BearerNode> Select(Selection selection)
    {
        var scope = Scope(selection);
        var inScope = scope?.Sum(bearers => bearers.Count) ?? _bearers.Count;
        if (_byLabel.CountCandidates(selection.Labels) is { } labelled && labelled < inScope)
            return SelectByLabel(selection);
        var candidates = new List<BearerNode>(inScope);
        if (scope is null) candidates.AddRange(_bearers);
        else foreach (var bearers in scope) bearers.CopyTo(candidates);
        candidates.RemoveAll(bearer => !bearer.IsIn(selection));
        return candidates;
    }

    private List<BearerNode> SelectByLabel(Selection selection)
    {
        var found = new List<BearerNode>();
        var isOwn = !ComputedLabels.MayBeIn(selection.Labels);
        foreach (var group in _byLabel.Candidates(selection.Labels))
        {
            if (isOwn && !selection.Labels.Matches(group.Labels)) continue;
            for (var i = 0; i < group.Count; i++)
            {
                if (isOwn ? group[i].IsWithin(selection) : group[i].IsIn(selection)) found.Add(group[i]);
            }
        }

        return found;
    }

    /// <returns>What holds all bearers that may be selected; null for all bearers.</returns>
    private List<Roster<BearerNode, BearerNode.InNamespace>>? Scope(Selection selection) => selection.Scope switch
    {
        _ when selection.Population == Population.Nodes => [_global],
        NamespaceScope.Anywhere or NamespaceScope.Namespaced => null,
        NamespaceScope.Global => [_global],
        NamespaceScope.In named => FindNamespace(named.Name) is { } within ? [within.Bearers] : [],
        NamespaceScope.Where where => Select(where),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private List<Roster<BearerNode, BearerNode.InNamespace>> Select(NamespaceScope.Where scope)
    {
        var candidates = new List<NamespaceNode>();
        if (_namespacesByLabel.CountCandidates(scope.Labels) is null) candidates.AddRange(_namespaces.Values);
        else foreach (var group in _namespacesByLabel.Candidates(scope.Labels)) group.CopyTo(candidates);
        candidates.RemoveAll(candidate => candidate.Labels is null || !scope.Labels.Matches(candidate));
        return candidates.ConvertAll(candidate => candidate.Bearers);
    }

    private void Label(BearerNode bearer, BearerFacts facts)
    {
        _byLabel.Add(bearer, facts.Labels);
        bearer.Facts = facts with { Labels = bearer.Group!.Labels };
    }

    private void Forget(NamespaceNode node)
    {
        if (node.IsForgettable) _namespaces.Remove(node.Name);
    }

    private sealed class ByKey : IEqualityComparer<BearerNode>, IAlternateEqualityComparer<BearerKey, BearerNode>
    {
        public bool Equals(BearerNode? one, BearerNode? other) => ReferenceEquals(one, other);

        public int GetHashCode([DisallowNull] BearerNode bearer) => bearer.Key.GetHashCode();

        public bool Equals(BearerKey key, BearerNode bearer) =>
            key.Kind == bearer.Kind && key.Name == bearer.Name && key.Namespace == (bearer.Namespace?.Name ?? "");

        public int GetHashCode(BearerKey key) => key.GetHashCode();

        public BearerNode Create(BearerKey key) => throw new NotSupportedException("a bearer is made of its facts");
    }
}
