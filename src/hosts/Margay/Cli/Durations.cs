using System.CommandLine;
using Margay.Model.Validation;

namespace Margay.Host.Cli;

/// <summary>Options that are spans of time, as Kubernetes' tools take them: <c>500ms</c>, <c>30s</c>, <c>1m30s</c>.</summary>
internal static class Durations
{
    /// <summary>An option with a default.</summary>
    public static Option<TimeSpan> Option(string name, string description, TimeSpan usually) => new(name)
    {
        Description = description,
        HelpName = "DURATION",
        DefaultValueFactory = _ => usually,
        CustomParser = result =>
        {
            if (GoDuration.TryParse(result.Tokens[0].Value, out var duration)) return duration;
            result.AddError($"{name}: '{result.Tokens[0].Value}' is no duration; write for example 30s or 2m");
            return usually;
        },
    };
}
