using System.CommandLine;
using Margay.Host.Cli.Policy.Analysis;

namespace Margay.Host.Cli.Policy;

/// <summary><c>margay policy</c>: questions about network policy.</summary>
internal static class PolicyCommand
{
    public static Command Create() => new("policy", "Ask what network policy does.")
    {
        ExplainCommand.Create(), DiffCommand.Create(), QueryCommand.Create(), LintCommand.Create(),
    };
}
