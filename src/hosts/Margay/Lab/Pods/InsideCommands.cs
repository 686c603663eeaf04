using System.CommandLine;
using Margay.Host.Lab.Plan;
using Margay.Host.Lab.Processes;

namespace Margay.Host.Lab.Pods;

/// <summary><c>lab exec</c> and <c>lab shell</c>: programs inside a pod's or a node's network namespace.</summary>
internal static class InsideCommands
{
    public static Command Exec()
    {
        var name = LabCommand.NameOption();
        var place = new Argument<string>("pod") { Description = "[NAMESPACE/]POD, or a node." };
        var argv = new Argument<string[]>("command") { Description = "The program and its arguments, after --.", Arity = ArgumentArity.OneOrMore };
        var command = new Command("exec", "Run a program inside a pod or on a node") { place, argv, name };
        command.SetAction((parsed, stop) => LabAction.RunAsync(async () =>
        {
            var lab = RunningLab.Open(parsed.GetValue(name));
            var netns = await FindAsync(lab, parsed.GetRequiredValue(place), stop);
            Environment.SetEnvironmentVariable("KUBECONFIG", lab.Paths.AdminKubeconfig);
            EnterCommand.Become(netns, parsed.GetRequiredValue(argv));
            return 0;
        }));
        return command;
    }

    public static Command Shell()
    {
        var name = LabCommand.NameOption();
        var place = new Argument<string>("place") { Description = "A node, or [NAMESPACE/]POD." };
        var command = new Command("shell", "Open a shell on a node or inside a pod") { place, name };
        command.SetAction((parsed, stop) => LabAction.RunAsync(async () =>
        {
            var lab = RunningLab.Open(parsed.GetValue(name));
            var where = parsed.GetRequiredValue(place);
            var netns = await FindAsync(lab, where, stop);
            File.WriteAllText(lab.Paths.ShellStart, ShellStart);
            Environment.SetEnvironmentVariable("KUBECONFIG", lab.Paths.AdminKubeconfig);
            Environment.SetEnvironmentVariable("MARGAY_PLACE", $"{lab.Plan.Name} {where}");
            EnterCommand.Become(netns, ["bash", "--rcfile", lab.Paths.ShellStart, "-i"]);
            return 0;
        }));
        return command;
    }

    private const string ShellStart = """
        [ -r ~/.bashrc ] && . ~/.bashrc
        PATH=$PATH:/usr/sbin:/sbin
        PS1='[$MARGAY_PLACE] \w# '

        """;

    private static async Task<string> FindAsync(RunningLab lab, string place, CancellationToken stop)
    {
        if (lab.FindNode(place) is { } node) return LabPaths.Namespace(node.Namespace);
        using var api = lab.Connect();
        var pod = await RunningLab.FindPodAsync(api, place, stop);
        var netns = LabPaths.Namespace(lab.NamespaceOf(pod));
        return File.Exists(netns)
            ? netns
            : throw new LabException($"pod {PodText.Name(pod)} does not run (yet): {PodText.WhyNot(pod)}");
    }
}
