using System.Net;
using System.Net.Sockets;
using Margay.Client;
using Margay.Host.Cli;
using Margay.Host.Lab.Plan;
using Margay.Host.Lab.Processes;
using Margay.Host.Lab.Topology;
using Margay.Model.Resources;

namespace Margay.Host.Lab;

/// <summary>Stands a lab up. If any step fails, everything that was made is removed again.</summary>
internal sealed class LabStart(LabPlan plan, LabBinaries binaries, Progress progress)
{
    private static readonly TimeSpan HubPatience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan NodePatience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);

    private readonly LabPaths _paths = new(plan.Name);
    private readonly Dictionary<string, ProcessRecord> _processes = [];
    private LabState _state = NewState(plan, binaries);

    private Launcher Launcher => new(binaries.Margay, _paths);

    /// <exception cref="CliException">There is such a lab already, or a step failed.</exception>
    public async Task<LabState> RunAsync(CancellationToken stop)
    {
        using var turn = LabLock.Take(_paths);
        RefuseIfThere();
        try
        {
            await StartAsync(stop);
            return _state;
        }
        catch (Exception failure)
        {
            LabRemoval.Remove(_paths);
            if (failure is OperationCanceledException) throw;
            throw new CliException($"{failure.Message}\nlab '{plan.Name}' was not started; everything it made has been removed", inner: failure);
        }
    }

    private void RefuseIfThere()
    {
        var there = LabInventory.Take(_paths);
        var state = LabState.Load(_paths);
        if (there.Namespaces.Count == 0 && there.Processes.Count == 0 && state is null) return;
        var since = state is { Ready: true }
            ? $"is up since {state.Started.ToLocalTime():HH:mm:ss}"
            : "has left something behind (its start or its removal was cut short)";
        throw new CliException(
            $"lab '{plan.Name}' {since}: `margay lab down --name {plan.Name}` removes it, --name NAME starts another one beside it");
    }

    private async Task StartAsync(CancellationToken stop)
    {
        Directory.CreateDirectory(_paths.Logs);
        Directory.CreateDirectory(_paths.Hub);
        _state.Save(_paths);
        using var fabric = new FabricBuilder(plan);
        fabric.BuildFabric();
        Start([ProcessSpec.Hub(plan, _paths, _state.HubPort)]);
        StartRouters();
        fabric.BuildNodes();
        progress.Done($"{plan.Nodes.Count} nodes on one fabric");

        using var api = await WaitForHubAsync(stop);
        progress.Done($"hub answers on 127.0.0.1:{_state.HubPort}");
        WriteNodeKubeconfig();
        await LabPools.CreateAsync(api, plan.Pools, plan.Overlay, stop);
        await LabPeerings.CreateAsync(api, plan, stop);
        Start(ProcessSpec.All(plan, _paths, _state.HubPort).Where(spec => !_processes.ContainsKey(spec.Role)));
        await WaitForNodesAsync(api, stop);
        await LabPeerings.LabelNodesAsync(api, plan, stop);
        progress.Done("every node is ready");
        _state = _state with { Ready = true };
        _state.Save(_paths);
    }

    private void StartRouters()
    {
        if (plan.Racks.Count == 0) return;
        File.WriteAllText(_paths.RouterConfig(ProcessSpec.SpineRole), RouterConfig.Spine(plan));
        foreach (var rack in plan.Racks) File.WriteAllText(_paths.RouterConfig(rack.Name), RouterConfig.Rack(rack));
        Start(ProcessSpec.Routers(plan, _paths));
        progress.Done($"{plan.Racks.Count} racks, each with a router, under one spine");
    }

    private void Start(IEnumerable<ProcessSpec> specs)
    {
        foreach (var spec in specs)
        {
            if (plan.Nodes.Any(node => node.Name == spec.Role)) Directory.CreateDirectory(_paths.AgentRun(spec.Role));
            _processes[spec.Role] = Launcher.Start(spec);
        }

        _state = _state with { Processes = new Dictionary<string, ProcessRecord>(_processes) };
        _state.Save(_paths);
    }

    private async Task<ApiClient> WaitForHubAsync(CancellationToken stop)
    {
        ApiClient? api = null;
        var last = "it has written no kubeconfig";
        var answers = await WaitAsync(HubPatience, async () =>
        {
            if (!File.Exists(_paths.AdminKubeconfig) || !File.Exists(_paths.AgentKubeconfig)) return false;
            try
            {
                api ??= new ApiClient(Kubeconfig.Load(_paths.AdminKubeconfig, null));
                await api.ListAsync(Kinds.Node, null, ListOptions.All, stop);
                return true;
            }
            catch (ApiException away) when (away.IsTransient)
            {
                last = away.Message;
                return false;
            }
        }, stop);
        if (answers) return api!;
        api?.Dispose();
        throw new CliException($"the hub does not answer after {HubPatience.TotalSeconds} s ({last}):\n{Launcher.LogTail(ProcessSpec.HubRole)}");
    }

    private void WriteNodeKubeconfig()
    {
        File.Copy(_paths.AdminKubeconfig, _paths.NodeKubeconfig);       // keeps the mode: there is a secret in it
        var text = File.ReadAllText(_paths.NodeKubeconfig);
        File.WriteAllText(
            _paths.NodeKubeconfig, text.Replace($"127.0.0.1:{_state.HubPort}", $"{LabPlan.HubV4}:{LabPlan.HubPort}"));
    }

    private async Task WaitForNodesAsync(ApiClient api, CancellationToken stop)
    {
        var missing = plan.Nodes.Select(static node => node.Name).ToHashSet();
        var ready = await WaitAsync(NodePatience, async () =>
        {
            var nodes = await api.ListAsync(Kinds.Node, null, ListOptions.All, stop);
            missing.ExceptWith(nodes.Items.Where(IsReady).Select(static node => node.Metadata.Name));
            return missing.Count == 0;
        }, stop);
        if (ready) return;
        var first = missing.Order(StringComparer.Ordinal).First();
        throw new CliException(
            $"not ready after {NodePatience.TotalSeconds} s: {string.Join(", ", missing.Order(StringComparer.Ordinal))}; the agent of {first} says:\n"
            + Launcher.LogTail(first));
    }

    /// <summary>Polls until <paramref name="done"/> (true) or the time is up (false); a process that ends ends the wait.</summary>
    private async Task<bool> WaitAsync(TimeSpan patience, Func<Task<bool>> done, CancellationToken stop)
    {
        var deadline = progress.Elapsed + patience;
        while (!await done())
        {
            foreach (var (role, process) in _processes)
            {
                if (!process.IsAlive) throw Launcher.Ended(role);
            }

            if (progress.Elapsed > deadline) return false;
            await Task.Delay(Poll, stop);
        }

        return true;
    }

    private static bool IsReady(Node node) =>
        node.Status?.Conditions?.Any(static condition => condition is { Type: "Ready", Status: "True" }) == true;

    private static LabState NewState(LabPlan plan, LabBinaries binaries) => new()
    {
        Name = plan.Name.Value,
        Nodes = plan.Nodes.Count,
        Fabric = plan.Fabric,
        Overlay = plan.Overlay,
        Pools = [.. plan.Pools.Select(static pool => pool.ToString())],
        Started = DateTimeOffset.UtcNow,
        HubPort = FreePort(),
        Margay = binaries.Margay,
        CniPlugin = binaries.CniPlugin,
    };

    /// <summary>A loopback port that is free now. The hub gets it by number, so that its kubeconfig survives its restart.</summary>
    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
