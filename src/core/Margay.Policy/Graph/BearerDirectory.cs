using Margay.Policy.Snapshot;
using Margay.Primitives;

namespace Margay.Policy.Graph;

/// <summary>Every known bearer, namespace and account, to be found by name, by namespace and by label.</summary>
internal sealed class BearerDirectory
{
    private readonly Dictionary<BearerKey, BearerNode> _bearers = [];
    private readonly LabelIndex<BearerNode> _byLabel = new();
    private readonly CompactSet<BearerNode> _global = new();
    private readonly Dictionary<string, NamespaceNode> _namespaces = new(StringComparer.Ordinal);
    private readonly LabelIndex<NamespaceNode> _namespacesByLabel = new();
    private readonly Dictionary<(string Namespace, string Name), AccountNode> _accounts = [];

    public BearerNode? Find(BearerKey key) => _bearers.GetValueOrDefault(key);

    public NamespaceNode? FindNamespace(string name) => _namespaces.GetValueOrDefault(name);

    public AccountNode? FindAccount(string within, string name) => _accounts.GetValueOrDefault((within, name));

    /// <summary>Takes a bearer in that is not there.</summary>
    public BearerNode Add(BearerKey key, BearerFacts facts)
    {
        var within = key.Namespace.Length == 0 ? null : NamespaceOf(key.Namespace);
        var bearer = new BearerNode(this, key, within, facts);
        bearer.Facts = facts with { Labels = _byLabel.Add(bearer, facts.Labels) };
        (within?.Bearers ?? _global).Add(bearer);
        _bearers.Add(bearer.Key, bearer);
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

        _byLabel.Remove(bearer, bearer.Facts.Labels);
        bearer.Facts = facts with { Labels = _byLabel.Add(bearer, facts.Labels) };
    }

    public void Remove(BearerNode bearer)
    {
        _byLabel.Remove(bearer, bearer.Facts.Labels);
        _bearers.Remove(bearer.Key);
        (bearer.Namespace?.Bearers ?? _global).Remove(bearer);
        if (bearer.Namespace is not null) Forget(bearer.Namespace);
    }

    /// <summary>The namespace of a name, which from now on is there until <see cref="Label"/> lets go of it.</summary>
    public NamespaceNode NamespaceOf(string name)
    {
        if (!_namespaces.TryGetValue(name, out var node)) _namespaces[name] = node = new NamespaceNode(name);
        return node;
    }

    /// <summary>Gives a namespace labels, or with null makes it unknown.</summary>
    public void Label(NamespaceNode node, LabelSet? labels)
    {
        if (node.Labels is not null) _namespacesByLabel.Remove(node, node.Labels);
        node.Labels = labels is null ? null : _namespacesByLabel.Add(node, labels);
        Forget(node);
    }

    /// <summary>Gives an account labels, or with null makes it unknown.</summary>
    public void LabelAccount(string within, string name, LabelSet? labels)
    {
        if (labels is null) _accounts.Remove((within, name));
        else _accounts[(within, name)] = new AccountNode(name, labels);
    }

    /// <summary>The bearers that a selection takes, each once, in no particular order.</summary>
    public List<BearerNode> Select(Selection selection)
    {
        var candidates = Candidates(selection);
        candidates.RemoveAll(bearer => !bearer.IsIn(selection));
        return candidates;
    }

    /// <summary>The smaller of: what is in scope, and what has a label that the selection requires.</summary>
    private List<BearerNode> Candidates(Selection selection)
    {
        List<CompactSet<BearerNode>>? scope = selection.Scope switch
        {
            NamespaceScope.Anywhere or NamespaceScope.Namespaced => null,
            NamespaceScope.Global => [_global],
            NamespaceScope.In named => FindNamespace(named.Name) is { } within ? [within.Bearers] : [],
            NamespaceScope.Where where => Select(where),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        if (selection.Population == Population.Nodes) scope = [_global];
        var inScope = scope?.Sum(bearers => bearers.Count) ?? _bearers.Count;
        if (_byLabel.CountCandidates(selection.Labels) is { } labelled && labelled < inScope)
            return _byLabel.Candidates(selection.Labels);
        if (scope is null) return [.. _bearers.Values];
        var found = new List<BearerNode>(inScope);
        foreach (var bearers in scope) bearers.CopyTo(found);
        return found;
    }

    private List<CompactSet<BearerNode>> Select(NamespaceScope.Where scope)
    {
        List<NamespaceNode> candidates = _namespacesByLabel.CountCandidates(scope.Labels) is null
            ? [.. _namespaces.Values]
            : _namespacesByLabel.Candidates(scope.Labels);
        candidates.RemoveAll(candidate => candidate.Labels is null || !scope.Labels.Matches(candidate));
        return candidates.ConvertAll(candidate => candidate.Bearers);
    }

    private void Forget(NamespaceNode node)
    {
        if (node.Labels is null && node.Bearers.Count == 0) _namespaces.Remove(node.Name);
    }
}
