using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Margay.Host.Agent;
using Margay.Host.Cli.Bgp;
using Margay.Host.Cli.Completion;
using Margay.Host.Cli.Describe;
using Margay.Host.Cli.Get;
using Margay.Host.Cli.Ipam;
using Margay.Host.Cli.Manifests;
using Margay.Host.Cli.Node;
using Margay.Host.Cli.Output;
using Margay.Host.Hub;
using Margay.Host.Lab;
using Margay.Host.Policy;

namespace Margay.Host.Cli;

/// <summary>The <c>margay</c> command: its sub-commands, how one is run, and how a failure is told.</summary>
internal static class CommandLine
{
    /// <summary>How long a command that was asked to stop may take to clean up behind itself.</summary>
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(20);

    /// <summary>An argument such as <c>@file</c> is itself, not the content of a file.</summary>
    private static readonly ParserConfiguration Parser = new() { ResponseFileTokenReplacer = null };

    /// <summary>The whole command tree.</summary>
    public static RootCommand Root { get; } = CreateRoot();

    /// <summary>Runs the command that <paramref name="args"/> name and returns the exit code; never throws.</summary>
    /// <remarks>
    /// A native binary that lets an exception escape ends without its finally blocks, so everything is caught here.
    /// Ctrl-C and SIGTERM cancel the token that the command was given.
    /// </remarks>
    public static async Task<int> RunAsync(IReadOnlyList<string> args, TextWriter output, TextWriter error)
    {
        var parsed = Root.Parse(args, Parser);
        if (parsed.Action is ParseErrorAction)
        {
            error.Write(UsageText.Describe(parsed));
            return ExitCode.Usage;
        }

        var invocation = new InvocationConfiguration
        {
            Output = output,
            Error = error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = StopTimeout,
        };
        try
        {
            return await parsed.InvokeAsync(invocation, CancellationToken.None);
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Interrupted;
        }
        catch (Exception failure)
        {
            error.Write(FailureText.Describe(failure, withStack: parsed.GetValue(GlobalOptions.Debug)));
            return (failure as CliException)?.ExitCode ?? ExitCode.Error;
        }
    }

    private static RootCommand CreateRoot()
    {
        var root = new RootCommand("Margay: networking and network policy for Kubernetes clusters and plain hosts.");
        foreach (var option in GlobalOptions.All) root.Options.Add(option);
        foreach (var command in Commands()) root.Subcommands.Add(command);
        root.SetAction(parsed => new HelpAction().Invoke(parsed));
        return root;
    }

    /// <summary>Every sub-command, in the order in which help lists them: a new one is added here.</summary>
    private static IEnumerable<Command> Commands() =>
    [
        GetCommand.Create(),
        DescribeCommand.Create(),
        ApplyCommand.Create(),
        ConfirmCommand.Create(),
        DeleteCommand.Create(),
        ValidateCommand.Create(),
        PolicyCommand.Create(),
        SnapshotCommand.Create(),
        IpamCommand.Create(),
        NodeCommand.Create(),
        BgpCommand.Create(),
        CompletionCommand.Create(),
        CompleteCommand.Create(),
        HubCommand.Create(),
        AgentCommand.Create(),
        LabCommand.Create(),
        VersionCommand.Create(),
    ];
}
