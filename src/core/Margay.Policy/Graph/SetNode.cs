using Margay.Model.Intent;
using Margay.Policy.Snapshot;
using Margay.Primitives;

namespace Margay.Policy.Graph;

/// <summary>A set in use: its members, and how they differ from what was last emitted.</summary>
/// <remarks>
/// Members are counted, because two pods may hold one address for a moment: it stays until the last of them has left.
/// </remarks>
internal sealed class SetNode(SetDefinition definition)
{
    private readonly Dictionary<IpSetMember, int> _members = [];
    private readonly HashSet<IpSetMember> _added = [];
    private readonly HashSet<IpSetMember> _removed = [];
    private bool _isEmitted;

    public SetDefinition Definition { get; } = definition;

    /// <summary>How many policies name the set.</summary>
    public int Users { get; set; }

    /// <summary>Whether the consumer knows the set.</summary>
    public bool IsEmitted => _isEmitted;

    /// <summary>Adds what a pod that the set selects brings into it.</summary>
    public void Add(PodNode pod)
    {
        foreach (var address in pod.Addresses)
        {
            if (Definition is SetDefinition.Ports ports) AddPorts(address, pod.Facts.Ports, ports);
            else Add(IpSetMember.Of(address));
        }
    }

    /// <summary>Takes out what <see cref="Add(PodNode)"/> added for the pod as it was then.</summary>
    public void Remove(PodNode pod)
    {
        foreach (var address in pod.Addresses)
        {
            if (Definition is SetDefinition.Ports ports) RemovePorts(address, pod.Facts.Ports, ports);
            else Remove(IpSetMember.Of(address));
        }
    }

    /// <summary>What changed since the last call; null if nothing did.</summary>
    public IpSetDelta? TakeDelta()
    {
        if (_isEmitted && _added.Count == 0 && _removed.Count == 0) return null;
        var delta = _isEmitted
            ? new IpSetDelta(Definition.Id, Definition.Kind, false, Sorted(_added), Sorted(_removed))
            : new IpSetDelta(Definition.Id, Definition.Kind, true, Content(), []);
        _isEmitted = true;
        _added.Clear();
        _removed.Clear();
        return delta;
    }

    private IpSetMember[] Content() => Definition is SetDefinition.Networks networks
        ? [.. networks.Prefixes.Select(prefix => new IpSetMember(prefix, default, 0))]
        : Sorted(_members.Keys);

    private static IpSetMember[] Sorted(IReadOnlyCollection<IpSetMember> members)
    {
        var sorted = members.ToArray();
        Array.Sort(sorted);
        return sorted;
    }

    private void AddPorts(IpAddr address, IReadOnlyList<NamedPort> ports, SetDefinition.Ports wanted)
    {
        foreach (var port in ports)
        {
            if (wanted.Has(port)) Add(new IpSetMember(address.ToHostCidr(), port.Protocol, port.Port));
        }
    }

    private void RemovePorts(IpAddr address, IReadOnlyList<NamedPort> ports, SetDefinition.Ports wanted)
    {
        foreach (var port in ports)
        {
            if (wanted.Has(port)) Remove(new IpSetMember(address.ToHostCidr(), port.Protocol, port.Port));
        }
    }

    private void Add(IpSetMember member)
    {
        ref var count = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(
            _members, member, out _);
        if (++count > 1 || !_isEmitted) return;
        if (!_removed.Remove(member)) _added.Add(member);
    }

    private void Remove(IpSetMember member)
    {
        ref var count = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(
            _members, member, out _);
        if (--count > 0) return;
        _members.Remove(member);
        if (_isEmitted && !_added.Remove(member)) _removed.Add(member);
    }
}
