using Margay.Dataplane.Links;
using Margay.Linux;
using Margay.Netlink;
using Margay.Netlink.Route;
using Margay.Primitives;

namespace Margay.Dataplane.Linux.Links;

/// <summary>
/// Work in a pod's namespace: one short visit for the sysctls and a socket, everything else through that socket.
/// </summary>
internal sealed class PodSide : IDisposable
{
    private const int LoopbackIndex = 1;
    private static readonly MacAddr GatewayMac = PodLinkSpec.HostMac;

    private readonly NetlinkSocket _socket;

    private PodSide(NetlinkSocket socket) => _socket = socket;

    /// <summary>
    /// Prepares the namespace before its interface exists, so that the interface is born with the right settings.
    /// </summary>
    internal static PodSide Enter(NetnsHandle pod, PodLinkSpec spec) => Netns.Run(pod, () =>
    {
        if (spec.Families.Contains(IpFamily.V6)) EnableIpV6();
        if (spec.AllowsForwarding)
        {
            Sysctl.Write("net/ipv4/ip_forward", "1");
            Sysctl.TryWrite("net/ipv6/conf/all/forwarding", "1");
        }

        return new PodSide(NetlinkSocket.Open(NetlinkProtocol.Route));
    });

    /// <summary>Gives the interface its addresses, neighbours and routes in one batch; returns the interface.</summary>
    /// <exception cref="LinuxException">A step failed: the kernel's first refusal.</exception>
    internal Link Configure(PodLinkSpec spec)
    {
        var link = new LinkTable(_socket).Find(spec.ContainerName)
            ?? throw new LinuxException($"get link {spec.ContainerName}", Errno.ENODEV, "it is not in the pod");
        var writer = new NetlinkWriter(1024);
        LinkCodec.WriteChange(writer, _socket.NextSequence(), LoopbackIndex, new LinkChange(IsUp: true));
        LinkCodec.WriteChange(writer, _socket.NextSequence(), link.Index, new LinkChange(IsUp: true));
        foreach (var address in spec.Addresses)
        {
            AddressCodec.WriteAdd(
                writer, _socket.NextSequence(), new InterfaceAddress(link.Index, address, address.BitLength));
        }

        foreach (var family in spec.Families) WriteGateway(writer, link.Index, family);
        _socket.Execute(writer.Written, $"set up {spec.ContainerName} in the pod");
        return link;
    }

    public void Dispose() => _socket.Dispose();

    private void WriteGateway(NetlinkWriter writer, int link, IpFamily family)
    {
        var gateway = PodLinkSpec.GatewayOf(family);
        var onLink = new KernelRoute
        {
            Destination = gateway.ToHostCidr(),
            LinkIndex = link,
            Protocol = RouteProtocol.Static,
            Scope = family == IpFamily.V4 ? RouteScope.Link : RouteScope.Universe,
        };
        var everything = onLink with
        {
            Destination = Cidr.Create(IpAddr.Of(family, 0), 0),
            Gateway = gateway,
            Scope = RouteScope.Universe,
        };
        NeighbourCodec.WriteSet(writer, _socket.NextSequence(), new Neighbour(link, gateway, GatewayMac));
        RouteCodec.WriteAdd(writer, _socket.NextSequence(), onLink, RouteConflict.Refuse);
        RouteCodec.WriteAdd(writer, _socket.NextSequence(), everything, RouteConflict.Refuse);
    }

    /// <summary>
    /// Container runtimes may hand over a namespace without IPv6; addresses are ours alone, so no detection of
    /// duplicates.
    /// </summary>
    private static void EnableIpV6()
    {
        foreach (var scope in (ReadOnlySpan<string>)["all", "default", "lo"])
            Sysctl.TryWrite($"net/ipv6/conf/{scope}/disable_ipv6", "0");
        Sysctl.TryWrite("net/ipv6/conf/default/accept_dad", "0");
        Sysctl.TryWrite("net/ipv6/conf/default/dad_transmits", "0");
    }
}
