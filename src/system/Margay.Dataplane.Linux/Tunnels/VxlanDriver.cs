using Margay.Dataplane.Tunnels;
using Margay.Linux;
using Margay.Model.Intent;
using Margay.Netlink.Route;
using Margay.Primitives;

namespace Margay.Dataplane.Linux.Tunnels;

/// <summary>Makes a namespace have the wanted VXLAN devices, by difference. One thread at a time.</summary>
public sealed class VxlanDriver : IDisposable
{
    private const string Kind = "vxlan";

    private readonly NetlinkSocket _socket;
    private readonly TunnelDevices _devices;
    private readonly Dictionary<IpFamily, VxlanIntent?> _applied = [];

    /// <summary>A driver for <paramref name="netns"/>, or for the process's own namespace when null.</summary>
    /// <exception cref="LinuxException">The socket cannot be opened.</exception>
    public VxlanDriver(NetnsHandle? netns = null)
    {
        _socket = NetlinkSocket.Open(NetlinkProtocol.Route, netns);
        _devices = new TunnelDevices(_socket);
    }

    /// <summary>The port that this driver's own changes are announced with.</summary>
    public uint PortId => _socket.PortId;

    /// <summary>Brings one family's device about, or removes it.</summary>
    /// <param name="family">The family.</param>
    /// <param name="intent">What must be; null for no device.</param>
    /// <param name="resync">Whether to look at the kernel though nothing else is wanted than last time.</param>
    /// <exception cref="LinuxException">The kernel refuses. What was not done is done with the next apply.</exception>
    public TunnelReport Apply(IpFamily family, VxlanIntent? intent, bool resync)
    {
        if (!resync && _applied.TryGetValue(family, out var applied) && Same(applied, intent)) return new TunnelReport(0, false);
        _applied.Remove(family);
        var report = intent is null ? Remove(VxlanIntent.DeviceOf(family)) : Bring(intent);
        _applied[family] = intent;
        return report;
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private static bool Same(VxlanIntent? one, VxlanIntent? other) => one is null || other is null
        ? one == other
        : one with { Peers = other.Peers } == other && one.Peers.SequenceEqual(other.Peers);

    private TunnelReport Remove(string name)
    {
        if (_devices.Table.Find(name) is not { Kind: Kind } link) return new TunnelReport(0, false);
        _devices.Remove(link);
        return new TunnelReport(1, true);
    }

    private TunnelReport Bring(VxlanIntent intent)
    {
        var parent = _devices.ParentOf(intent.Underlay, intent.Device);
        var spec = new VxlanSpec(intent.Device, intent.Vni, intent.Underlay, parent.Index, intent.Port, MtuOf(intent, parent), intent.Own.Mac);
        var found = _devices.Table.Find(intent.Device);
        var (link, isNew, written) = (found, false, 0);
        if (found is null || !IsMade(found, spec))
        {
            if (found is not null) _devices.Remove(found);
            _devices.Execute($"make {intent.Device}", (writer, sequence) => LinkCodec.WriteCreateVxlan(writer, sequence, spec));
            link = _devices.FindMade(intent.Device);
            (isNew, written) = (true, 1);
        }

        written += _devices.BringUp(link!, spec.Mtu) + _devices.BringAddress(link!, intent.Own.Address) + BringPeers(intent, link!);
        return new TunnelReport(written, isNew);
    }

    private static int MtuOf(VxlanIntent intent, Link parent) => intent.Mtu > 0 ? intent.Mtu : parent.Mtu - intent.Overhead;

    /// <summary>Whether the device was made as it must be; what can be changed in place does not count.</summary>
    private static bool IsMade(Link link, VxlanSpec spec) =>
        link.Kind == Kind && link.Vxlan is { } made && made with { Mtu = spec.Mtu } == spec;

    private int BringPeers(VxlanIntent intent, Link link)
    {
        var plan = VxlanPlan.Of(
            intent,
            link.Index,
            _devices.Dump<Neighbour>(NeighbourCodec.WriteDump, NeighbourCodec.TryDecode),
            _devices.Dump<ForwardingEntry>(ForwardingCodec.WriteDump, ForwardingCodec.TryDecode));

        // Whoever is new is known before a route leads to it, and whoever goes is forgotten last.
        _devices.ExecuteAll($"say who is behind {intent.Device}", (writer, next) =>
        {
            foreach (var entry in plan.Forwarding) ForwardingCodec.WriteSet(writer, next(), entry);
            foreach (var entry in plan.Neighbours) NeighbourCodec.WriteSet(writer, next(), entry);
            foreach (var entry in plan.GoneNeighbours) NeighbourCodec.WriteDelete(writer, next(), entry);
            foreach (var entry in plan.GoneForwarding) ForwardingCodec.WriteDelete(writer, next(), entry);
        });
        return plan.Count;
    }
}
