using System.CommandLine;
using Margay.Host.Cli.Policy.Analysis;
using Margay.Host.Cli.Policy.Explain;
using Margay.Host.Cli.Policy.Test;

namespace Margay.Host.Cli.Policy;

/// <summary><c>margay policy</c>: questions about network policy.</summary>
internal static class PolicyCommand
{
    public static Command Create() => new("policy", "Ask what network policy does.")
    {
        ExplainCommand.Create(), TestCommand.Create(), DiffCommand.Create(), QueryCommand.Create(), LintCommand.Create(),
    };
}
