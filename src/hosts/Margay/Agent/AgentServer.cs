using Margay.Client;
using Margay.Client.Ipam;
using Margay.Host.Agent.Bgp;
using Margay.Host.Agent.Cni;
using Margay.Host.Agent.Events;
using Margay.Host.Agent.Moves;
using Margay.Host.Agent.Names;
using Margay.Host.Cli;
using Margay.Ipam;
using Margay.Linux;
using Margay.Model.Resources;

namespace Margay.Host.Agent;

/// <summary>Puts one agent together and runs it until it is told to stop.</summary>
internal static class AgentServer
{
    public static async Task<int> RunAsync(AgentOptions options, CancellationToken stop)
    {
        using var logging = LoggerFactory.Create(builder => builder.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
            console.UseUtcTimestamp = true;
        }));
        var log = logging.CreateLogger("agent");
        Directory.CreateDirectory(options.RunDirectory);
        using var alone = LockRunDirectory(options);
        var clock = TimeProvider.System;
        using var api = new ApiClient(Kubeconfig.Load(options.Kubeconfig, null));
        using var kernel = new NodeKernel(log);
        kernel.Links.EnableForwarding();
        var detector = new NodeAddressDetector(options, kernel.Links.Links, api);
        var addresses = new NodeAddresses(options, detector, await detector.DetectAsync(stop), clock, log);
        AgentLog.Started(log, options.NodeName, api.Config.Server, options.RunDirectory);

        var state = new NodeState(options.NodeName, options.Bgp, options.SecretNamespace, nextHop => kernel.NextHops.WayTo(nextHop).Hops);
        var health = new AgentHealth(clock);
        var metrics = new AgentMetrics(health, kernel);
        var registry = EndpointRegistry.Open(options.EndpointDirectory, log);
        var reporter = new RealizedReporter(api, options.NodeName, clock, log);
        var journal = new NameJournal(Path.Combine(options.RunDirectory, "names"));
        var cache = new IpamCache();
        using var assigner = new AddressAssigner(api, cache, IpamSettings.Default, clock);
        var takeOvers = new TakeOvers(assigner, registry, clock, log);
        using var moves = new MachineMoves(options.NodeName, state, kernel, registry, takeOvers, clock, log);
        using var loop = new AgentLoop(options.NodeName, state, kernel, registry, health, metrics, reporter, journal, clock, log)
        {
            Moves = moves,
        };
        var events = new EventWriter(api, options.NodeName, clock, log);
        await using var bgp = options.Bgp
            ? new BgpNetworking(
                kernel.HasLearntRoutes(), kernel.NextHops, () => loop.Nudge(new AgentInput.RetryDue()), new BgpEvents(options.BgpEachMeshPeer, events.Tell), clock, log)
            : null;
        if (bgp is not null) bgp.ListenChanged = refusals => health.Ails(refusals.Count == 0 ? null : new AgentFault("BGPNotListening", string.Join("; ", refusals)));
        if (bgp is not null) metrics.Bgp = new BgpMetrics(bgp.Speaker.StatusAsync, () => bgp.Plan, options.BgpEachMeshPeer, clock, metrics.Registry);
        loop.Bgp = bgp;
        using var tunnels = new TunnelAddresses(api, options.NodeName, assigner, clock, log);
        var pods = new PodNetworking(
            options.NodeName, api, assigner, cache, kernel, registry, loop, metrics, clock, log);

        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var node = new NodeRegistration(
            api, options.NodeName, new AgentCondition(api, health, clock), addresses, kernel.HostInterfaces, clock, log);
        health.Changed = node.HealthMayHaveChanged;
        using var monitors = kernel.Watch(clock, area =>
        {
            loop.Nudge(new AgentInput.ResyncDue(area, Foreign: true));
            if ((area & (KernelArea.Links | KernelArea.Routes)) != 0) node.InterfacesMayHaveChanged();
        });
        await using var http = await AgentApi.StartAsync(options, health, metrics, () => loop.Status, ended.Token);
        using var unconfirmed = new UnconfirmedChanges(
            (change, cancel) => loop.PostAsync(new AgentInput.Watched(change), cancel), clock, log, ended.Token);
        using var statuses = bgp is null ? null : new NodeStatusReporter(api, options.NodeName, bgp, clock, log);
        var watches = Informers(api, options, clock, async (change, cancel) =>
        {
            node.Hear(change);
            cache.Apply(change);
            tunnels.Hear(change);
            statuses?.Hear(change);
            unconfirmed.Hear(change);
            await loop.PostAsync(new AgentInput.Watched(change), cancel);
        }, ended.Token);
        await using var secrets = bgp is null ? null : new SecretWatches(
            api, options.SecretNamespace, (told, cancel) => loop.PostAsync(told, cancel), clock, ended.Token);
        loop.Secrets = secrets;
        var running = loop.RunAsync(ended.Token);
        var registration = node.RunAsync(ended.Token);
        var addressing = tunnels.RunAsync(ended.Token);
        var statusing = statuses?.RunAsync(ended.Token) ?? Task.Delay(Timeout.InfiniteTimeSpan, ended.Token);
        var taking = takeOvers.RunAsync(ended.Token);
        var telling = events.RunAsync(ended.Token);
        var reporting = reporter.RunAsync(ended.Token);
        var answering = new AskedByHub(api, options.NodeName, () => registry.All, bgp, clock, log).RunAsync(ended.Token);
        var refresh = new PeriodicResync(loop, clock).RunAsync(ended.Token);
        await using (new CniServer(options.CniSocket, pods.HandleAsync, log))
        {
            var first = await Task.WhenAny([running, refresh, taking, .. watches, .. bgp is null ? (Task[])[] : [bgp.Speaker.Completion]]);
            await ended.CancelAsync();
            return await EndAsync(first, [running, taking, registration, addressing, statusing, telling, reporting, answering, refresh, .. watches], log, stop);
        }
    }

    private static FileLock LockRunDirectory(AgentOptions options) =>
        FileLock.TryAcquire(Path.Combine(options.RunDirectory, "agent.lock"))
        ?? throw new CliException($"another agent runs in {options.RunDirectory}: stop it, or give this one its own --run-dir");

    private static List<Task> Informers(
        ApiClient api, AgentOptions options, TimeProvider clock, Func<Change, CancellationToken, ValueTask> deliver, CancellationToken stop)
    {
        Task Run<T>(ResourceKind<T> kind)
            where T : Resource =>
            new Informer<T>(api, kind, null, ListOptions.All, clock, Environment.ProcessId)
                .RunAsync((change, cancel) => deliver(change, cancel), stop);

        return
        [
            Run(Kinds.ClusterInformation), Run(Kinds.FelixConfiguration), Run(Kinds.Node), Run(Kinds.IpPool),
            Run(Kinds.IpamBlock), Run(Kinds.BlockAffinity), Run(Kinds.Namespace), Run(Kinds.ServiceAccount), Run(Kinds.Tier),
            Run(Kinds.Profile), Run(Kinds.NetworkSet), Run(Kinds.GlobalNetworkSet), Run(Kinds.HostEndpoint),
            Run(Kinds.EndpointSlice), Run(Kinds.NetworkPolicy), Run(Kinds.CalicoNetworkPolicy),
            Run(Kinds.GlobalNetworkPolicy), Run(Kinds.ClusterNetworkPolicy), Run(Kinds.Pod),
            .. options.Bgp ? (Task[])[Run(Kinds.BgpConfiguration), Run(Kinds.BgpPeer), Run(Kinds.BgpFilter), Run(Kinds.Service), Run(Kinds.CalicoNodeStatus)] : [],
        ];
    }

    /// <summary>Waits for all parts to end. One that ended by itself is a fault: the process ends, kernel state stays.</summary>
    private static async Task<int> EndAsync(Task first, IReadOnlyList<Task> all, ILogger log, CancellationToken stop)
    {
        foreach (var task in all) await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (stop.IsCancellationRequested) return 0;
        AgentLog.LoopEnded(log, first.Exception?.InnerException?.ToString() ?? "no reason given");
        return 1;
    }
}
