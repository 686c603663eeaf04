using System.CommandLine;
using System.CommandLine.Parsing;
using Margay.Host.Cli.Output;
using Margay.Model.Resources;

namespace Margay.Host.Cli.Resources;

/// <summary>The words of a command that name objects; none of them is a mistyped option.</summary>
internal sealed class ObjectWords : Argument<string[]>
{
    /// <param name="name">How help calls the words.</param>
    /// <param name="description">What they mean.</param>
    /// <param name="arity">How many there may be.</param>
    /// <param name="kind">The kind of what is named; null when the first word is the kind.</param>
    public ObjectWords(string name, string description, ArgumentArity arity, ResourceKind? kind = null)
        : base(name)
    {
        (Description, Arity, Kind) = (description, arity, kind);
        Validators.Add(RejectOptions);
    }

    /// <summary>The kind of what is named; null when the first word is the kind.</summary>
    public ResourceKind? Kind { get; }

    private static void RejectOptions(ArgumentResult result)
    {
        if (result.Tokens.FirstOrDefault(token => token.Value.StartsWith('-')) is not { } option) return;
        var nearest = result.Parent is CommandResult owner ? UsageText.NearestOption(owner.Command, option.Value) : null;
        var hint = nearest is null ? "" : $"; did you mean '{nearest}'?";
        result.AddError($"there is no option '{option.Value}'{hint}");
    }
}
