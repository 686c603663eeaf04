using System.Net;
using System.Net.Sockets;
using Margay.Dataplane.Linux.Links;
using Margay.Dataplane.Linux.Tunnels;
using Margay.Linux;
using Margay.Linux.Bpf;
using Margay.Model.Intent;
using Margay.Netlink.Route;
using Margay.Primitives;
using Margay.Tests.Kernel.Tables;

namespace Margay.Tests.Kernel.Tunnels;

/// <summary>
/// Two nodes in subnets of their own with a router between them that knows no pods, each with a driver and one pod. Strict reverse path
/// filtering is on everywhere.
/// </summary>
internal sealed class TunnelNetwork : IDisposable
{
    private readonly TestNamespace _router = new();
    private readonly TestNamespace[] _nodes = [new(), new()];
    private readonly TestNamespace[] _pods = [new(), new()];

    public TunnelNetwork()
    {
        Wire();
        AwaitLinks();
        Drivers = [new IpipDriver(_nodes[0].Handle), new IpipDriver(_nodes[1].Handle)];
    }

    public IpipDriver[] Drivers { get; }

    public TestNamespace Node(int number) => _nodes[number];

    public TestNamespace Pod(int number) => _pods[number];

    public static IpAddr NodeAddress(int number) => IpAddr.Parse($"172.30.{number}.1");

    public static IpAddr PodAddress(int number) => IpAddr.Parse($"10.65.{number}.2");

    public static IpipIntent Intent(int number) =>
        new(NodeAddress(number), IpAddr.Parse($"10.65.{number}.0"), 0, [NodeAddress(1 - number)]);

    /// <summary>Brings both tunnels about, and a route into each.</summary>
    public void Up()
    {
        for (var number = 0; number < 2; number++)
        {
            Drivers[number].Apply(Intent(number), resync: false);
            Route(number);
        }
    }

    /// <summary>The route of a node to the other's pods.</summary>
    public void Route(int number) =>
        _nodes[number].Run("ip", "route", "replace", $"10.65.{1 - number}.0/24", "via", $"{NodeAddress(1 - number)}", "dev", "tunl0", "onlink");

    /// <summary>Puts another driver in the place of one, as a new agent would be.</summary>
    public void Restart(int number)
    {
        Drivers[number].Dispose();
        Drivers[number] = new IpipDriver(_nodes[number].Handle);
    }

    /// <summary>A node's link by its name; null if there is none.</summary>
    public Link? Link(int number, string name)
    {
        using var socket = NetlinkSocket.Open(NetlinkProtocol.Route, _nodes[number].Handle);
        return new LinkTable(socket).Find(name);
    }

    /// <summary>The numbers of the programs that see what comes in by a node's link.</summary>
    public IReadOnlyList<uint> Programs(int number, string link)
    {
        var index = Link(number, link)!.Index;
        return Netns.Run(_nodes[number].Handle, () => TcxHook.Programs(index));
    }

    /// <summary>A connection from one pod to another, or to another address of it; both ends.</summary>
    public (Socket Client, Socket Server) Connect(int from = 0, int to = 1, IpAddr address = default)
    {
        using var listener = Netns.Run(_pods[to].Handle, () =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint((address.IsNone ? PodAddress(to) : address).ToIPAddress(), 0));
            socket.Listen();
            return socket;
        });
        var client = Netns.Run(_pods[from].Handle, () =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { SendTimeout = 10_000, ReceiveTimeout = 10_000 };
            socket.Connect((IPEndPoint)listener.LocalEndPoint!);
            return socket;
        });
        var server = listener.Accept();
        (server.SendTimeout, server.ReceiveTimeout) = (10_000, 10_000);
        return (client, server);
    }

    /// <summary>Sends so many bytes and gives how many came.</summary>
    public static long Transfer(Socket from, Socket to, int length)
    {
        var sender = Task.Run(() =>
        {
            var bytes = new byte[1 << 16];
            for (var sent = 0; sent < length;) sent += from.Send(bytes.AsSpan(0, Math.Min(bytes.Length, length - sent)));
        });
        var buffer = new byte[1 << 16];
        long received = 0;
        while (received < length)
        {
            var count = to.Receive(buffer);
            if (count == 0) break;
            received += count;
        }

        sender.GetAwaiter().GetResult();
        return received;
    }

    public void Dispose()
    {
        foreach (var driver in Drivers) driver.Dispose();
        foreach (var netns in (TestNamespace[])[.. _pods, .. _nodes, _router]) netns.Dispose();
    }

    /// <summary>
    /// Waits until every link is operational. Until then the kernel drops what the end of a pair that was up first sends, and how long that
    /// takes is up to its own worker.
    /// </summary>
    private void AwaitLinks()
    {
        foreach (var netns in (TestNamespace[])[_router, .. _nodes, .. _pods])
        {
            using var socket = NetlinkSocket.Open(NetlinkProtocol.Route, netns.Handle);
            var table = new LinkTable(socket);
            bool AreOperational() => table.Links().All(link => link.Flags.HasFlag(LinkFlags.Running));
            Assert.True(SpinWait.SpinUntil(AreOperational, TimeSpan.FromSeconds(60)), "links do not become operational");
        }
    }

    private void Wire()
    {
        foreach (var netns in (TestNamespace[])[_router, .. _nodes, .. _pods])
        {
            netns.Run("ip", "link", "set", "lo", "up");
            Netns.Run(netns.Handle, () =>
            {
                Sysctl.Write("net/ipv4/ip_forward", "1");
                Sysctl.Write("net/ipv4/conf/all/rp_filter", "1");
                Sysctl.Write("net/ipv4/conf/default/rp_filter", "1");
            });
        }

        for (var number = 0; number < 2; number++)
        {
            _router.Ip($"""
                link add node{number} type veth peer name eth0 netns {_nodes[number].Path}
                addr add 172.30.{number}.254/24 dev node{number}
                link set node{number} up
                """);
            _nodes[number].Ip($"""
                addr add {NodeAddress(number)}/24 dev eth0
                link set eth0 up
                route add default via 172.30.{number}.254
                link add cali0 type veth peer name eth0 netns {_pods[number].Path}
                addr add 10.65.{number}.1/24 dev cali0
                link set cali0 up
                """);
            _pods[number].Ip($"""
                addr add {PodAddress(number)}/24 dev eth0
                link set eth0 mtu 1480 up
                route add default via 10.65.{number}.1
                """);
        }
    }
}
