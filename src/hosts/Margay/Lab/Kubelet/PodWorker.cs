using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Margay.Client;
using Margay.Host.Lab.Plan;
using Margay.Linux;
using Margay.Model.Resources;
using Margay.Primitives;

namespace Margay.Host.Lab.Kubelet;

/// <summary>Brings one pod after the other to what the API says of it. The calls for one pod must follow each other.</summary>
internal sealed class PodWorker(LabPlan plan, ApiClient api, Sandboxes sandboxes, TimeProvider clock, KubeletLog log)
{
    private readonly Dictionary<string, LabNode> _nodes = plan.Nodes.ToDictionary(static node => node.Name);
    private readonly ConcurrentDictionary<PodKey, Pod> _pods = new();
    private int _placed;

    /// <summary>The pods that the API knows, by place.</summary>
    public ConcurrentDictionary<PodKey, Pod> Pods => _pods;

    /// <summary>Works one pod off.</summary>
    /// <returns>Whether all is as it should be; false: try again later.</returns>
    public async Task<bool> SyncAsync(PodKey key, CancellationToken stop)
    {
        try
        {
            var pod = _pods.GetValueOrDefault(key);
            var sandbox = sandboxes.Find(key);
            if (sandbox is not null && (pod is null || IsLeaving(pod) || sandbox.Uid != pod.Metadata.Uid))
            {
                await sandboxes.RemoveAsync(key, stop);
                log.Write($"{key}: removed from {sandbox.Node}");
            }

            if (pod is not null) await SyncAsync(key, pod, stop);
            return true;
        }
        catch (Exception failure) when (failure is CniException or LinuxException or SocketException or ApiException)
        {
            log.Write($"{key}: {failure.Message}");
            await TryReportAsync(key, failure.Message, stop);
            return false;
        }
    }

    /// <remarks>A pod with a runtime class of its own is run by somebody else, such as a containerd beside the lab.</remarks>
    private async Task SyncAsync(PodKey key, Pod pod, CancellationToken stop)
    {
        if (!string.IsNullOrEmpty(pod.Spec?.RuntimeClassName)) return;
        if (pod.Spec?.NodeName is not { Length: > 0 } nodeName)
        {
            if (!IsLeaving(pod)) await BindAsync(key, stop);
            return;
        }

        if (!_nodes.TryGetValue(nodeName, out var node)) return;
        if (IsLeaving(pod)) await api.DeleteAsync(Kinds.Pod, key.Namespace, key.Name, new Preconditions(pod.Metadata.Uid, null), stop);
        else if (pod.Status?.Phase is not ("Succeeded" or "Failed")) await RunAsync(key, pod, node, stop);
    }

    private async Task RunAsync(PodKey key, Pod pod, LabNode node, CancellationToken stop)
    {
        IReadOnlyList<IpAddr> addresses;
        try
        {
            var sandbox = await sandboxes.EnsureAsync(pod, node, stop);
            addresses = sandbox.HostNetwork ? [node.V4, node.V6] : CniPlugin.AddressesIn(sandbox.Result);
        }
        catch (Exception failure) when (failure is CniException or LinuxException or SocketException)
        {
            log.Write($"{key}: {failure.Message}");
            await sandboxes.RemoveAsync(key, stop);
            throw;
        }

        if (IsReported(pod, addresses)) return;
        var reported = await PatchAsync(key, PodStatusPatch.Running(pod, node, addresses, clock.GetUtcNow()), "status", stop);
        if (reported is not null) _pods.TryUpdate(key, reported, pod);
        log.Write($"{key}: runs on {node.Name} with {string.Join(", ", addresses)}");
    }

    private async Task BindAsync(PodKey key, CancellationToken stop)
    {
        var node = plan.Nodes[(Interlocked.Increment(ref _placed) - 1) % plan.Nodes.Count];
        await PatchAsync(key, PodStatusPatch.Binding(node), null, stop);
    }

    private async Task TryReportAsync(PodKey key, string message, CancellationToken stop)
    {
        if (_pods.GetValueOrDefault(key) is not { } pod || pod.Status?.Phase == "Running" || IsLeaving(pod)) return;
        try
        {
            await PatchAsync(key, PodStatusPatch.Waiting(message, clock.GetUtcNow()), "status", stop);
        }
        catch (ApiException failure)
        {
            log.Write($"{key}: its status cannot be written: {failure.Message}");
        }
    }

    private async Task<Pod?> PatchAsync(PodKey key, JsonObject patch, string? subresource, CancellationToken stop)
    {
        try
        {
            return await api.PatchAsync(
                Kinds.Pod, key.Namespace, key.Name, PatchType.Merge, Encoding.UTF8.GetBytes(patch.ToJsonString()), subresource, stop);
        }
        catch (ApiException gone) when (gone.IsNotFound)
        {
            log.Write($"{key}: deleted meanwhile");
            return null;
        }
    }

    private static bool IsLeaving(Pod pod) => pod.Metadata.DeletionTimestamp is not null;

    private static bool IsReported(Pod pod, IReadOnlyList<IpAddr> addresses) =>
        pod.Status is { Phase: "Running" } status
        && (status.PodIps ?? []).Select(static ip => ip.Ip).SequenceEqual(addresses.Select(static address => address.ToString()));
}
