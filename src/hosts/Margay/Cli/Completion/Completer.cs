using System.CommandLine;
using System.CommandLine.Completions;
using Margay.Host.Cli.Resources;
using Margay.Model.Resources;

namespace Margay.Host.Cli.Completion;

/// <summary>What the last word of an unfinished command line may become.</summary>
internal sealed class Completer
{
    private readonly string _word;
    private readonly string _kept;
    private readonly IReadOnlyList<string> _known;

    private Completer(ParseResult parsed, string word, string kept, IReadOnlyList<string> known, ResourceKind? namesOf) =>
        (Parsed, _word, _kept, _known, NamesOf) = (parsed, word, kept, known, namesOf);

    /// <summary>The words before the last, from which the connection's options are taken.</summary>
    public ParseResult Parsed { get; }

    /// <summary>The kind whose names are wanted from the server; null if none.</summary>
    public ResourceKind? NamesOf { get; }

    /// <summary>Finds out what is being typed in the last of <paramref name="words"/>.</summary>
    public static Completer For(IReadOnlyList<string> words)
    {
        var word = words.Count > 0 ? words[^1] : "";
        string[] before = [.. words.SkipLast(1)];
        var parsed = CommandLine.Root.Parse(before);
        var command = parsed.CommandResult.Command;
        if (before.Length > 0 && OptionNamed(command, before[^1]) is { } option) return ForValue(parsed, option, word);
        if (word.StartsWith('-')) return new Completer(parsed, word, "", OptionNames(command), null);
        if (command.Subcommands.Count > 0)
            return new Completer(parsed, word, "", parsed.UnmatchedTokens.Count > 0 ? [] : SubcommandNames(command), null);
        return command.Arguments.OfType<ObjectWords>().FirstOrDefault() is { } argument
            ? ForObjects(parsed, argument, word)
            : new Completer(parsed, word, "", [], null);
    }

    /// <summary>The completions, given the names of <see cref="NamesOf"/>; sorted.</summary>
    public IEnumerable<string> Candidates(IReadOnlyList<string> names) => _known.Concat(names)
        .Where(name => name.StartsWith(_word, StringComparison.Ordinal))
        .Order(StringComparer.Ordinal).Select(name => _kept + name);

    private static Completer ForValue(ParseResult parsed, Option option, string word)
    {
        string[] values = [.. option.GetCompletions(CompletionContext.Empty).Select(item => item.Label)];
        return new Completer(parsed, word, "", values, option == GlobalOptions.Namespace ? Kinds.Namespace : null);
    }

    private static Completer ForObjects(ParseResult parsed, ObjectWords argument, string word)
    {
        if (argument.Kind is { } kind) return new Completer(parsed, word, "", [], kind);
        var slash = word.IndexOf('/');
        if (slash >= 0)
            return new Completer(parsed, word[(slash + 1)..], word[..(slash + 1)], [], KindLookup.TryFind(word[..slash]));
        if (parsed.GetResult(argument)?.Tokens is [{ Value: var earlier }, ..] && !earlier.Contains('/'))
            return new Completer(parsed, word, "", [], KindLookup.TryFind(earlier));
        var comma = word.LastIndexOf(',') + 1;
        return new Completer(parsed, word[comma..], word[..comma], [.. Kinds.All.Select(KindLookup.ShortestPlural)], null);
    }

    /// <summary>The option that <paramref name="word"/> is, if a value must follow it.</summary>
    private static Option? OptionNamed(Command command, string word) => AllOptions(command)
        .FirstOrDefault(option => option.ValueType != typeof(bool) && (option.Name == word || option.Aliases.Contains(word)));

    private static string[] OptionNames(Command command) =>
        [.. AllOptions(command).Where(option => !option.Hidden).Select(option => option.Name)];

    private static string[] SubcommandNames(Command command) =>
        [.. command.Subcommands.Where(child => !child.Hidden).Select(child => child.Name)];

    private static IEnumerable<Option> AllOptions(Command command) => command.Options.Union(GlobalOptions.All);
}
