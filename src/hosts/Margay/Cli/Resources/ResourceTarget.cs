using Margay.Model.Resources;

namespace Margay.Host.Cli.Resources;

/// <summary>Objects of one kind that a command line names; no names means all of them.</summary>
internal sealed record ResourceTarget(ResourceKind Kind, IReadOnlyList<string> Names)
{
    /// <summary>
    /// Reads <c>KIND</c>, <c>KIND NAME…</c>, <c>KIND,KIND</c>, <c>KIND/NAME…</c>; targets in the order given, one for
    /// each kind.
    /// </summary>
    /// <exception cref="CliException">The words do not fit together.</exception>
    public static IReadOnlyList<ResourceTarget> Parse(IReadOnlyList<string> words)
    {
        if (words.Count == 0) throw CliException.Usage("which kind? for example 'pods' or 'networkpolicy/backend'");
        if (words.Any(word => word.Length == 0)) throw CliException.Usage("a kind or name is empty");
        if (words.Any(word => word.Contains('/'))) return ParsePairs(words);

        var kinds = words[0].Split(',', StringSplitOptions.RemoveEmptyEntries).Select(KindLookup.Find).Distinct().ToList();
        if (kinds.Count == 0) throw CliException.Usage("which kind? for example 'pods' or 'pods,networkpolicies'");
        if (kinds.Count > 1 && words.Count > 1)
            throw CliException.Usage("names cannot follow several kinds: write KIND/NAME KIND/NAME instead");
        return [.. kinds.Select(kind => new ResourceTarget(kind, [.. words.Skip(1)]))];
    }

    private static List<ResourceTarget> ParsePairs(IReadOnlyList<string> words)
    {
        var targets = new List<ResourceTarget>();
        foreach (var word in words)
        {
            var parts = word.Split('/');
            if (parts.Length != 2 || parts.Any(part => part.Length == 0))
                throw CliException.Usage($"'{word}' is not KIND/NAME; with one KIND/NAME all have that form");
            var kind = KindLookup.Find(parts[0]);
            var known = targets.FindIndex(target => target.Kind == kind);
            if (known < 0) targets.Add(new ResourceTarget(kind, [parts[1]]));
            else targets[known] = targets[known] with { Names = [.. targets[known].Names, parts[1]] };
        }

        return targets;
    }
}
