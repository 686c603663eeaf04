using System.CommandLine;
using System.CommandLine.Parsing;
using Margay.Client;
using Margay.Host.Cli;
using Margay.Host.Cli.Output;
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
    /// <summary>Which lab, for every lab command but <c>up</c>.</summary>
    public static Option<string?> Name { get; } = new("--name")
    {
        Description = "The lab. Default: the one that is up.",
        HelpName = "LAB",
    };

    private static readonly Option<string> NewName = new("--name")
    {
        Description = "The lab's name: lower-case letters and digits.",
        HelpName = "LAB",
        DefaultValueFactory = static _ => LabName.Default.Value,
    };

    private static readonly Option<int> Nodes = CreateNodes();

    private static readonly Option<Cidr[]> Pools = new("--pools")
    {
        Description = $"The pods' address ranges. Default: {string.Join(',', LabPlan.DefaultPools)}.",
        HelpName = "CIDR,CIDR",
        CustomParser = ParsePools,
    };

    private static readonly Option<LabFabric> Fabric = Choice.Option<LabFabric>(
        "flat: one segment, routes are derived; mesh: one segment, every node is a BGP peer of every other; bgp: racks under a spine, every node is a BGP peer of its rack's router (needs BIRD 2).",
        "--fabric");

    private static readonly Option<LabOverlay> Overlay = Choice.Option<LabOverlay>(
        "What pods' packets travel in between nodes: none; vxlan; vxlancrosssubnet: VXLAN between racks only; ipip and ipipcrosssubnet: the same with IP in IP, for IPv4 alone.",
        "--overlay");

    private static readonly Option<string?> CniPlugin = new("--cni-plugin")
    {
        Description = "The CNI plugin. Default: margay-cni beside this program.",
        HelpName = "FILE",
    };

    private static readonly Argument<string> Role = new("what") { Description = "hub, kubelet, or a node: its agent." };

    private static readonly Option<bool> Kill = new("--kill") { Description = "End it without a warning (SIGKILL)." };

    /// <summary>The command and all below it.</summary>
    public static Command Create() => new("lab", "A cluster on this machine: nodes and pods are network namespaces.")
    {
        Up(),
        Down(),
        Status(),
        Restart(),
        PodCommands.Create(),
        InsideCommands.Exec(),
        InsideCommands.Shell(),
        ProbeCommand.Create(),
        EnterCommand.Create(),
        Kubelet(),
    };

    private static Command Up()
    {
        var command = new Command("up", "Start a lab.") { Nodes, NewName, Pools, Fabric, Overlay, CniPlugin };
        command.SetLabAction(async (parsed, screen, stop) =>
        {
            var name = RunningLab.ParseName(parsed.GetRequiredValue(NewName));
            var plan = LabPlan.Create(name, parsed.GetValue(Nodes), parsed.GetValue(Pools) is { Length: > 0 } pools ? pools : LabPlan.DefaultPools, parsed.GetValue(Fabric)) with { Overlay = parsed.GetValue(Overlay) };
            LabBinaries.RequireRouter(plan);
            LabLimits.Check(plan);
            var progress = new Progress(screen.Out);
            var state = await new LabStart(plan, LabBinaries.Find(parsed.GetValue(CniPlugin)), progress).RunAsync(stop);
            screen.Out.Write(LabReport.Started(plan, state, progress.Elapsed));
        });
        return command;
    }

    private static Command Down()
    {
        var command = new Command("down", "Remove a lab and everything of it, also after a crash.") { Name };
        command.SetLabAction((parsed, screen, _) =>
        {
            var paths = new LabPaths(RunningLab.Choose(parsed.GetValue(Name)));
            using var turn = Directory.Exists(paths.Directory) ? LabLock.Take(paths) : null;
            screen.Out.WriteLine(LabRemoval.Describe(paths.Lab, LabRemoval.Remove(paths)));
            return Task.CompletedTask;
        });
        return command;
    }

    private static Command Status()
    {
        var command = new Command("status", "Show the lab's processes and nodes.") { Name };
        command.SetLabAction(async (parsed, screen, stop) =>
            screen.Out.Write(await LabReport.StatusAsync(RunningLab.Open(parsed.GetValue(Name)), stop)));
        return command;
    }

    private static Command Restart()
    {
        var command = new Command("restart", "End one of the lab's processes and start it again.") { Role, Name, Kill };
        command.SetLabAction(async (parsed, screen, stop) =>
        {
            var lab = RunningLab.Open(parsed.GetValue(Name));
            var started = await LabRestart.RunAsync(lab, parsed.GetRequiredValue(Role), parsed.GetValue(Kill), stop);
            screen.Out.WriteLine($"{parsed.GetRequiredValue(Role)} restarted, process {started.Pid}");
        });
        return command;
    }

    private static Command Kubelet()
    {
        var command = new Command("kubelet", "Be scheduler and kubelet of a lab's nodes.") { Name };
        command.Hidden = true;
        command.SetLabAction(async (parsed, screen, stop) =>
        {
            var paths = new LabPaths(RunningLab.ParseName(parsed.GetValue(Name) ?? LabName.Default.Value));
            var state = LabState.Load(paths) ?? throw new CliException($"lab '{paths.Lab}' has no state file");
            using var api = new ApiClient(Kubeconfig.Load(paths.AdminKubeconfig, null));
            await new LabKubelet(state, paths, api, TimeProvider.System, screen.Out).RunAsync(stop);
        });
        return command;
    }

    private static Option<int> CreateNodes()
    {
        var nodes = new Option<int>("--nodes")
        {
            Description = $"How many nodes, 1 to {LabPlan.MaxNodes}.",
            DefaultValueFactory = static _ => 3,
        };
        nodes.Validators.Add(static result =>
        {
            if (result.Tokens is [var token] && int.TryParse(token.Value, out var count) && count is < 1 or > LabPlan.MaxNodes)
                result.AddError($"--nodes: must be 1 to {LabPlan.MaxNodes}, not {token.Value}");
        });
        return nodes;
    }

    private static Cidr[] ParsePools(ArgumentResult result)
    {
        var pools = new List<Cidr>();
        foreach (var text in result.Tokens.SelectMany(static token => token.Value.Split(',')))
        {
            if (Cidr.TryParse(text.Trim(), out var pool)) pools.Add(pool);
            else result.AddError($"--pools: '{text}' is not an address range such as {LabPlan.DefaultPools[0]}");
        }

        return [.. pools];
    }
}
