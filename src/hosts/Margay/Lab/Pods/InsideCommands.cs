using System.CommandLine;
using Margay.Host.Cli;
using Margay.Host.Lab.Plan;
using Margay.Host.Lab.Processes;

namespace Margay.Host.Lab.Pods;

/// <summary><c>lab exec</c> and <c>lab shell</c>: programs inside a pod's or a node's network namespace.</summary>
internal static class InsideCommands
{
    private const string ShellStart = """
        [ -r ~/.bashrc ] && . ~/.bashrc
        PATH=$PATH:/usr/sbin:/sbin
        PS1='[$MARGAY_PLACE] \w# '

        """;

    private static readonly Argument<string> Place = new("where") { Description = "[NAMESPACE/]POD, or a node." };

    private static readonly Argument<string[]> Program = new("command")
    {
        Description = "The program and its arguments, after --.",
        Arity = ArgumentArity.OneOrMore,
    };

    public static Command Exec()
    {
        var command = new Command("exec", "Run a program inside a pod or on a node.") { Place, Program, LabCommand.Name };
        command.SetLabAction((parsed, _, stop) => BecomeAsync(parsed, _ => parsed.GetRequiredValue(Program), stop));
        return command;
    }

    public static Command Shell()
    {
        var command = new Command("shell", "Open a shell inside a pod or on a node.") { Place, LabCommand.Name };
        command.SetLabAction((parsed, _, stop) => BecomeAsync(parsed, PrepareShell, stop));
        return command;
    }

    private static async Task BecomeAsync(ParseResult parsed, Func<RunningLab, IReadOnlyList<string>> program, CancellationToken stop)
    {
        var lab = RunningLab.Open(parsed.GetValue(LabCommand.Name));
        var place = parsed.GetRequiredValue(Place);
        var netns = await FindAsync(lab, place, stop);
        if (lab.FindNode(place) is not null) Environment.SetEnvironmentVariable("KUBECONFIG", lab.Paths.NodeKubeconfig);
        Environment.SetEnvironmentVariable("MARGAY_PLACE", $"{lab.Plan.Name} {place}");
        EnterCommand.Become(netns, program(lab));
    }

    private static string[] PrepareShell(RunningLab lab)
    {
        File.WriteAllText(lab.Paths.ShellStart, ShellStart);
        return ["bash", "--rcfile", lab.Paths.ShellStart, "-i"];
    }

    private static async Task<string> FindAsync(RunningLab lab, string place, CancellationToken stop)
    {
        if (lab.FindNode(place) is { } node) return LabPaths.Namespace(node.Namespace);
        using var api = lab.Connect();
        var pod = await RunningLab.FindPodAsync(api, place, stop);
        var netns = LabPaths.Namespace(lab.NamespaceOf(pod));
        return File.Exists(netns)
            ? netns
            : throw new CliException($"pod {PodText.Name(pod)} does not run (yet): {PodText.WhyNot(pod)}");
    }
}
