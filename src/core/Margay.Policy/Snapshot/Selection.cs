using Margay.Model.Selectors;
using Margay.Primitives;

namespace Margay.Policy.Snapshot;

/// <summary>In which namespaces a selection looks.</summary>
public abstract record NamespaceScope
{
    private NamespaceScope()
    {
    }

    /// <summary>The text of the scope: equal text is an equal scope.</summary>
    public abstract string Canonical { get; }

    /// <summary>Everywhere: in any namespace, known or not (yet), and outside of all.</summary>
    public static NamespaceScope Everywhere { get; } = new Anywhere();

    /// <summary>Everywhere: in any namespace, known or not (yet), and outside of all.</summary>
    public sealed record Anywhere : NamespaceScope
    {
        /// <inheritdoc/>
        public override string Canonical => "anywhere";
    }

    /// <summary>In any namespace, known or not.</summary>
    public sealed record Namespaced : NamespaceScope
    {
        /// <inheritdoc/>
        public override string Canonical => "namespaced";
    }

    /// <summary>Only what is in no namespace.</summary>
    public sealed record Global : NamespaceScope
    {
        /// <inheritdoc/>
        public override string Canonical => "global";
    }

    /// <summary>In one namespace, by name, whether it is known or not.</summary>
    public sealed record In(string Name) : NamespaceScope
    {
        /// <inheritdoc/>
        public override string Canonical => $"in {Name}";
    }

    /// <summary>In known namespaces whose labels match.</summary>
    public sealed record Where(Selector Labels) : NamespaceScope
    {
        /// <inheritdoc/>
        public override string Canonical => $"where {Labels.Canonical}";
    }
}

/// <summary>Pods by the account they run under: one of the names, if there are any, and labels of a known account.</summary>
/// <param name="Names">The names; empty is any.</param>
/// <param name="Labels">
/// The account's labels; null is any account, known or not. Without names that is one whose name is a label's value.
/// </param>
public sealed record AccountScope(IReadOnlyList<string> Names, Selector? Labels)
{
    /// <summary>The text of the scope: equal text is an equal scope.</summary>
    public string Canonical =>
        $"account {string.Join(',', Names.Order(StringComparer.Ordinal))} {Labels?.Canonical}";

    /// <summary>Whether pods of an account are meant.</summary>
    /// <param name="name">The account's name; null for a pod without one.</param>
    /// <param name="labels">Its labels; null if it is not known.</param>
    public bool Matches(string? name, ILabels? labels)
    {
        if (name is null || (Names.Count > 0 && !Names.Contains(name))) return false;
        if (Labels is null) return Names.Count > 0 || name.Length <= ServiceAccountLabel.MaxLength;
        return labels is not null && Labels.Matches(labels);
    }
}

/// <summary>A choice of bearers: those of the population, in scope, whose labels match. Equal text is an equal choice.</summary>
public sealed record Selection(
    Population Population, NamespaceScope Scope, Selector Labels, AccountScope? Accounts = null)
{
    /// <summary>Every pod.</summary>
    public static Selection EveryPod { get; } = new(Population.Pods, NamespaceScope.Everywhere, Selector.All);

    /// <summary>Everything that a rule of Calico's may choose.</summary>
    public static Selection Everything { get; } = new(Population.Addressed, NamespaceScope.Everywhere, Selector.All);

    /// <summary>The text of the selection.</summary>
    public string Canonical => $"{(byte)Population} {Scope.Canonical}: {Labels.Canonical} {Accounts?.Canonical}";
}
