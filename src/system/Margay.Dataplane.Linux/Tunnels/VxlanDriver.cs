using Margay.Dataplane.Linux.Links;
using Margay.Dataplane.Tunnels;
using Margay.Linux;
using Margay.Model.Intent;
using Margay.Netlink;
using Margay.Netlink.Route;
using Margay.Primitives;

namespace Margay.Dataplane.Linux.Tunnels;

/// <summary>What one apply did to a VXLAN device.</summary>
/// <param name="Written">Entries and properties written.</param>
/// <param name="IsNewDevice">The device was made, made anew, or removed: its routes went with the old one.</param>
public sealed record VxlanReport(int Written, bool IsNewDevice);

/// <summary>Makes a namespace have the wanted VXLAN devices, by difference. One thread at a time.</summary>
public sealed class VxlanDriver : IDisposable
{
    private const string Kind = "vxlan";

    private readonly NetlinkSocket _socket;
    private readonly LinkTable _table;
    private readonly NetlinkWriter _writer = new();
    private readonly Dictionary<IpFamily, VxlanIntent?> _applied = [];

    /// <summary>A driver for <paramref name="netns"/>, or for the process's own namespace when null.</summary>
    /// <exception cref="LinuxException">The socket cannot be opened.</exception>
    public VxlanDriver(NetnsHandle? netns = null)
    {
        _socket = NetlinkSocket.Open(NetlinkProtocol.Route, netns);
        _table = new LinkTable(_socket);
    }

    /// <summary>The port that this driver's own changes are announced with.</summary>
    public uint PortId => _socket.PortId;

    /// <summary>Brings one family's device about, or removes it.</summary>
    /// <param name="family">The family.</param>
    /// <param name="intent">What must be; null for no device.</param>
    /// <param name="resync">Whether to look at the kernel though nothing else is wanted than last time.</param>
    /// <exception cref="LinuxException">The kernel refuses. What was not done is done with the next apply.</exception>
    public VxlanReport Apply(IpFamily family, VxlanIntent? intent, bool resync)
    {
        if (!resync && _applied.TryGetValue(family, out var applied) && Same(applied, intent)) return new VxlanReport(0, false);
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

    private VxlanReport Remove(string name)
    {
        if (_table.Find(name) is not { Kind: Kind } link) return new VxlanReport(0, false);
        Execute($"remove {name}", (writer, sequence) => LinkCodec.WriteDelete(writer, sequence, link.Index));
        return new VxlanReport(1, true);
    }

    private VxlanReport Bring(VxlanIntent intent)
    {
        var parent = ParentOf(intent);
        var spec = new VxlanSpec(intent.Device, intent.Vni, intent.Underlay, parent.Index, intent.Port, MtuOf(intent, parent), intent.Own.Mac);
        var found = _table.Find(intent.Device);
        var (link, isNew, written) = (found, false, 0);
        if (found is null || !IsMade(found, spec))
        {
            if (found is not null) Execute($"remove {intent.Device}", (writer, sequence) => LinkCodec.WriteDelete(writer, sequence, found.Index));
            Execute($"make {intent.Device}", (writer, sequence) => LinkCodec.WriteCreateVxlan(writer, sequence, spec));
            link = _table.Find(intent.Device) ?? throw new LinuxException($"find {intent.Device}", Errno.ENODEV);
            (isNew, written) = (true, 1);
        }

        written += BringUp(intent, link!, spec.Mtu) + BringAddress(intent, link!) + BringPeers(intent, link!);
        return new VxlanReport(written, isNew);
    }

    /// <summary>The link that has the node's address.</summary>
    private Link ParentOf(VxlanIntent intent)
    {
        var held = _table.Addresses().FirstOrDefault(one => one.Address == intent.Underlay);
        return _table.Links().FirstOrDefault(link => link.Index == held.LinkIndex)
            ?? throw new LinuxException($"no interface has the node's address {intent.Underlay}, over which {intent.Device} would go", Errno.EADDRNOTAVAIL);
    }

    private static int MtuOf(VxlanIntent intent, Link parent) => intent.Mtu > 0 ? intent.Mtu : parent.Mtu - intent.Overhead;

    /// <summary>Whether the device was made as it must be; what can be changed in place does not count.</summary>
    private static bool IsMade(Link link, VxlanSpec spec) =>
        link.Kind == Kind && link.Vxlan is { } made && made with { Mtu = spec.Mtu } == spec;

    private int BringUp(VxlanIntent intent, Link link, int mtu)
    {
        if (link.IsUp && link.Mtu == mtu) return 0;
        Execute($"set {intent.Device} up", (writer, sequence) => LinkCodec.WriteChange(writer, sequence, link.Index, new LinkChange(IsUp: true, Mtu: mtu)));
        return 1;
    }

    private int BringAddress(VxlanIntent intent, Link link)
    {
        var wanted = new InterfaceAddress(link.Index, intent.Own.Address, IpAddr.BitLengthOf(intent.Family));
        var held = _table.Addresses(link.Index).Where(address => address.LinkIndex == link.Index && !IsLinkLocal(address.Address)).ToList();
        var written = 0;
        if (!held.Contains(wanted))
        {
            Execute($"give {intent.Device} its address", (writer, sequence) => AddressCodec.WriteAdd(writer, sequence, wanted));
            written++;
        }

        foreach (var other in held.Where(address => address != wanted))
        {
            Execute($"take {other.Address} from {intent.Device}", (writer, sequence) => AddressCodec.WriteDelete(writer, sequence, other));
            written++;
        }

        return written;
    }

    private int BringPeers(VxlanIntent intent, Link link)
    {
        var plan = VxlanPlan.Of(intent, link.Index, Dump<Neighbour>(NeighbourCodec.WriteDump, NeighbourCodec.TryDecode), Dump<ForwardingEntry>(ForwardingCodec.WriteDump, ForwardingCodec.TryDecode));
        if (plan.Count == 0) return 0;
        _writer.Clear();

        // Whoever is new is known before a route leads to it, and whoever goes is forgotten last.
        foreach (var entry in plan.Forwarding) ForwardingCodec.WriteSet(_writer, _socket.NextSequence(), entry);
        foreach (var entry in plan.Neighbours) NeighbourCodec.WriteSet(_writer, _socket.NextSequence(), entry);
        foreach (var entry in plan.GoneNeighbours) NeighbourCodec.WriteDelete(_writer, _socket.NextSequence(), entry);
        foreach (var entry in plan.GoneForwarding) ForwardingCodec.WriteDelete(_writer, _socket.NextSequence(), entry);
        _socket.Execute(_writer.Written, $"say who is behind {intent.Device}");
        return plan.Count;
    }

    private static bool IsLinkLocal(IpAddr address) => address.IsV6 && Cidr.Create(IpAddr.Parse("fe80::"), 10).Contains(address);

    private List<T> Dump<T>(Action<NetlinkWriter, uint> ask, ReplyDecoder<T> decode)
    {
        var writer = new NetlinkWriter(64);
        ask(writer, _socket.NextSequence());
        return _socket.Dump(writer.Written, decode);
    }

    private void Execute(string what, Action<NetlinkWriter, uint> write)
    {
        _writer.Clear();
        write(_writer, _socket.NextSequence());
        _socket.Execute(_writer.Written, what);
    }
}
