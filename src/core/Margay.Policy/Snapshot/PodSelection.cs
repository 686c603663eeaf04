using Margay.Model.Selectors;
using Margay.Primitives;

namespace Margay.Policy.Snapshot;

/// <summary>In which namespaces a selection looks for pods.</summary>
public abstract record NamespaceScope
{
    private NamespaceScope()
    {
    }

    /// <summary>The text of the scope: equal text is an equal scope.</summary>
    public abstract string Canonical { get; }

    /// <summary>Everywhere, also in namespaces that are not known (yet).</summary>
    public sealed record Anywhere : NamespaceScope
    {
        /// <inheritdoc/>
        public override string Canonical => "anywhere";
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

/// <summary>A choice of pods: those in scope whose labels match. Equal selections choose the same pods.</summary>
public sealed record PodSelection(NamespaceScope Scope, Selector Labels)
{
    /// <summary>Every pod.</summary>
    public static PodSelection Everything { get; } = new(new NamespaceScope.Anywhere(), Selector.All);

    /// <summary>The text of the selection: equal text is an equal selection.</summary>
    public string Canonical => $"{Scope.Canonical}: {Labels.Canonical}";

    /// <summary>Whether the selection takes a pod.</summary>
    /// <param name="podNamespace">The pod's namespace.</param>
    /// <param name="namespaceLabels">The labels of the namespace; null if it is not known.</param>
    /// <param name="podLabels">The pod's labels.</param>
    public bool Matches(string podNamespace, LabelSet? namespaceLabels, LabelSet podLabels)
    {
        var inScope = Scope switch
        {
            NamespaceScope.Anywhere => true,
            NamespaceScope.In scope => scope.Name == podNamespace,
            NamespaceScope.Where scope => namespaceLabels is not null && scope.Labels.Matches(namespaceLabels),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        return inScope && Labels.Matches(podLabels);
    }
}
