using System.CommandLine;
using System.CommandLine.Parsing;
using Margay.Host.Cli.Output;

namespace Margay.Host.Cli.Resources;

/// <summary>An argument that takes the rest of the words, none of which is a mistyped option.</summary>
internal static class WordsArgument
{
    public static Argument<string[]> Create(string name, string description, ArgumentArity arity)
    {
        var argument = new Argument<string[]>(name) { Description = description, Arity = arity };
        argument.Validators.Add(RejectOptions);
        return argument;
    }

    private static void RejectOptions(ArgumentResult result)
    {
        if (result.Tokens.FirstOrDefault(token => token.Value.StartsWith('-')) is not { } option) return;
        var nearest = result.Parent is CommandResult owner ? UsageText.NearestOption(owner.Command, option.Value) : null;
        var hint = nearest is null ? "" : $"; did you mean '{nearest}'?";
        result.AddError($"there is no option '{option.Value}'{hint}");
    }
}
