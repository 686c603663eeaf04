using System.CommandLine;
using System.CommandLine.Parsing;
using Margay.Host.Lab.Kubelet;
using Margay.Host.Lab.Plan;
using Margay.Host.Lab.Pods;
using Margay.Host.Lab.Probe;
using Margay.Host.Lab.Processes;
using Margay.Primitives;

namespace Margay.Host.Lab;

/// <summary><c>margay lab</c>: a cluster of network namespaces on one machine.</summary>
internal static class LabCommand
{
    /// <summary>The command and all below it.</summary>
    public static Command Create() => new("lab", "A cluster on this machine: nodes and pods are network namespaces")
    {
        Up(), Down(), Status(), Restart(), PodCommands.Create(), ProbeCommand.Create(), InsideCommands.Exec(), InsideCommands.Shell(),
        EnterCommand.Create(), Kubelet(),
    };

    /// <summary><c>--name</c>, which every lab command has.</summary>
    public static Option<string?> NameOption() => new("--name") { Description = "The lab; without it the one that is up." };

    private static Command Up()
    {
        var nodes = new Option<int>("--nodes")
        {
            Description = $"How many nodes, 1 to {LabPlan.MaxNodes}.",
            DefaultValueFactory = static _ => 3,
        };
        nodes.Validators.Add(static result =>
        {
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out var count) && count is < 1 or > LabPlan.MaxNodes)
                result.AddError($"--nodes: must be 1 to {LabPlan.MaxNodes}, not {count}");
        });
        var name = new Option<string>("--name")
        {
            Description = "The lab's name: lower-case letters and digits.",
            DefaultValueFactory = static _ => LabName.Default.Value,
        };
        var pools = new Option<Cidr[]>("--pools")
        {
            Description = $"The pods' ranges, separated by commas. Default: {string.Join(',', LabPlan.DefaultPools)}.",
            CustomParser = ParsePools,
            DefaultValueFactory = static _ => [.. LabPlan.DefaultPools],
        };
        var plugin = new Option<string?>("--cni-plugin") { Description = "The CNI plugin; by default margay-cni beside this program." };
        var command = new Command("up", "Start a lab") { nodes, name, pools, plugin };
        command.SetAction((parsed, stop) => LabAction.RunAsync(async () =>
        {
            var plan = LabPlan.Create(
                RunningLab.ParseName(parsed.GetRequiredValue(name)), parsed.GetValue(nodes), parsed.GetRequiredValue(pools));
            var progress = new Progress(Console.Out);
            var state = await new LabStart(plan, LabBinaries.Find(parsed.GetValue(plugin)), progress).RunAsync(stop);
            Console.Write(LabReport.Started(plan, state, progress.Elapsed));
            return 0;
        }));
        return command;
    }

    private static Cidr[]? ParsePools(ArgumentResult result)
    {
        var pools = new List<Cidr>();
        foreach (var text in result.Tokens.SelectMany(static token => token.Value.Split(',')))
        {
            if (Cidr.TryParse(text.Trim(), out var pool)) pools.Add(pool);
            else result.AddError($"--pools: '{text}' is not an address range such as {LabPlan.DefaultPools[0]}");
        }

        return [.. pools];
    }

    private static Command Down()
    {
        var name = NameOption();
        var command = new Command("down", "Remove a lab and everything of it, also after a crash") { name };
        command.SetAction(parsed => LabAction.Run(() =>
        {
            var paths = new LabPaths(RunningLab.Choose(parsed.GetValue(name)));
            using var turn = Directory.Exists(paths.Directory) ? LabLock.Take(paths) : null;
            Console.WriteLine(LabRemoval.Describe(paths.Lab, LabRemoval.Remove(paths)));
        }));
        return command;
    }

    private static Command Status()
    {
        var name = NameOption();
        var command = new Command("status", "Show the lab's processes, nodes and pods") { name };
        command.SetAction((parsed, stop) => LabAction.RunAsync(async () =>
        {
            var lab = RunningLab.Open(parsed.GetValue(name));
            Console.Write(await LabReport.StatusAsync(lab, stop));
            return 0;
        }));
        return command;
    }

    private static Command Restart()
    {
        var name = NameOption();
        var role = new Argument<string>("what") { Description = "hub, kubelet, or a node's name for its agent." };
        var kill = new Option<bool>("--kill") { Description = "End it without a warning (SIGKILL)." };
        var command = new Command("restart", "End one of the lab's processes and start it again") { role, name, kill };
        command.SetAction((parsed, stop) => LabAction.RunAsync(async () =>
        {
            var lab = RunningLab.Open(parsed.GetValue(name));
            await LabRestart.RunAsync(lab, parsed.GetRequiredValue(role), parsed.GetValue(kill), stop);
            return 0;
        }));
        return command;
    }

    private static Command Kubelet()
    {
        var name = NameOption();
        var command = new Command("kubelet", "Be scheduler and kubelet of a lab's nodes") { name };
        command.Hidden = true;
        command.SetAction((parsed, stop) => LabAction.RunAsync(async () =>
        {
            var paths = new LabPaths(RunningLab.ParseName(parsed.GetValue(name) ?? LabName.Default.Value));
            var state = LabState.Load(paths) ?? throw new LabException($"lab '{paths.Lab}' has no state file");
            using var api = new Client.ApiClient(Client.Kubeconfig.Load(paths.AdminKubeconfig, null));
            await new LabKubelet(state, paths, api, TimeProvider.System, Console.Out).RunAsync(stop);
            return 0;
        }));
        return command;
    }
}
