using Margay.Dataplane.Links;
using Margay.Linux;
using Margay.Netlink;
using Margay.Netlink.Route;
using Margay.Primitives;

namespace Margay.Dataplane.Linux.Links;

/// <summary>
/// Makes, activates and removes pod links: a veth pair between the host and a pod's namespace. Any thread.
/// </summary>
/// <remarks>
/// <para>A link is made in two steps. <see cref="Create"/> leaves the host side down, so that nothing passes before the
/// pod's policy is in the kernel; <see cref="Activate"/> lets traffic through.</para>
/// <para>The pod's gateways (169.254.1.1 and the host side's link-local address) are permanent neighbours in the pod.
/// So the first packet waits for no ARP answer, and the host needs no route, address or default route for the sake of
/// proxy ARP, which answers only when a route to the address leads out of another device. Proxy ARP and NDP are on all
/// the same, for programs that ask themselves (virtual machines in pods).</para>
/// <para>A pod link is recognised by its name (<see cref="InterfaceName"/>) and by being a veth.</para>
/// </remarks>
public sealed class PodLinkDriver : IDisposable
{
    private readonly NetnsHandle? _host;
    private readonly NetlinkSocket _socket;
    private readonly LinkTable _table;

    /// <summary>
    /// A driver whose host side is <paramref name="host"/>, or the process's own namespace when null.
    /// </summary>
    /// <param name="host">Kept open by the caller for as long as the driver lives.</param>
    /// <exception cref="LinuxException">The socket cannot be opened.</exception>
    public PodLinkDriver(NetnsHandle? host = null)
    {
        _host = host;
        _socket = NetlinkSocket.Open(NetlinkProtocol.Route, host);
        _table = new LinkTable(_socket);
    }

    /// <summary>The port that this driver's own changes are announced with.</summary>
    public uint PortId => _socket.PortId;

    /// <summary>The host's links.</summary>
    public LinkTable Links => _table;

    /// <summary>
    /// Lets the host forward: net.ipv4.ip_forward, and net.ipv6.conf.all.forwarding where there is IPv6.
    /// </summary>
    /// <remarks>
    /// The host's lo must be up too: in a namespace without any local IPv4 address the kernel takes every neighbour
    /// for a broadcast address and no pod would accept what it sends.
    /// </remarks>
    public void EnableForwarding() => InHost(static () =>
    {
        Sysctl.Write("net/ipv4/ip_forward", "1");
        Sysctl.TryWrite("net/ipv6/conf/all/forwarding", "1");
    });

    /// <summary>
    /// Makes the link and sets up the pod's side: addresses, gateways, routes, lo. The host side stays down. A veth
    /// left over under the host name is replaced. On failure nothing of it remains.
    /// </summary>
    /// <exception cref="LinuxException">
    /// EEXIST: the pod has an interface of that name already, or the host name belongs to something that is no veth.
    /// </exception>
    public PodLink Create(NetnsHandle pod, PodLinkSpec spec)
    {
        using var inside = PodSide.Enter(pod, spec);
        CreateVeth(pod, spec);
        try
        {
            var container = inside.Configure(spec);
            var host = _table.Find(spec.HostName)
                ?? throw new LinuxException($"get link {spec.HostName}", Errno.ENODEV, "it vanished meanwhile");
            var gateways = spec.Families.Select(PodLinkSpec.GatewayOf);
            return new PodLink(
                host.Index, host.IsUp, container.Mac, container.Mtu, [.. spec.Addresses.Order()], [.. gateways]);
        }
        catch
        {
            Delete(spec.HostName);
            throw;
        }
    }

    /// <summary>Sets the host side's sysctls and takes it up. Repeatable.</summary>
    /// <exception cref="LinuxException">ENODEV when there is no such link.</exception>
    public void Activate(string hostName)
    {
        var link = _table.Find(hostName) ?? throw new LinuxException($"get link {hostName}", Errno.ENODEV);
        InHost(() => HostSideSysctls.Write(hostName));
        var writer = new NetlinkWriter(64);
        LinkCodec.WriteChange(writer, _socket.NextSequence(), link.Index, new LinkChange(IsUp: true));
        _socket.Execute(writer.Written, $"set link {hostName} up");
    }

    /// <summary>Deletes the link, both sides; false when there is none. Takes about 20 ms in the kernel.</summary>
    /// <exception cref="LinuxException">EEXIST: the name belongs to something that is no veth.</exception>
    public bool Delete(string hostName)
    {
        if (_table.Find(hostName) is not { } link) return false;
        if (link.Kind != "veth")
            throw new LinuxException($"delete link {hostName}", Errno.EEXIST, $"it is a {link.Kind}, not a pod's veth");
        var writer = new NetlinkWriter(64);
        LinkCodec.WriteDelete(writer, _socket.NextSequence(), link.Index);
        var errors = _socket.Transact(writer.Written);
        if (errors.Count == 0) return true;
        if (errors[0].Errno == Errno.ENODEV) return false;
        throw new LinuxException($"delete link {hostName}", errors[0].Errno, errors[0].Text);
    }

    /// <summary>What is there of a pod's link; null when either side is missing or the two are not one pair.</summary>
    public PodLink? Inspect(NetnsHandle pod, string hostName, string containerName)
    {
        using var inside = NetlinkSocket.Open(NetlinkProtocol.Route, pod);
        var podTable = new LinkTable(inside);
        if (_table.Find(hostName) is not { } host || podTable.Find(containerName) is not { } container) return null;
        if (host.PeerIndex != container.Index || container.PeerIndex != host.Index) return null;
        var addresses = podTable.Addresses(container.Index)
            .Where(address => address.LinkIndex == container.Index && !address.Address.IsLinkLocalV6)
            .Select(static address => address.Address)
            .Order();
        var gateways = podTable.Routes(IpFamily.V4).Concat(podTable.Routes(IpFamily.V6))
            .Where(route => route.LinkIndex == container.Index && route.Destination.Length == 0)
            .Select(static route => route.Gateway);
        return new PodLink(host.Index, host.IsUp, container.Mac, container.Mtu, [.. addresses], [.. gateways]);
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private void CreateVeth(NetnsHandle pod, PodLinkSpec spec)
    {
        var writer = new NetlinkWriter(256);
        var hostEnd = new VethEnd(spec.HostName, spec.Mtu, PodLinkSpec.HostMac);
        var podEnd = new VethEnd(spec.ContainerName, spec.Mtu, spec.ContainerMac, pod.Number);
        LinkCodec.WriteCreateVeth(writer, _socket.NextSequence(), hostEnd, podEnd);
        var errors = _socket.Transact(writer.Written);
        if (errors.Count > 0 && errors[0].Errno == Errno.EEXIST && Delete(spec.HostName))
            errors = _socket.Transact(writer.Written);
        if (errors.Count == 0) return;
        throw new LinuxException(
            $"create veth {spec.HostName}/{spec.ContainerName}", errors[0].Errno, errors[0].Text);
    }

    private void InHost(Action work)
    {
        if (_host is null) work();
        else Netns.Run(_host, work);
    }
}
