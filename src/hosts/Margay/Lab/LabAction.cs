using System.CommandLine;
using Margay.Host.Cli;
using Margay.Host.Cli.Output;

namespace Margay.Host.Lab;

/// <summary>What every lab command begins with.</summary>
internal static class LabAction
{
    /// <summary>Makes <paramref name="action"/> what the command does, once it is clear that it may.</summary>
    public static void SetLabAction(this Command command, Func<ParseResult, Screen, CancellationToken, Task<int>> action) =>
        command.SetAction((parsed, stop) =>
        {
            if (!Linux.Host.IsRoot) throw new CliException("a lab is made of network namespaces: run it as root (sudo)");
            return action(parsed, Screen.Of(parsed), stop);
        });

    /// <inheritdoc cref="SetLabAction(Command, Func{ParseResult, Screen, CancellationToken, Task{int}})"/>
    public static void SetLabAction(this Command command, Func<ParseResult, Screen, CancellationToken, Task> action) =>
        command.SetLabAction(async (parsed, screen, stop) =>
        {
            await action(parsed, screen, stop);
            return ExitCode.Ok;
        });
}
