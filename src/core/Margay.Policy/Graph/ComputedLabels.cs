using Margay.Model.Selectors;

namespace Margay.Policy.Graph;

/// <summary>Labels that selectors see and no object carries: they follow from where an object is.</summary>
internal static class ComputedLabels
{
    public const string NamespacePrefix = Snapshot.SelectorReading.NamespacePrefix;
    public const string AccountPrefix = "pcsa.";
    public const string Namespace = Snapshot.SelectorReading.NamespaceLabel;
    public const string Orchestrator = SystemPrefix + "orchestrator";
    public const string Account = SystemPrefix + "serviceaccount";

    /// <summary>By which a namespace or an account carries its own name.</summary>
    public const string Name = SystemPrefix + "name";

    private const string SystemPrefix = "projectcalico.org/";

    /// <summary>Whether a key may name a computed label, so that no index of labels knows who has it.</summary>
    public static bool MayBe(string key) =>
        key.Length > 0 && key[0] == 'p'
        && (IsInherited(key) || key.StartsWith(SystemPrefix, StringComparison.Ordinal));

    /// <summary>Whether a key names a label of the namespace or the account.</summary>
    public static bool IsInherited(string key) =>
        key.StartsWith(NamespacePrefix, StringComparison.Ordinal) || key.StartsWith(AccountPrefix, StringComparison.Ordinal);

    /// <summary>Whether a selector may read a computed label.</summary>
    public static bool MayBeIn(Selector selector) => selector.Reads(MayBe);

    /// <summary>Whether a selector reads a label of the namespace or the account.</summary>
    public static bool InheritedAreIn(Selector selector) => selector.Reads(IsInherited);
}
