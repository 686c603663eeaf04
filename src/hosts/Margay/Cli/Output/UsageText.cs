using System.CommandLine;
using System.Text;
using Margay.Host.Cli.Resources;

namespace Margay.Host.Cli.Output;

/// <summary>What is wrong with a command line, and where to read how it should be.</summary>
internal static class UsageText
{
    /// <summary>The lines for stderr.</summary>
    public static string Describe(ParseResult parsed)
    {
        var text = new StringBuilder();
        foreach (var error in parsed.Errors.Select(error => error.Message).Distinct())
            text.Append("margay: ").Append(error).Append('\n');
        if (Suggestion(parsed) is { } nearest) text.Append("did you mean '").Append(nearest).Append("'?\n");
        return text.Append('\'').Append(PathOf(parsed)).Append(" --help' shows the usage\n").ToString();
    }

    /// <summary>What the unknown option <paramref name="word"/> of a command was probably meant to be.</summary>
    public static string? NearestOption(Command command, string word) =>
        NearestName.To(word, [.. command.Options.Concat(GlobalOptions.All).Select(option => option.Name)]);

    private static string? Suggestion(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        return parsed.UnmatchedTokens switch
        {
            [] => null,
            [['-', ..] option, ..] => NearestOption(command, option),
            [var word, ..] => NearestName.To(
                word, [.. command.Subcommands.Where(child => !child.Hidden).Select(child => child.Name)]),
        };
    }

    private static string PathOf(ParseResult parsed)
    {
        var names = new List<string>();
        for (var result = parsed.CommandResult; result is not null; result = result.Parent as System.CommandLine.Parsing.CommandResult)
            names.Insert(0, result.Command is RootCommand ? "margay" : result.Command.Name);
        return string.Join(' ', names);
    }
}
