using System.Net;
using System.Net.Sockets;
using Margay.Linux;
using Margay.Tests.Kernel.Tables;

namespace Margay.Tests.Interop;

/// <summary>Two namespaces and a cable: 10.203.0.1 and fd00:203::1 are ours, 10.203.0.2 and fd00:203::2 the daemon's.</summary>
internal sealed class PeerLink : IDisposable
{
    public const string OurV4 = "10.203.0.1";
    public const string OurV6 = "fd00:203::1";
    public const string TheirV4 = "10.203.0.2";
    public const string TheirV6 = "fd00:203::2";

    public PeerLink()
    {
        Ours.Ip($"""
            link set lo up
            link add eth0 type veth peer name eth0 netns {Daemon.Path}
            addr add {OurV4}/24 dev eth0
            addr add {OurV6}/64 dev eth0 nodad
            link set eth0 up
            """);
        Daemon.Ip("""
            link set lo up
            addr add 10.203.0.2/24 dev eth0
            addr add fd00:203::2/64 dev eth0 nodad
            link set eth0 up
            """);
    }

    public TestNamespace Ours { get; } = new();

    public TestNamespace Daemon { get; } = new();

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
