using System.CommandLine;
using Margay.Host.Lab.Plan;
using Margay.Linux;

namespace Margay.Host.Lab.Processes;

/// <summary><c>margay lab enter</c>: becomes another program inside a network namespace. The lab starts its processes so.</summary>
internal static class EnterCommand
{
    /// <summary>Stands for the network namespace the command is called in.</summary>
    public const string Host = "host";

    private static readonly Argument<string> Namespace = new("netns")
    {
        Description = $"Name or path of the namespace; '{Host}' for the caller's own.",
    };

    private static readonly Argument<string[]> Program = new("command")
    {
        Description = "The program and its arguments, after --.",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<string?> Log = new("--log")
    {
        Description = "Leave the terminal and append what the program prints to this file.",
        HelpName = "FILE",
    };

    public static Command Create()
    {
        var command = new Command("enter", "Run a program inside a network namespace.") { Namespace, Program, Log };
        command.Hidden = true;
        command.SetLabAction((parsed, _, _) =>
        {
            if (parsed.GetValue(Log) is { } file) Daemon.Detach(file);
            Become(parsed.GetRequiredValue(Namespace), parsed.GetRequiredValue(Program));
            return Task.CompletedTask;
        });
        return command;
    }

    /// <summary>Replaces this process by the program; returns only by throwing.</summary>
    public static void Become(string netns, IReadOnlyList<string> argv)
    {
        using var handle = Open(netns);
        Netns.EnterAndExec(handle, argv);
    }

    private static NetnsHandle Open(string netns)
    {
        if (netns == Host) return NetnsHandle.Current();
        return NetnsHandle.Open(netns.Contains('/') ? netns : LabPaths.Namespace(netns));
    }
}
