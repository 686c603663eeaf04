using System.Diagnostics.CodeAnalysis;
using Margay.Policy.Snapshot;
using Margay.Primitives;

namespace Margay.Policy.Graph;

/// <summary>
/// Something that carries labels and stands behind addresses. As labels it has its own, those that it inherits from its
/// namespace and account, and those that say where it is, which win.
/// </summary>
internal sealed class BearerNode(BearerKey key, NamespaceNode? within, BearerFacts facts) : ILabels, ILabelled<BearerNode>
{
    private int _placeInGroup;
    private int _placeInNamespace;

    public Population Kind { get; } = key.Kind;

    public string Name { get; } = key.Name;

    /// <summary>Its namespace; null if it is in none.</summary>
    public NamespaceNode? Namespace { get; } = within;

    public BearerFacts Facts { get; set; } = facts;

    public LabelGroup<BearerNode>? Group { get; set; }

    /// <summary>The prefixes at which it stands in the sets now; none while it is in no set.</summary>
    public IReadOnlyList<Cidr> Networks { get; set; } = [];

    /// <summary>While this is the catalog's count of beginnings, it is held under <see cref="Networks"/>.</summary>
    public int HeldSince { get; set; }

    public BearerKey Key => new(Kind, Namespace?.Name ?? "", Name);

    public static ref int PlaceOf(BearerNode item) => ref item._placeInGroup;

    /// <summary>Whether a selection takes it.</summary>
    public bool IsIn(Selection selection) => IsWithin(selection) && selection.Labels.Matches(this);

    /// <summary>Whether a selection takes it if its labels match.</summary>
    public bool IsWithin(Selection selection) =>
        (selection.Population & Kind) != 0 && IsIn(selection.Scope) && IsIn(selection.Accounts);

    /// <summary>Whether it runs under one of the accounts; null is any, and none.</summary>
    public bool IsIn(AccountScope? accounts) =>
        accounts is null || accounts.Matches(Facts.Account, accounts.Labels is null ? null : Account);

    public bool TryGetValue(string key, [NotNullWhen(true)] out string? value)
    {
        if (!ComputedLabels.MayBe(key)) return Facts.Labels.TryGetValue(key, out value);
        if (TryGetSystem(key, out value) || Facts.Labels.TryGetValue(key, out value)) return true;
        if (Namespace?.Labels is not null && key.StartsWith(ComputedLabels.NamespacePrefix, StringComparison.Ordinal))
            return Namespace.TryGetValue(key[ComputedLabels.NamespacePrefix.Length..], out value);
        if (key.StartsWith(ComputedLabels.AccountPrefix, StringComparison.Ordinal) && Account is { } account)
            return account.TryGetValue(key[ComputedLabels.AccountPrefix.Length..], out value);
        return false;
    }

    private AccountNode? Account => Facts.Account is { } name ? Namespace?.FindAccount(name) : null;

    private bool IsIn(NamespaceScope scope) => scope switch
    {
        NamespaceScope.Anywhere => true,
        NamespaceScope.Namespaced => Namespace is not null,
        NamespaceScope.Global => Namespace is null,
        NamespaceScope.In named => Namespace?.Name == named.Name,
        NamespaceScope.Where where => Namespace?.Labels is not null && where.Labels.Matches(Namespace),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private bool TryGetSystem(string key, [NotNullWhen(true)] out string? value)
    {
        value = key switch
        {
            ComputedLabels.Namespace => Namespace?.Name,
            ComputedLabels.Orchestrator when Kind == Population.Pods => "k8s",
            ComputedLabels.Account when Kind == Population.Pods =>
                Facts.Account is { Length: <= ServiceAccountLabel.MaxLength } name ? name : null,
            _ => null,
        };
        return value is not null;
    }

    /// <summary>Its place among what is in the same namespace, or in none.</summary>
    internal readonly struct InNamespace : IPlace<BearerNode>
    {
        public static ref int PlaceOf(BearerNode item) => ref item._placeInNamespace;
    }
}
