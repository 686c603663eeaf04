using System.Diagnostics.CodeAnalysis;
using Margay.Primitives;

namespace Margay.Policy.Graph;

/// <summary>A namespace that is known, or that something is in. As labels it has its own and its name.</summary>
internal sealed class NamespaceNode(string name) : ILabels, ILabelled<NamespaceNode>
{
    private Dictionary<string, AccountNode>? _accounts;
    private int _placeInGroup;

    public string Name { get; } = name;

    /// <summary>Its labels; null while it is not known.</summary>
    public LabelSet? Labels { get; set; }

    public LabelGroup<NamespaceNode>? Group { get; set; }

    public Roster<BearerNode, BearerNode.InNamespace> Bearers { get; } = new();

    /// <summary>Whether nothing is known of it and nothing is in it.</summary>
    public bool IsForgettable => Labels is null && Bearers.Count == 0 && _accounts is null;

    public static ref int PlaceOf(NamespaceNode item) => ref item._placeInGroup;

    public AccountNode? FindAccount(string name) => _accounts?.GetValueOrDefault(name);

    /// <summary>Gives an account in the namespace labels, or with null makes it unknown.</summary>
    public void LabelAccount(string name, LabelSet? labels)
    {
        if (labels is not null) (_accounts ??= new(StringComparer.Ordinal))[name] = new AccountNode(name, labels);
        else if (_accounts?.Remove(name) == true && _accounts.Count == 0) _accounts = null;
    }

    public bool TryGetValue(string key, [NotNullWhen(true)] out string? value)
    {
        if (key == ComputedLabels.Name)
        {
            value = Name;
            return true;
        }

        value = null;
        return Labels is not null && Labels.TryGetValue(key, out value);
    }
}
