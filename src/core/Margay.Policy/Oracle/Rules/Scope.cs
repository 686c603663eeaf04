using Margay.Model.Selectors;
using Margay.Policy.Oracle.Holders;
using Margay.Primitives;

namespace Margay.Policy.Oracle.Rules;

/// <summary>Where a Calico rule looks for endpoints and network sets: the meaning of its namespaceSelector.</summary>
internal abstract record Scope
{
    private Scope()
    {
    }

    /// <summary>Why the holder is outside; null if it is inside.</summary>
    public abstract Mismatch? Test(Holder holder);

    /// <summary>The scope in words, as an addition: empty for everything.</summary>
    public abstract string Words { get; }

    /// <summary>The scope of a rule or policy; null if its namespaceSelector cannot be read.</summary>
    /// <param name="namespaceSelector">The namespaceSelector; blank if there is none.</param>
    /// <param name="policyNamespace">The policy's namespace; null for a global policy and a profile.</param>
    public static Scope? Of(string? namespaceSelector, string? policyNamespace)
    {
        if (string.IsNullOrWhiteSpace(namespaceSelector))
            return policyNamespace is null ? new Everything() : new One(policyNamespace);
        if (!Selector.TryParse(namespaceSelector, out var selector, out _)) return null;
        if (selector.IsAll) return new AnyNamespace();
        return selector.Canonical == "global()" ? new NoNamespace() : new Labelled(selector);
    }

    /// <summary>The scope of what a global policy selects; null if its namespaceSelector cannot be read.</summary>
    public static Scope? OfSubject(string? namespaceSelector) => Of(namespaceSelector, null) switch
    {
        Labelled { Selector: var selector } when selector.Matches(LabelSet.Empty) => new Unless(selector),
        var scope => scope,
    };

    /// <summary>All there is, in a namespace or not.</summary>
    internal sealed record Everything : Scope
    {
        public override Mismatch? Test(Holder holder) => null;

        public override string Words => "";
    }

    /// <summary>What is in one namespace, be it known or not.</summary>
    internal sealed record One(string Namespace) : Scope
    {
        public override Mismatch? Test(Holder holder) => holder.Namespace switch
        {
            null => new Mismatch.NotNamespaced(holder.ToString()),
            var ns when ns != Namespace => new Mismatch.OtherNamespace(ns, Namespace),
            _ => null,
        };

        public override string Words => $" in namespace {Namespace}";
    }

    /// <summary>What is in a namespace, be it known or not.</summary>
    internal sealed record AnyNamespace : Scope
    {
        public override Mismatch? Test(Holder holder) =>
            holder.Namespace is null ? new Mismatch.NotNamespaced(holder.ToString()) : null;

        public override string Words => " in any namespace";
    }

    /// <summary>What is in no namespace: host endpoints and global network sets.</summary>
    internal sealed record NoNamespace : Scope
    {
        public override Mismatch? Test(Holder holder) =>
            holder.Namespace is { } ns ? new Mismatch.Namespaced(holder.ToString(), ns) : null;

        public override string Words => " in no namespace";
    }

    /// <summary>What is in a known namespace whose labels the selector matches.</summary>
    internal sealed record Labelled(Selector Selector) : Scope
    {
        public override Mismatch? Test(Holder holder)
        {
            if (holder.Namespace is not { } ns) return new Mismatch.NotNamespaced(holder.ToString());
            if (holder.NamespaceLabels is not { } labels) return new Mismatch.NamespaceUnknown(ns);
            return Selector.Matches(labels) ? null : new Mismatch.NamespaceLabels(ns, Selector.Canonical);
        }

        public override string Words => $" in namespaces with {Selector.Canonical}";
    }

    /// <summary>
    /// What is in no namespace whose labels the selector excludes: also what is in no namespace at all, and in one that is
    /// not known.
    /// </summary>
    internal sealed record Unless(Selector Selector) : Scope
    {
        public override Mismatch? Test(Holder holder) => Selector.Matches(holder.NamespaceLabels ?? LabelSet.Empty)
            ? null
            : new Mismatch.NamespaceLabels(holder.Namespace!, Selector.Canonical);

        public override string Words => $" whose namespace, if any, has {Selector.Canonical}";
    }
}
