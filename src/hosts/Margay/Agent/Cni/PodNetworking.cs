using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using Margay.Client;
using Margay.Client.Ipam;
using Margay.CniSpec;
using Margay.Dataplane.Links;
using Margay.Ipam;
using Margay.Linux;
using Margay.Model.Resources;
using Margay.Primitives;

namespace Margay.Host.Agent.Cni;

/// <summary>
/// Answers the CNI plugin: makes and removes pod interfaces. Calls for one pod take turns; different pods run at once.
/// </summary>
/// <remarks>
/// Whatever fails after addresses were assigned gives them back. A step that is cut off leaves a pod that nobody can
/// reach: the link's host side goes up only in the agent's loop, after the pod's policy is in the kernel.
/// </remarks>
internal sealed class PodNetworking(
    string node, ApiClient api, AddressAssigner addresses, IpamCache pools, NodeKernel kernel, EndpointRegistry registry,
    AgentLoop loop, AgentMetrics metrics, TimeProvider clock, ILogger log)
{
    /// <summary>Kubelets give a plugin two minutes; a reason is better than being killed.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan PodPatience = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, SemaphoreSlim> _turns = new(StringComparer.Ordinal);

    public async Task<CniResponse> HandleAsync(CniCall call, CancellationToken stop)
    {
        var request = call.Request;
        var command = request.Command.ToText();
        var started = clock.GetTimestamp();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(Patience);
        var response = await GuardAsync(call, limit.Token);
        var elapsed = clock.GetElapsedTime(started);
        metrics.CniTime.With(command).Observe(elapsed.TotalSeconds);
        metrics.Cni.With(command, response is CniResponse.Success ? "ok" : "error").Increment();
        if (response is CniResponse.Failure(var error))
            AgentLog.CniFailed(log, command, request.ContainerId, error.Message);
        else if (request.Command.IsAboutContainer())
            AgentLog.CniDone(log, command, request.Args.PodNamespace, request.Args.PodName, request.ContainerId, elapsed.TotalMilliseconds);
        return response;
    }

    private async Task<CniResponse> GuardAsync(CniCall call, CancellationToken stop)
    {
        try
        {
            return await DispatchAsync(call, stop);
        }
        catch (CniException refusal)
        {
            return new CniResponse.Failure(refusal.Error);
        }
        catch (ApiException failure)
        {
            return Later("the API did not do its part", failure.Message);
        }
        catch (LinuxException failure)
        {
            return new CniResponse.Failure(new CniError(CniErrorCode.Internal, "the kernel refused", failure.Message));
        }
        catch (OperationCanceledException)
        {
            return Later("the call was given up", $"it took longer than {Patience.TotalSeconds:0} s, or the agent is stopping");
        }
    }

    private async Task<CniResponse> DispatchAsync(CniCall call, CancellationToken stop)
    {
        var request = call.Request;
        if (request.Command is CniCommand.Status) return Status();
        if (request.Command is CniCommand.Gc) return await CollectAsync(request, stop);
        if (!request.Args.IsPod)
        {
            throw new CniException(
                CniErrorCode.InvalidEnvironment, "CNI_ARGS names no pod", "K8S_POD_NAMESPACE and K8S_POD_NAME are needed");
        }

        var host = InterfaceName.For(request.Args.PodNamespace, request.Args.PodName);
        var turn = _turns.GetOrAdd(host, static _ => new SemaphoreSlim(1, 1));
        await turn.WaitAsync(stop);
        try
        {
            return request.Command switch
            {
                CniCommand.Add => await AddAsync(request, call.Netns ?? throw NoNetns(request), host, stop),
                CniCommand.Del => await DeleteAsync(request, host, stop),
                CniCommand.Check => Check(request, call.Netns ?? throw NoNetns(request), host),
                _ => throw new UnreachableException(),
            };
        }
        finally
        {
            turn.Release();
        }
    }

    private async Task<CniResponse> AddAsync(CniRequest request, NetnsHandle netns, string host, CancellationToken stop)
    {
        var view = await FindPodAsync(request, stop);
        if (registry.Find(host) is { } known)
        {
            if (known.ContainerId == request.ContainerId && kernel.Links.Inspect(netns, host, known.InterfaceName) is { } link)
                return Success(known, link, request);
            await RemoveEndpointAsync(known, stop);
        }

        var plan = PodPlan.Of(request, view, pools.Snapshot().Pools);
        var assigned = await AssignAsync(request, view, plan, stop);
        try
        {
            var record = plan.ToRecord(request, host, assigned, () => MtuDetector.Detect(kernel.Links.Links.Links(), MtuDetector.NodeInterfaces, view.TunnelOverhead));
            registry.Put(record);
            var link = kernel.Links.Create(netns, record.ToLinkSpec());
            await Task.WhenAll(GoLiveAsync(record, stop), AnnotateAsync(record, stop));
            return Success(record, link, request);
        }
        catch
        {
            await UndoAsync(request, host, plan);
            throw;
        }
    }

    private async Task<PodView> FindPodAsync(CniRequest request, CancellationToken stop)
    {
        var key = new ResourceKey(request.Args.PodNamespace, request.Args.PodName);
        var answer = new TaskCompletionSource<PodView>(TaskCreationOptions.RunContinuationsAsynchronously);
        await loop.PostAsync(new AgentInput.PodWanted(key, answer), stop);
        try
        {
            return await answer.Task.WaitAsync(PodPatience, clock, stop);
        }
        catch (TimeoutException)
        {
            answer.TrySetCanceled(stop);
            throw new CniException(
                CniErrorCode.TryAgainLater,
                $"pod {key.Namespace}/{key.Name} is not known on node {node}",
                "it is not in the API, is bound to another node, or the datastore is not ready");
        }
    }

    private async Task<IReadOnlyList<AssignedAddress>> AssignAsync(
        CniRequest request, PodView view, PodPlan plan, CancellationToken stop)
    {
        var result = await addresses.AssignAsync(
            new AssignRequest
            {
                Node = node,
                Handle = plan.Handle,
                Tenancy = plan.Tenancy,
                Attributes = plan.Attributes(),
                Families = plan.Families,
                NodeLabels = LabelSet.Of(view.NodeLabels),
                NamespaceLabels = LabelSet.Of(view.NamespaceLabels),
                Namespace = request.Args.PodNamespace,
                Pod = request.Args.PodName,
                Pools = plan.Pools,
                Addresses = plan.Addresses,
            },
            stop);
        return result.Refusal is { } refusal
            ? throw new CniException(CniErrorCode.TryAgainLater, "no address for the pod", refusal.Message)
            : result.Addresses;
    }

    private async Task GoLiveAsync(EndpointRecord record, CancellationToken stop)
    {
        var live = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await loop.PostAsync(new AgentInput.EndpointAdded(record, live), stop);
        await live.Task.WaitAsync(stop);
    }

    private async Task<CniResponse> DeleteAsync(CniRequest request, string host, CancellationToken stop)
    {
        var pod = PodOf(request);
        if (registry.Find(host) is { } record && record.ContainerId == request.ContainerId)
            await RemoveEndpointAsync(record, stop);
        else if (pod.Name.StartsWith(VirtualMachinePod.NamePrefix, StringComparison.Ordinal) && Succession.HandleOf(pools.Snapshot(), pod) is { } machine)
            await LeaveAsync(machine, pod, stop);
        else
            await addresses.ReleaseAsync(HandleId.OfContainer(request.Config.Name, request.ContainerId), node, stop);
        return new CniResponse.Success(null);
    }

    private Task GiveBackAsync(EndpointRecord record, CancellationToken stop) => record.IsOfMachine
        ? LeaveAsync(new HandleId(record.Handle), new PodRef(record.Namespace, record.Pod), stop)
        : addresses.ReleaseAsync(new HandleId(record.Handle), node, stop);

    /// <summary>A virtual machine keeps its addresses when its last pod goes, unless its namespace goes too.</summary>
    private async Task LeaveAsync(HandleId machine, PodRef pod, CancellationToken stop)
    {
        var @namespace = await api.GetAsync(Kinds.Namespace, null, pod.Namespace, stop);
        await addresses.LeaveAsync(machine, pod, node, isLast: @namespace is not { Metadata.DeletionTimestamp: null }, stop);
    }

    private static PodRef PodOf(CniRequest request) => new(request.Args.PodNamespace, request.Args.PodName);

    /// <summary>
    /// The link goes while the loop closes the pod; once it is closed, the addresses and annotations go too.
    /// </summary>
    /// <remarks>
    /// The kernel takes some 20 ms for a veth, so that wait is shared. A repair that was under way just then may have made
    /// the link anew: the last deletion finds it.
    /// </remarks>
    private async Task RemoveEndpointAsync(EndpointRecord record, CancellationToken stop)
    {
        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await loop.PostAsync(new AgentInput.EndpointRemoved(record.HostInterface, closed), stop);
        var unlinked = Task.Run(() => kernel.Links.Delete(record.HostInterface), stop);
        await closed.Task.WaitAsync(stop);
        await Task.WhenAll(
            unlinked,
            GiveBackAsync(record, stop),
            AnnotateAsync(record with { Addresses = [] }, stop));
        kernel.Links.Delete(record.HostInterface);
        registry.Remove(record.HostInterface);
    }

    private async Task UndoAsync(CniRequest request, string host, PodPlan plan)
    {
        using var limit = new CancellationTokenSource(PodPatience, clock);
        try
        {
            if (registry.Find(host) is { } record) await RemoveEndpointAsync(record, limit.Token);
            else if (plan.Machine is not null) await LeaveAsync(plan.Handle, PodOf(request), limit.Token);
            else await addresses.ReleaseAsync(plan.Handle, node, limit.Token);
        }
        catch (Exception failure) when (failure is ApiException or LinuxException or OperationCanceledException)
        {
            AgentLog.CniFailed(log, "undo of ADD", plan.Handle.ToString(), failure.Message);
        }
    }

    /// <summary>Writes the addresses where Calico writes them; empty ones say that the pod's addresses are given back.</summary>
    private async Task AnnotateAsync(EndpointRecord record, CancellationToken stop)
    {
        var networks = record.Addresses.Select(address => IpAddr.Parse(address).ToHostCidr().ToString()).ToList();
        var patch = new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["annotations"] = new JsonObject
                {
                    ["cni.projectcalico.org/podIP"] = networks.FirstOrDefault() ?? "",
                    ["cni.projectcalico.org/podIPs"] = string.Join(',', networks),
                    ["cni.projectcalico.org/containerID"] = record.ContainerId,
                },
            },
        };
        try
        {
            await api.PatchAsync(
                Kinds.Pod, record.Namespace, record.Pod, PatchType.Merge, Encoding.UTF8.GetBytes(patch.ToJsonString()), null, stop);
        }
        catch (ApiException gone) when (gone.IsNotFound && record.Addresses.Count == 0)
        {
            // A pod that is deleted has nothing left to be annotated.
        }
    }

    private CniResponse.Success Check(CniRequest request, NetnsHandle netns, string host)
    {
        if (registry.Find(host) is not { } record || record.ContainerId != request.ContainerId)
            throw new CniException(CniErrorCode.UnknownContainer, $"container {request.ContainerId} has no interface here", "");
        var differences = PodLinkCheck.Differences(kernel.Links.Inspect(netns, host, record.InterfaceName), record.ToLinkSpec());
        return differences.Count == 0
            ? new CniResponse.Success(null)
            : throw new CniException(CniErrorCode.Internal, $"the interface of {record.Namespace}/{record.Pod} is not as it was made",
                string.Join("; ", differences));
    }

    private CniResponse Status() =>
        loop.IsReady
            ? new CniResponse.Success(null)
            : new CniResponse.Failure(new CniError(CniErrorCode.NotAvailable, "the agent is not ready", loop.Status.Fault));

    private async Task<CniResponse> CollectAsync(CniRequest request, CancellationToken stop)
    {
        var valid = (request.Config.ValidAttachments ?? []).Select(kept => (kept.ContainerId, kept.InterfaceName)).ToHashSet();
        foreach (var record in registry.All)
        {
            if (!valid.Contains((record.ContainerId, record.InterfaceName))) await RemoveEndpointAsync(record, stop);
        }

        return new CniResponse.Success(null);
    }

    private static CniResponse.Success Success(EndpointRecord record, PodLink link, CniRequest request) => new(new CniResult
    {
        Interfaces =
        [
            new CniInterface(record.HostInterface, PodLinkSpec.HostMac.ToString()),
            new CniInterface(record.InterfaceName, link.ContainerMac.ToString(), record.Mtu, request.Netns),
        ],
        Ips = [.. record.Addresses.Select(address => new CniIp(AddressWithLength.OfHost(IpAddr.Parse(address)), 1))],
    });

    private static CniException NoNetns(CniRequest request) =>
        new(CniErrorCode.UnknownContainer, "the container's network namespace was not handed over", request.Netns);

    private static CniResponse.Failure Later(string message, string details) =>
        new(new CniError(CniErrorCode.TryAgainLater, message, details));
}
