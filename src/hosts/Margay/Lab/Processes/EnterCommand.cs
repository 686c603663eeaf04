using System.CommandLine;
using Margay.Host.Lab.Plan;
using Margay.Linux;

namespace Margay.Host.Lab.Processes;

/// <summary><c>margay lab enter</c>: becomes another program inside a network namespace. The lab starts its processes so.</summary>
internal static class EnterCommand
{
    /// <summary>Stands for the network namespace the command is called in.</summary>
    public const string Host = "host";

    public static Command Create()
    {
        var netns = new Argument<string>("netns") { Description = $"Name or path of the namespace; '{Host}' for the caller's own." };
        var argv = new Argument<string[]>("command") { Description = "The program and its arguments, after --.", Arity = ArgumentArity.OneOrMore };
        var log = new Option<string?>("--log") { Description = "Leave the terminal and append what the program prints to this file." };
        var command = new Command("enter", "Run a program inside a network namespace") { netns, argv, log };
        command.Hidden = true;
        command.SetAction(parsed => LabAction.Run(() =>
        {
            if (parsed.GetValue(log) is { } file) Daemon.Detach(file);
            Become(parsed.GetRequiredValue(netns), parsed.GetRequiredValue(argv));
        }));
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
