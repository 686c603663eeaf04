using System.Net;
using System.Net.Sockets;
using Margay.Dataplane.Links;
using Margay.Dataplane.Linux.Links;
using Margay.Dataplane.Linux.Routes;
using Margay.Linux;
using Margay.Model.Intent;
using Margay.Netlink;
using Margay.Netlink.Route;
using Margay.Primitives;

namespace Margay.Tests.Kernel.Links;

/// <summary>A host and its pods, each in a nameless namespace that goes with its last handle.</summary>
internal sealed class PodNetwork : IDisposable
{
    private readonly List<RouteIntent> _routes = [];
    private readonly List<NetnsHandle> _pods = [];

    public PodNetwork()
    {
        Host = NetnsHandle.Create();
        Links = new PodLinkDriver(Host);
        Routes = new RouteDriver(Host);
        Links.EnableForwarding();
        TakeLoopbackUp();
    }

    public NetnsHandle Host { get; }

    public PodLinkDriver Links { get; }

    public RouteDriver Routes { get; }

    public static PodLinkSpec Spec(string pod, params string[] addresses) =>
        new(InterfaceName.For("test", pod), "eth0", 1400, [.. addresses.Select(IpAddr.Parse)]);

    public NetnsHandle AddPodNamespace()
    {
        var pod = NetnsHandle.Create();
        _pods.Add(pod);
        return pod;
    }

    /// <summary>A pod that is up and routed.</summary>
    public NetnsHandle AddPod(PodLinkSpec spec)
    {
        var pod = AddPodNamespace();
        Links.Create(pod, spec);
        Activate(spec);
        return pod;
    }

    public void Activate(PodLinkSpec spec)
    {
        Links.Activate(spec.HostName);
        var target = new RouteTarget.Device(spec.HostName);
        _routes.AddRange(spec.Addresses.Select(
            address => new RouteIntent(address.ToHostCidr(), target, RouteSource.LocalWorkload)));
        Routes.Set(_routes);
        Routes.LinkChanged(spec.HostName);
        Assert.Empty(Routes.Apply().Failures);
    }

    /// <summary>A listener in one pod and a connection to it from another; the address the listener saw.</summary>
    public static IpAddr ConnectOverTcp(NetnsHandle from, NetnsHandle to, IpAddr address)
    {
        using var listener = Netns.Run(to, () => Listen(address));
        var port = ((IPEndPoint)listener.LocalEndPoint!).Port;
        using var client = Netns.Run(from, () => Connect(address, port));
        using var accepted = listener.Accept();
        Span<byte> bytes = stackalloc byte[16];
        var peer = ((IPEndPoint)accepted.RemoteEndPoint!).Address;
        Assert.True(peer.TryWriteBytes(bytes, out var length));
        Assert.True(IpAddr.TryFromBytes(bytes[..length], out var seen));
        return seen;
    }

    public void Dispose()
    {
        Routes.Dispose();
        Links.Dispose();
        foreach (var pod in _pods) pod.Dispose();
        Host.Dispose();
    }

    /// <summary>Without any local IPv4 address the kernel takes every neighbour for a broadcast address.</summary>
    private void TakeLoopbackUp()
    {
        using var socket = NetlinkSocket.Open(NetlinkProtocol.Route, Host);
        var writer = new NetlinkWriter();
        LinkCodec.WriteChange(writer, socket.NextSequence(), 1, new LinkChange(IsUp: true));
        socket.Execute(writer.Written, "set lo up");
    }

    private static Socket Listen(IpAddr address)
    {
        var socket = new Socket(address.ToIPAddress().AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(address.ToIPAddress(), 0));
        socket.Listen();
        return socket;
    }

    private static Socket Connect(IpAddr address, int port)
    {
        var socket = new Socket(address.ToIPAddress().AddressFamily, SocketType.Stream, ProtocolType.Tcp) { SendTimeout = 5000 };
        socket.Connect(address.ToIPAddress(), port);
        return socket;
    }
}
