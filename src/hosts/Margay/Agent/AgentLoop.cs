using System.Diagnostics;
using System.Threading.Channels;
using Margay.Dataplane.Linux.Routes;
using Margay.Dataplane.Linux.Tables;
using Margay.Dataplane.Tables;
using Margay.Host.Agent.Bgp;
using Margay.Host.Agent.Moves;
using Margay.Host.Agent.Names;
using Margay.Linux;
using Margay.Model.Intent;
using Margay.Model.Settings;
using Margay.Routing;

namespace Margay.Host.Agent;

/// <summary>
/// The one owner of a node's state: takes inputs in batches, computes, and has the kernel follow. Everything that
/// touches policy or routes happens here, in order.
/// </summary>
/// <remarks>
/// The order within a batch is the promise to pods: policy first, then links up, then routes; and on the way out policy
/// and routes before the caller hears that the pod is closed.
/// </remarks>
internal sealed class AgentLoop(
    string node, NodeState state, NodeKernel kernel, EndpointRegistry registry, AgentHealth health,
    AgentMetrics metrics, RealizedReporter reporter, NameJournal journal, TimeProvider clock, ILogger log) : IDisposable
{
    private const int MaxBatch = 1000;
    private const int InputCapacity = 10_000;
    private const int MaxNamed = 5;
    private const string Tables = "nftables";

    private readonly Channel<AgentInput> _inputs = Channel.CreateBounded<AgentInput>(
        new BoundedChannelOptions(InputCapacity) { SingleReader = true });

    /// <summary>The pods whose policy is in the tables, or will be with the next flush: only their links are ever raised.</summary>
    private readonly Dictionary<string, EndpointRecord> _endpoints = new(StringComparer.Ordinal);

    private readonly FailureLog _failures = new(log);
    private readonly PolicyRevisions _revisions = new();
    private readonly OpenConnectionCuts _cuts = new(clock);
    private readonly OpenTranslations _translations = new();
    private NameAnswers? _names;
    private readonly List<AgentInput.PodWanted> _podsWanted = [];
    private readonly List<AgentInput.EndpointAdded> _arriving = [];
    private readonly List<AgentInput.EndpointRemoved> _leaving = [];
    private IReadOnlyList<WorkloadPeerIntent> _workloadPeers = [];
    private int _tunnelWrites;
    private KernelArea _resync;
    private KernelArea _foreign;
    private bool _started;
    private ITimer? _retry;

    /// <summary>The node's BGP speaker, or null. Set before the loop runs.</summary>
    public BgpNetworking? Bgp { get; set; }

    /// <summary>The virtual machines that come and go. Set before the loop runs.</summary>
    public required MachineMoves Moves { get; init; }

    /// <summary>Has the secrets with the sessions' passwords watched, or null. Set before the loop runs.</summary>
    public SecretWatches? Secrets { get; set; }

    /// <summary>The settings in force; may be read from any thread.</summary>
    public FelixSettings Settings { get; private set; } = FelixSettings.Defaults;

    /// <summary>How the agent stands; may be read from any thread.</summary>
    public AgentStatus Status { get; private set; } = AgentStatus.Starting;

    public ValueTask PostAsync(AgentInput input, CancellationToken stop) => _inputs.Writer.WriteAsync(input, stop);

    /// <summary>Posts without waiting; for callbacks that may be repeated. A full queue has a resync coming anyway.</summary>
    public void Nudge(AgentInput input) => _inputs.Writer.TryWrite(input);

    /// <summary>Whether the first complete state is in the kernel and the last attempt succeeded.</summary>
    public bool IsReady => health.IsReady;

    public void Dispose() => _names?.Dispose();

    public async Task RunAsync(CancellationToken stop)
    {
        _names = new NameAnswers(journal, () => Nudge(new AgentInput.RetryDue()), metrics, clock, log);
        Moves.TellBy(PostAsync, Nudge);
        foreach (var record in registry.All) Add(record, isFound: true);
        while (await _inputs.Reader.WaitToReadAsync(stop))
        {
            for (var n = 0; n < MaxBatch && _inputs.Reader.TryRead(out var input); n++) Take(input);
            AnswerPodsWanted();
            Flush();
            health.Beat();
            Publish();
        }
    }

    private void Take(AgentInput input)
    {
        switch (input)
        {
            case AgentInput.Watched watched:
                state.Take(watched.Change);
                _revisions.Take(watched.Change);
                break;
            case AgentInput.SecretTold secret:
                state.Bgp!.Take(secret.Name, secret.State);
                break;
            case AgentInput.PodWanted wanted:
                _podsWanted.Add(wanted);
                break;
            case AgentInput.EndpointAdded added:
                Add(added.Record, isFound: false);
                _arriving.Add(added);
                break;
            case AgentInput.MachineArrived arrived:
                Moves.Arrive(arrived.HostInterface);
                break;
            case AgentInput.EndpointRemoved removed:
                Moves.Remove(removed.HostInterface);
                _endpoints.Remove(removed.HostInterface);
                state.RemoveEndpoint(removed.HostInterface);
                _arriving.RemoveAll(added => Abandon(added, removed.HostInterface));
                _leaving.Add(removed);
                break;
            case AgentInput.ResyncDue due:
                _resync |= due.Area;
                if (due.Foreign) _foreign |= due.Area;
                break;
            case AgentInput.RetryDue:
                break;
            default:
                throw new UnreachableException();
        }
    }

    private void Add(EndpointRecord record, bool isFound)
    {
        _endpoints[record.HostInterface] = record;
        state.Add(record.ToLocalEndpoint());
        Moves.Add(record, isFound);
    }

    private static bool Abandon(AgentInput.EndpointAdded added, string hostInterface)
    {
        if (added.Record.HostInterface != hostInterface) return false;
        added.Live.TrySetCanceled();
        return true;
    }

    private void AnswerPodsWanted()
    {
        if (!state.InSync || !state.DatastoreReady) return;
        _podsWanted.RemoveAll(wanted =>
            wanted.Answer.Task.IsCompleted
            || (state.FindLocal(wanted.Pod) is { } view && wanted.Answer.TrySetResult(view)));
    }

    private void Flush()
    {
        if (IsDue(KernelArea.Links) || IsDue(KernelArea.Routes)) state.Policy.Set(kernel.HostInterfaces());
        state.Policy.Set(_names!.TakeChanges(kernel.AddressesInUse, Settings.NameGrace));
        var delta = state.Flush();
        Settings = state.Settings;
        if (!state.InSync || !state.DatastoreReady) return;

        var started = clock.GetTimestamp();
        Moves.Review();
        var plan = PlanBgp();
        state.Routes.Graph.SetServices(state.Bgp?.Services ?? []);
        _cuts.Take(delta, state.Policy.Whole, Settings.OpenConnections);
        var tables = kernel.ApplyTables(delta, Network, Layout(), IsDue(KernelArea.Tables));
        if (tables.Failure is { } failure)
        {
            Fail(Tables, TextOf(failure));
            return;
        }

        _names.Enforced();
        CutConnections();
        if (tables.Closed.Count == 0) reporter.Offer(_revisions.Enforced());
        if (IsDue(KernelArea.Links)) kernel.RepairLinks(_endpoints.Values);
        foreach (var added in _arriving) kernel.Activate(added.Record);
        Moves.Listen();
        kernel.BringPeeringAddresses(_workloadPeers, IsDue(KernelArea.Links));
        var learntSince = SpeakBgp(plan);
        var graph = state.Routes.Graph;
        if (IsDue(KernelArea.Links) || IsDue(KernelArea.Routes)) graph.SetSubnets(kernel.Subnets());
        var isTunnelTurn = graph.Changed || IsDue(KernelArea.Links);
        var lostTunnels = isTunnelTurn ? ApplyTunnels(kernel.BringTunnels) : null;
        var routes = kernel.ApplyRoutes(graph, IsDue(KernelArea.Routes), keepsLearnt: Bgp?.IsRestarting == true, Settings);
        if (learntSince is { } since) metrics.LearntRoutes.With().Observe(clock.GetElapsedTime(since).TotalSeconds);
        if (isTunnelTurn) lostTunnels ??= ApplyTunnels(kernel.RemoveTunnels);
        Report(tables.Messages, routes.Written + routes.Deleted + _tunnelWrites);
        _tunnelWrites = 0;
        Complete(routes, tables.Closed, lostTunnels);
        metrics.Apply.With().Observe(clock.GetElapsedTime(started).TotalSeconds);
    }

    /// <summary>Tunnels are there before routes lead into them, and go after. Why one could not be brought or removed; null if none.</summary>
    /// <remarks>Without its tunnel a route waits, and goes no other way; all others are not held up.</remarks>
    private string? ApplyTunnels(Func<RouteGraph, FelixSettings, bool, int> apply)
    {
        try
        {
            _tunnelWrites += apply(state.Routes.Graph, Settings, IsDue(KernelArea.Links));
            return null;
        }
        catch (LinuxException failure)
        {
            return failure.Message;
        }
    }

    /// <summary>What the speaker is to do, if that may be anything new; null if it may not, or has to wait.</summary>
    private SpeakerPlan? PlanBgp()
    {
        if (Bgp is not { } bgp) return null;
        if (IsDue(KernelArea.NextHops)) state.Bgp!.IsChanged |= bgp.RefreshNextHops(state.Routes.Graph);
        if (state.Bgp!.LooksAtHostRoutes && (state.Bgp.HostRoutes is null || IsDue(KernelArea.NextHops) || IsDue(KernelArea.Routes))) state.Bgp.Take(kernel.HostRoutes());
        if (!(state.Bgp.IsChanged || state.Routes.Graph.Changed) || state.PlanBgp(bgp.OnSegments) is not { } plan) return null;
        Secrets?.Follow(plan.Secrets);
        state.Bgp.Keep(plan.Secrets);

        // Sessions that wait for a password that is on its way would begin, and say that they have spoken, without their like.
        if (plan.AwaitsSecrets) return null;
        _workloadPeers = plan.Workloads;
        return plan;
    }

    /// <summary>Has the speaker say what the node has, and takes what it has learnt.</summary>
    /// <returns>Since when the oldest of it waits, or null.</returns>
    private long? SpeakBgp(SpeakerPlan? plan)
    {
        if (Bgp is not { } bgp) return null;
        var graph = state.Routes.Graph;
        if (plan is not null)
        {
            bgp.Configure(plan);
            graph.SetPeers(plan.Gateways);
            if (kernel.NextHops.Set(plan.Gateways)) bgp.RefreshNextHops(graph);
            state.Bgp!.IsChanged = false;
        }

        return bgp.Teach(graph);
    }

    private NetworkIntent Network => state.Routes.Graph.Network(Settings.Overlays);

    private TableOptions Layout() => NodeKernel.LayoutOf(Settings) with
    {
        CutsConnections = _cuts.IsWanted,
        AnswerQueue = _names!.Follow(state.Policy.Graph.Domains, Settings.AnswerQueue),
        KeepsTranslating = _translations.MustGoOn(Network, kernel, look: IsDue(KernelArea.Tables)),
        NameServers = NameServers.Of(Settings.TrustedServers, state.Policy.Graph),
        WorkloadPeers = _workloadPeers,
    };

    /// <remarks>A failure leaves connections as they are and is tried with the next change.</remarks>
    private void CutConnections()
    {
        try
        {
            var (cut, again) = _cuts.Follow(kernel, Settings);
            if (again > TimeSpan.Zero) WakeAfter(again);
            if (cut == 0) return;
            metrics.Cut.With().Increment(cut);
            AgentLog.ConnectionsCut(log, cut);
        }
        catch (LinuxException failure)
        {
            AgentLog.NotCut(log, failure.Message);
        }
    }

    private void WakeAfter(TimeSpan wait)
    {
        _retry?.Dispose();
        _retry = clock.CreateTimer(_ => Nudge(new AgentInput.RetryDue()), null, wait, Timeout.InfiniteTimeSpan);
    }

    private bool IsDue(KernelArea area) => !_started || (_resync & area) != 0;

    private void Report(int tableWrites, int routeWrites)
    {
        if (!_started)
        {
            _started = true;
            AgentLog.InSync(log, registry.All.Count, tableWrites + routeWrites);
            health.InSync();
        }
        else
        {
            ReportRepair(KernelArea.Tables, tableWrites);
            ReportRepair(KernelArea.Routes, routeWrites);
        }

        (_resync, _foreign) = (KernelArea.None, KernelArea.None);
    }

    private void ReportRepair(KernelArea area, int writes)
    {
        if ((_foreign & area) == 0 || writes == 0) return;
        AgentLog.Repaired(log, area, writes);
        metrics.Repairs.With(area.ToString().ToLowerInvariant()).Increment(writes);
    }

    /// <summary>A pod is live when its own routes are in; another route's failure is not its concern.</summary>
    /// <remarks>What the kernel refuses of policy is closed; the next turn tries it again.</remarks>
    private void Complete(RouteReport routes, IReadOnlyList<ApplyFailure> closed, string? lostTunnels)
    {
        if (lostTunnels is not null) _resync |= KernelArea.Links;
        var failed = routes.Failures.Select(failure => failure.Destination).ToHashSet();
        _arriving.RemoveAll(added =>
            !added.Record.ToLocalEndpoint().Addresses.Any(address => failed.Contains(address.ToHostCidr()))
            && added.Live.TrySetResult());
        foreach (var removed in _leaving) removed.Closed.TrySetResult();
        _leaving.Clear();
        if (closed.Count > 0)
        {
            _resync |= KernelArea.Tables;
            Fail(Tables, $"closed: {Some(closed.Select(TextOf))}");
        }
        else if (lostTunnels is not null) Fail("tunnels", lostTunnels);
        else if (routes.IsClean) Succeed();
        else Fail("routes", Some(routes.Failures.OrderBy(failure => failure.Destination).Select(failure => $"{failure.Destination}: {failure.Reason}")));
    }

    /// <summary>The first few in full, and how many more there are: thousands of routes may fail for one reason.</summary>
    private static string Some(IEnumerable<string> failures)
    {
        var all = failures.ToList();
        var text = string.Join("; ", all.Take(MaxNamed));
        return all.Count > MaxNamed ? $"{text}; and {all.Count - MaxNamed} more" : text;
    }

    private void Succeed()
    {
        health.Succeeded();
        _failures.Over();
    }

    private static string TextOf(ApplyFailure failure) =>
        $"{failure.Subject}: {Errno.NameOf(failure.Errno)} {failure.Text}".TrimEnd();

    private void Fail(string area, string reason)
    {
        var wait = health.Failed(area, reason);
        _failures.Failed(area, reason, wait);
        if (area == Tables) reporter.Offer(_revisions.Behind(reason));
        metrics.Failures.With(area).Increment();
        WakeAfter(wait);
    }

    private void Publish()
    {
        metrics.Endpoints.With().Set(registry.Count);
        metrics.Policies.With().Set(state.Policies);
        metrics.ClusterPods.With().Set(state.Pods);
        Status = new AgentStatus(
            node, health.IsLive, health.IsReady, health.Complaint?.Text, health.Uptime.TotalSeconds, Environment.WorkingSet,
            registry.Count, state.Pods, state.Policies, registry.All);
    }
}
