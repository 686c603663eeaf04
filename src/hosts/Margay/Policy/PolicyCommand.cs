using System.CommandLine;
using Margay.Host.Policy.Analysis;
using Margay.Host.Policy.Explain;
using Margay.Host.Policy.Realized;
using Margay.Host.Policy.Test;

namespace Margay.Host.Policy;

/// <summary><c>margay policy</c>: questions about network policy.</summary>
internal static class PolicyCommand
{
    public static Command Create() => new("policy", "Ask what network policy does.")
    {
        ExplainCommand.Create(), TestCommand.Create(), DiffCommand.Create(), QueryCommand.Create(), LintCommand.Create(), StatusCommand.Create(),
        WaitCommand.Create(),
    };
}
