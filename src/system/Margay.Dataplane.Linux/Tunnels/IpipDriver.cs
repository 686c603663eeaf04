using Margay.Dataplane.Tunnels;
using Margay.Linux;
using Margay.Model.Intent;
using Margay.Netlink.Route;

namespace Margay.Dataplane.Linux.Tunnels;

/// <summary>Makes a namespace have the wanted IPIP tunnel, by difference. One thread at a time.</summary>
/// <remarks>
/// The device is the kernel's own where it has any. Where it has none, it is one end of a veth pair, and two small programs do the
/// work: <see cref="IpipPrograms.Sender"/> at the far end, <see cref="IpipPrograms.Receiver"/> at the uplink.
/// </remarks>
public sealed class IpipDriver : IDisposable
{
    private const string KernelKind = "ipip";
    private const string PairKind = "veth";
    private const string FarEnd = "tunl0.margay";
    private const string OwnAlias = "margay";

    private readonly NetnsHandle? _netns;
    private readonly NetlinkSocket _socket;
    private readonly TunnelDevices _devices;
    private readonly IpipHooks _hooks;
    private IpipIntent? _applied;
    private bool _isApplied;

    /// <summary>A driver for <paramref name="netns"/>, or for the process's own namespace when null.</summary>
    /// <exception cref="LinuxException">The socket cannot be opened.</exception>
    public IpipDriver(NetnsHandle? netns = null)
    {
        _netns = netns;
        _socket = NetlinkSocket.Open(NetlinkProtocol.Route, netns);
        _devices = new TunnelDevices(_socket);
        _hooks = new IpipHooks(netns);
    }

    /// <summary>The port that this driver's own changes are announced with.</summary>
    public uint PortId => _socket.PortId;

    /// <summary>Packets dropped by the programs since they were first attached, by reason; all zero without programs. Any thread.</summary>
    public IReadOnlyDictionary<IpipDrop, long> Drops() => _hooks.Drops();

    /// <summary>Brings the tunnel about, or removes it.</summary>
    /// <param name="intent">What must be; null for no tunnel.</param>
    /// <param name="resync">Whether to look at the kernel though nothing else is wanted than last time.</param>
    /// <exception cref="LinuxException">The kernel refuses. What was not done is done with the next apply.</exception>
    public TunnelReport Apply(IpipIntent? intent, bool resync)
    {
        if (!resync && _isApplied && Same(_applied, intent)) return new TunnelReport(0, false);
        _isApplied = false;
        var report = intent is null ? Remove() : Bring(intent);
        (_applied, _isApplied) = (intent, true);
        return report;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _hooks.Dispose();
        _socket.Dispose();
    }

    private static bool Same(IpipIntent? one, IpipIntent? other) => one is null || other is null
        ? one == other
        : one with { Peers = other.Peers } == other && one.Peers.SequenceEqual(other.Peers);

    private TunnelReport Remove()
    {
        var links = _devices.Table.Links();
        var written = _hooks.Detach(links, keep: 0);
        _hooks.Forget();
        if (links.FirstOrDefault(link => link.Name == IpipIntent.Device) is not { } device || !IsOurs(device, links)) return new TunnelReport(written, false);

        // The device that the kernel makes by itself cannot be removed: it is given back as it was.
        if (device.Kind == KernelKind)
        {
            _devices.BringAddress(device, null);
            _devices.Execute($"set {device.Name} down", (writer, sequence) =>
                LinkCodec.WriteChange(writer, sequence, device.Index, new LinkChange(IsUp: false, Alias: "")));
        }

        _devices.Remove(device);
        return new TunnelReport(written + 1, true);
    }

    private TunnelReport Bring(IpipIntent intent)
    {
        var uplink = _devices.ParentOf(intent.Underlay, IpipIntent.Device);
        var mtu = intent.Mtu > 0 ? intent.Mtu : uplink.Mtu - IpipIntent.Overhead;
        var links = _devices.Table.Links();
        var device = links.FirstOrDefault(link => link.Name == IpipIntent.Device);
        var (isNew, written) = (device is null, device is null ? 1 : 0);
        device ??= Make(intent);
        if (device.Kind == KernelKind)
        {
            written += _devices.BringUp(device, mtu, alias: OwnAlias) + _devices.BringAddress(device, intent.Own);
            return new TunnelReport(written, isNew);
        }

        links = _devices.Table.Links();
        if (!IsOurs(device, links))
            throw new LinuxException($"{IpipIntent.Device} is there, is no IPIP device ({device.Kind}), and is not Margay's", Errno.EEXIST);
        return new TunnelReport(written + BringPair(intent, uplink, device, mtu, links), isNew);
    }

    /// <summary>The kernel's own device, or the pair if it has none.</summary>
    private Link Make(IpipIntent intent)
    {
        try
        {
            _devices.Execute($"make {IpipIntent.Device}", (writer, sequence) => LinkCodec.WriteCreateIpip(writer, sequence, IpipIntent.Device));
        }
        catch (LinuxException unknown) when (unknown.Errno == Errno.EOPNOTSUPP)
        {
            _devices.Execute($"make {IpipIntent.Device}", (writer, sequence) =>
                LinkCodec.WriteCreateVeth(writer, sequence, new VethEnd(IpipIntent.Device, Mac: IpipWay.MacOf(intent.Underlay)), new VethEnd(FarEnd)));
        }

        return _devices.FindMade(IpipIntent.Device);
    }

    /// <summary>The programs are there before the device is up, and whoever goes is forgotten last.</summary>
    private int BringPair(IpipIntent intent, Link uplink, Link device, int mtu, IReadOnlyList<Link> links)
    {
        if (uplink.Mac == default)
            throw new LinuxException($"{uplink.Name} has the node's address, and is no Ethernet device: {IpipIntent.Device} cannot go over it", Errno.EOPNOTSUPP);
        var far = links.First(link => link.Index == device.PeerIndex);
        var written = _hooks.Detach(links, keep: uplink.Index);
        _hooks.Open(uplink.Index);
        written += _hooks.Attach(new IpipWay(intent.Underlay, uplink.Index, device.Index), far.Index);
        if (!device.IsUp) WithoutIpv6(device.Name, far.Name);
        written += _devices.BringUp(far, uplink.Mtu)
            + _devices.BringUp(device, mtu, IpipWay.MacOf(intent.Underlay))
            + _devices.BringAddress(device, intent.Own);
        return written + BringPeers(intent, device);
    }

    private int BringPeers(IpipIntent intent, Link device)
    {
        var plan = IpipPlan.Of(intent, device.Index, _devices.Dump<Neighbour>(NeighbourCodec.WriteDump, NeighbourCodec.TryDecode), _hooks.Peers());
        _hooks.Add(plan.Peers);
        _devices.ExecuteAll($"say who is behind {device.Name}", (writer, next) =>
        {
            foreach (var entry in plan.Neighbours) NeighbourCodec.WriteSet(writer, next(), entry);
            foreach (var entry in plan.GoneNeighbours) NeighbourCodec.WriteDelete(writer, next(), entry);
        });
        _hooks.Remove(plan.GonePeers);
        return plan.Count;
    }

    /// <summary>Ours is the pair whose far end has our name, and the kernel's device that bears our alias.</summary>
    private static bool IsOurs(Link device, IReadOnlyList<Link> links) => device.Kind switch
    {
        KernelKind => device.Alias == OwnAlias,
        PairKind => links.Any(link => link.Name == FarEnd && link.Index == device.PeerIndex),
        _ => false,
    };

    /// <summary>Nothing but IPv4 goes through: neighbour discovery would be dropped packet by packet.</summary>
    private void WithoutIpv6(params ReadOnlySpan<string> links)
    {
        var names = links.ToArray();
        void Write()
        {
            foreach (var name in names) Sysctl.TryWrite($"net/ipv6/conf/{name}/disable_ipv6", "1");
        }

        if (_netns is null) Write();
        else Netns.Run(_netns, Write);
    }
}
