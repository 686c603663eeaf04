using System.Net;
using System.Net.Sockets;
using Margay.Linux;
using Margay.Tests.Kernel.Tables;

namespace Margay.Tests.Interop;

/// <summary>Two namespaces and a cable: 10.203.0.2 and fd00:203::2 are the daemon's; ours are those with 1, and with 3 for a second speaker.</summary>
internal sealed class PeerLink : IDisposable
{
    public const string OurV4 = "10.203.0.1";
    public const string OurV6 = "fd00:203::1";
    public const string TheirV4 = "10.203.0.2";
    public const string TheirV6 = "fd00:203::2";
    public const string OtherV4 = "10.203.0.3";
    public const string OtherV6 = "fd00:203::3";

    public PeerLink()
    {
        Ours.Ip($"""
            link set lo up
            link add eth0 type veth peer name eth0 netns {Daemon.Path}
            addr add {OurV4}/24 dev eth0
            addr add {OurV6}/64 dev eth0 nodad
            addr add {OtherV4}/24 dev eth0
            addr add {OtherV6}/64 dev eth0 nodad
            link set eth0 up
            """);
        Daemon.Ip($"""
            link set lo up
            addr add {TheirV4}/24 dev eth0
            addr add {TheirV6}/64 dev eth0 nodad
            link set eth0 up
            """);
    }

    public TestNamespace Ours { get; } = new();

    public TestNamespace Daemon { get; } = new();

    /// <summary>Leaves IPv6 only.</summary>
    public void DropV4()
    {
        foreach (var address in (string[])[OtherV4, OurV4]) Ours.Ip($"addr del {address}/24 dev eth0");
        Daemon.Ip($"addr del {TheirV4}/24 dev eth0");
    }

    /// <summary>Listens on our side at BGP's port.</summary>
    public Socket Listen(string address) => Netns.Run(Ours.Handle, () =>
    {
        var socket = new Socket(IPAddress.Parse(address).AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Parse(address), 179));
        socket.Listen();
        return socket;
    });

    public void Dispose()
    {
        Ours.Dispose();
        Daemon.Dispose();
    }
}
