using System.Diagnostics.CodeAnalysis;
using Margay.Model.Resources;
using Margay.Model.Selectors;
using Margay.Primitives;

namespace Margay.Policy.Snapshot;

/// <summary>Reads Calico's selectors, and what <c>all()</c> and <c>global()</c> mean where namespaces or accounts are chosen.</summary>
internal static class SelectorReading
{
    /// <summary>The label by which everything namespaced says its namespace.</summary>
    public const string NamespaceLabel = "projectcalico.org/namespace";

    /// <summary>Stands before the labels that something namespaced has from its namespace.</summary>
    public const string NamespacePrefix = "pcns.";

    /// <summary>Reads a selector; absent and blank are <c>all()</c>.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out Selector? selector)
    {
        selector = Selector.All;
        return string.IsNullOrWhiteSpace(text) || Selector.TryParse(text, out selector, out _);
    }

    /// <summary>Reads a namespaceSelector.</summary>
    /// <param name="text">The text.</param>
    /// <param name="whenAbsent">The scope that its absence means.</param>
    /// <param name="scope">The scope.</param>
    public static bool TryScope(string? text, NamespaceScope whenAbsent, [NotNullWhen(true)] out NamespaceScope? scope)
    {
        scope = whenAbsent;
        if (string.IsNullOrWhiteSpace(text)) return true;
        if (!Selector.TryParse(text, out var labels, out _))
        {
            scope = null;
            return false;
        }

        scope = labels.Canonical switch
        {
            "all()" => new NamespaceScope.Namespaced(),
            "global()" => new NamespaceScope.Global(),
            _ => new NamespaceScope.Where(labels),
        };
        return true;
    }

    /// <summary>Reads what a global policy selects.</summary>
    /// <remarks>
    /// Calico matches a namespaceSelector against the labels that pods have from their namespace. A host endpoint has none
    /// of them, so one that only says what a namespace must not be selects host endpoints too; <c>all()</c> does not.
    /// </remarks>
    public static bool TrySubject(
        CalicoPolicySpec spec, [NotNullWhen(true)] out Selector? labels, [NotNullWhen(true)] out NamespaceScope? scope)
    {
        var text = spec.Selector;
        if (!string.IsNullOrWhiteSpace(spec.NamespaceSelector)) text = text?.Replace("all()", $"has({NamespaceLabel})", StringComparison.Ordinal);
        scope = null;
        if (!TryParse(text, out labels) || !TryScope(spec.NamespaceSelector, NamespaceScope.Everywhere, out scope)) return false;
        if (scope is not NamespaceScope.Where where || !where.Labels.Matches(LabelSet.Empty)) return true;
        labels = labels.And(where.Labels.Under(NamespacePrefix));
        scope = NamespaceScope.Everywhere;
        return true;
    }

    /// <summary>Reads a serviceAccountSelector; absent is any pod or host, <c>all()</c> any pod that has an account.</summary>
    public static bool TryAccounts(string? text, out AccountScope? accounts)
    {
        accounts = null;
        if (string.IsNullOrWhiteSpace(text)) return true;
        if (!Selector.TryParse(text, out var labels, out _)) return false;
        accounts = new AccountScope([], labels.IsAll ? null : labels);
        return true;
    }

    /// <summary>The same selection, looking in one namespace only where its labels demand that.</summary>
    public static Selection Narrowed(Selection selection)
    {
        if (selection.Scope is not (NamespaceScope.Anywhere or NamespaceScope.Namespaced)) return selection;
        foreach (var required in selection.Labels.RequiredLabels())
        {
            if (required is { Key: NamespaceLabel, Values: [var name] })
                return selection with { Scope = new NamespaceScope.In(name) };
        }

        return selection;
    }
}
