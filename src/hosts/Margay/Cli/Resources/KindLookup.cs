using Margay.Model.Resources;

namespace Margay.Host.Cli.Resources;

/// <summary>Finds a kind by any name that a person may give it.</summary>
internal static class KindLookup
{
    /// <summary>
    /// The kind whose plural, singular, kind or short name is <paramref name="word"/>, whatever the case; a group may
    /// follow after a dot, as in <c>networkpolicies.projectcalico.org</c>. A name that several kinds have means the first
    /// of them in <see cref="Kinds.All"/>, as it does to kubectl.
    /// </summary>
    /// <exception cref="CliException">There is none; the message suggests the nearest.</exception>
    public static ResourceKind Find(string word) => TryFind(word) ?? throw CliException.Usage(Unknown(word));

    /// <summary>As <see cref="Find"/>; null when there is none.</summary>
    public static ResourceKind? TryFind(string word) =>
        Kinds.All.FirstOrDefault(kind => NamesOf(kind).Any(name => Matches(kind, name, word)));

    /// <summary>The name under which output speaks of the kind: <c>networkpolicy.networking.k8s.io</c>, <c>pod</c>.</summary>
    public static string QualifiedName(ResourceKind kind) =>
        kind.Group.Length == 0 ? kind.Singular : $"{kind.Singular}.{kind.Group}";

    /// <summary>The plural, with the group where the plural alone means another kind.</summary>
    public static string ShortestPlural(ResourceKind kind) => TryFind(kind.Plural) == kind ? kind.Plural : kind.QualifiedPlural;

    /// <summary>Every name of the kind, the plural first.</summary>
    public static IEnumerable<string> NamesOf(ResourceKind kind) =>
        [kind.Plural, kind.Singular, .. kind.ShortNames, kind.Kind];

    private static bool Matches(ResourceKind kind, string name, string word) =>
        word.StartsWith(name, StringComparison.OrdinalIgnoreCase)
        && (word.Length == name.Length
            || (word[name.Length] == '.' && IsGroupOf(kind, word.AsSpan(name.Length + 1))));

    private static bool IsGroupOf(ResourceKind kind, ReadOnlySpan<char> rest) =>
        kind.Group.Length > 0
        && (rest.Equals(kind.Group, StringComparison.OrdinalIgnoreCase)
            || rest.Equals($"{kind.Version}.{kind.Group}", StringComparison.OrdinalIgnoreCase));

    private static string Unknown(string word)
    {
        var nearest = NearestName.To(word, [.. Kinds.All.SelectMany(kind => new[] { kind.Plural, kind.Singular })]);
        var hint = nearest is null
            ? "known are " + string.Join(", ", Kinds.All.Select(ShortestPlural))
            : $"did you mean '{nearest}'?";
        return $"there is no kind '{word}'; {hint}";
    }
}
