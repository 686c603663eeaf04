using System.Collections.Concurrent;
using Margay.Host.Lab.Plan;
using Margay.Host.Lab.Topology;
using Margay.Linux;
using Margay.Model.Resources;

namespace Margay.Host.Lab.Kubelet;

/// <summary>
/// The sandboxes on this machine: network namespace, CNI, and what answers inside. Different pods may be handled at
/// once; the calls for one pod must follow each other.
/// </summary>
internal sealed class Sandboxes(LabPlan plan, LabPaths paths, CniPlugin cni)
{
    private readonly SandboxFiles _files = new(paths);
    private readonly ConcurrentDictionary<PodKey, SandboxRecord> _records = new();
    private readonly ConcurrentDictionary<PodKey, PodResponder> _responders = new();

    /// <summary>The pods that have a sandbox, whole or half made.</summary>
    public IReadOnlyCollection<PodKey> Pods => (IReadOnlyCollection<PodKey>)_records.Keys;

    /// <summary>Finds what an earlier run left behind; each pod must be looked at.</summary>
    public void Recover()
    {
        foreach (var record in _files.Load()) _records[record.Key] = record;
    }

    /// <summary>The pod's sandbox as far as it was made; null when there is none.</summary>
    public SandboxRecord? Find(PodKey pod) => _records.GetValueOrDefault(pod);

    /// <summary>Makes the pod's sandbox, or answers again in one that was made before; done when its ports are open.</summary>
    /// <exception cref="CniException">CNI refused; <see cref="RemoveAsync"/> and try again.</exception>
    /// <exception cref="LinuxException">The namespace cannot be made or entered.</exception>
    public async Task<SandboxRecord> EnsureAsync(Pod pod, LabNode node, CancellationToken stop)
    {
        var key = PodKey.Of(pod);
        if (Find(key) is { IsWhole: false }) await RemoveAsync(key, stop);
        var record = Find(key) ?? await CreateAsync(pod, node, stop);
        if (!_responders.ContainsKey(key))
        {
            var ports = (pod.Spec?.Containers ?? []).SelectMany(static container => container.Ports ?? []);
            _responders[key] = PodResponder.Start(LabPaths.Namespace(record.NetworkNamespace), key, ports);
        }

        return record;
    }

    /// <summary>Takes the pod's sandbox away, whole or half made.</summary>
    /// <exception cref="CniException">CNI refused; the record stays, so try again.</exception>
    public async Task RemoveAsync(PodKey pod, CancellationToken stop)
    {
        if (_responders.TryRemove(pod, out var responder)) await responder.DisposeAsync();
        if (!_records.TryGetValue(pod, out var record)) return;
        if (!record.HostNetwork)
        {
            await cni.DeleteAsync(record, stop);
            NetnsHandle.Delete(LabPaths.Namespace(record.NetworkNamespace));
        }

        _files.Delete(record);
        _records.TryRemove(pod, out _);
    }

    public async Task StopAnsweringAsync()
    {
        foreach (var responder in _responders.Values) await responder.DisposeAsync();
        _responders.Clear();
    }

    private async Task<SandboxRecord> CreateAsync(Pod pod, LabNode node, CancellationToken stop)
    {
        var record = NewRecord(pod, node);
        Keep(record);
        if (record.HostNetwork) return record;
        // A namespace of that name without a record: an earlier pod's, whose CNI DEL is done or was never needed.
        NetnsHandle.Delete(LabPaths.Namespace(record.NetworkNamespace));
        PodNamespace.Create(record.NetworkNamespace);
        record = record with { Result = await cni.AddAsync(record, stop) };
        Keep(record);
        return record;
    }

    private SandboxRecord NewRecord(Pod pod, LabNode node)
    {
        var key = PodKey.Of(pod);
        var hostNetwork = pod.Spec?.HostNetwork == true;
        return new SandboxRecord
        {
            Namespace = key.Namespace,
            Name = key.Name,
            Uid = pod.Metadata.Uid ?? "",
            Node = node.Name,
            ContainerId = Guid.NewGuid().ToString("N"),
            NetworkNamespace = hostNetwork ? node.Namespace : NamespaceNames.Pod(plan.Name, key.Namespace, key.Name),
            HostNetwork = hostNetwork,
        };
    }

    private void Keep(SandboxRecord record)
    {
        _files.Save(record);
        _records[record.Key] = record;
    }
}
