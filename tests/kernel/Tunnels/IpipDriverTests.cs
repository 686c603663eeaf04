using System.Net;
using System.Net.Sockets;
using Margay.Dataplane.Bpf;
using Margay.Dataplane.Linux.Tunnels;
using Margay.Linux;
using Margay.Linux.Bpf;
using Margay.Primitives;
using static Margay.Tests.Kernel.Tunnels.TunnelNetwork;

namespace Margay.Tests.Kernel.Tunnels;

/// <summary>IPIP between two nodes across a router, with real traffic.</summary>
public sealed class IpipDriverTests : IDisposable
{
    private const int Bulk = 64 << 20;

    private readonly TunnelNetwork _network = new();

    public void Dispose() => _network.Dispose();

    [Fact]
    public void Pods_reach_each_other_through_the_tunnel_with_bulk_in_both_directions()
    {
        _network.Up();
        ExpectTraffic(Bulk);
        Assert.All(_network.Drivers, driver => Assert.All(driver.Drops().Values, count => Assert.Equal(0, count)));
        var statistics = _network.Node(0).Run("ip", "-s", "link", "show", "dev", "tunl0");
        Assert.DoesNotContain(" 0 0 0 0 0 0 ", statistics);
    }

    [Fact]
    public void A_node_itself_reaches_the_others_pods()
    {
        _network.Up();
        using var listener = Netns.Run(_network.Pod(1).Handle, () =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 5000 };
            socket.Bind(new IPEndPoint(PodAddress(1).ToIPAddress(), 9000));
            return socket;
        });
        using var client = Netns.Run(_network.Node(0).Handle, () =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 5000 };
            socket.Connect(new IPEndPoint(PodAddress(1).ToIPAddress(), 9000));
            return socket;
        });
        client.Send("from the node"u8);
        EndPoint from = new IPEndPoint(IPAddress.Any, 0);
        var buffer = new byte[64];
        listener.ReceiveFrom(buffer, ref from);
        Assert.Equal("10.65.0.0", $"{((IPEndPoint)from).Address}");
        listener.SendTo("back"u8, from);
        Assert.Equal(4, client.Receive(buffer));
    }

    [Fact]
    public void The_device_has_its_address_and_what_the_uplink_carries_less_a_header()
    {
        var report = _network.Drivers[0].Apply(Intent(0), resync: false);

        Assert.True(report.IsNewDevice);
        var link = _network.Node(0).Run("ip", "addr", "show", "dev", "tunl0");
        Assert.Contains("mtu 1480", link);
        Assert.Contains("inet 10.65.0.0/32", link);
        Assert.Contains("link/ether 02:00:ac:1e:00:01", link);
        Assert.Contains(",UP,", link);
        Assert.DoesNotContain("inet6", link);
        Assert.StartsWith("172.30.1.1 lladdr 02:00:ac:1e:01:01", _network.Node(0).Run("ip", "neigh", "show", "dev", "tunl0", "nud", "permanent"));
    }

    [Fact]
    public void Whoever_sends_too_large_packets_is_told()
    {
        _network.Up();
        foreach (var number in (int[])[0, 1]) _network.Pod(number).Run("ip", "link", "set", "eth0", "mtu", "1500");
        ExpectTraffic(Bulk);
    }

    [Fact]
    public void Datagrams_that_are_cut_into_segments_on_the_way_arrive()
    {
        const int Segment = 1200;
        const int Segments = 10;
        _network.Up();
        using var listener = Netns.Run(_network.Pod(1).Handle, () =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 5000 };
            socket.Bind(new IPEndPoint(PodAddress(1).ToIPAddress(), 9000));
            return socket;
        });
        Netns.Run(_network.Pod(0).Handle, () =>
        {
            using var client = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            client.SetRawSocketOption(17, 103, BitConverter.GetBytes(Segment));      // SOL_UDP, UDP_SEGMENT
            client.SendTo(new byte[Segment * Segments], new IPEndPoint(PodAddress(1).ToIPAddress(), 9000));
        });
        var buffer = new byte[1 << 16];
        for (var i = 0; i < Segments; i++) Assert.Equal(Segment, listener.Receive(buffer));
    }

    [Fact]
    public void What_came_out_of_one_tunnel_may_go_into_the_next()
    {
        _network.Up();

        // The second node leads the way to 10.99.0.0/24 back to the first, so that each packet is encapsulated twice.
        _network.Pod(0).Ip("addr add 10.99.0.2/32 dev lo");
        _network.Node(0).Ip("""
            route add 10.99.0.0/24 via 172.30.1.1 dev tunl0 onlink
            route add 10.99.0.2/32 via 10.65.0.2 dev cali0 table 9
            rule add iif tunl0 to 10.99.0.0/24 table 9
            """);
        _network.Node(1).Ip("route add 10.99.0.0/24 via 172.30.0.1 dev tunl0 onlink");
        Netns.Run(_network.Node(0).Handle, () =>
        {
            Sysctl.Write("net/ipv4/conf/all/rp_filter", "0");
            Sysctl.Write("net/ipv4/conf/tunl0/rp_filter", "0");
        });
        var (client, server) = _network.Connect(from: 1, to: 0, IpAddr.Parse("10.99.0.2"));
        using (client)
        using (server)
        {
            Assert.Equal(Bulk, Transfer(client, server, Bulk));
            Assert.Equal(Bulk, Transfer(server, client, Bulk));
        }
    }

    [Fact]
    public void Packets_that_a_pod_has_encapsulated_itself_go_through_one_by_one()
    {
        _network.Up();
        for (var number = 0; number < 2; number++)
        {
            _network.Pod(number).Ip($"""
                link add vx0 type vxlan id 9 local {PodAddress(number)} remote {PodAddress(1 - number)} dev eth0 dstport 4789
                addr add 192.168.9.{number + 1}/24 dev vx0
                link set vx0 up
                """);
        }

        // One segment at a time: the kernel cannot cut what is encapsulated twice over in this way.
        var (client, server) = _network.Connect(address: IpAddr.Parse("192.168.9.2"));
        using (client)
        using (server)
        {
            for (var i = 0; i < 100; i++)
            {
                Assert.Equal(1000, Transfer(client, server, 1000));
                Assert.Equal(1000, Transfer(server, client, 1000));
            }
        }
    }

    [Fact]
    public void What_is_right_already_is_not_written_again_by_another_driver_either()
    {
        _network.Up();
        Assert.Equal(new TunnelReport(0, false), _network.Drivers[0].Apply(Intent(0), resync: true));
        _network.Restart(0);
        Assert.Equal(new TunnelReport(0, false), _network.Drivers[0].Apply(Intent(0), resync: false));
    }

    [Fact]
    public async Task A_stream_does_not_notice_that_another_driver_takes_over()
    {
        _network.Up();
        var programs = Attached();
        var (client, server) = _network.Connect();
        using (client)
        using (server)
        {
            var stream = Task.Run(() => Transfer(client, server, 4 * Bulk));
            do
            {
                _network.Restart(0);
                _network.Drivers[0].Apply(Intent(0), resync: false);
            }
            while (!stream.IsCompleted);
            Assert.Equal(4 * Bulk, await stream);
        }

        Assert.Equal(programs, Attached());
        Assert.All(_network.Drivers, driver => Assert.All(driver.Drops().Values, count => Assert.Equal(0, count)));
    }

    [Fact]
    public void What_others_do_to_it_is_repaired()
    {
        _network.Up();
        Detach(0, "eth0");
        Detach(0, "tunl0.margay");
        _network.Node(0).Ip("""
            neigh del 172.30.1.1 dev tunl0
            neigh replace 172.30.7.7 lladdr 02:00:ac:1e:07:07 dev tunl0 nud permanent
            addr del 10.65.0.0/32 dev tunl0
            addr add 10.65.0.5/32 dev tunl0
            link set tunl0 mtu 1300 down
            link set tunl0.margay mtu 1300
            """);

        Assert.False(_network.Drivers[0].Apply(Intent(0), resync: true).IsNewDevice);

        _network.Route(0);
        ExpectTraffic(1 << 20);
        var link = _network.Node(0).Run("ip", "addr", "show", "dev", "tunl0");
        Assert.Contains("mtu 1480", link);
        Assert.DoesNotContain("10.65.0.5", link);
        Assert.StartsWith("172.30.1.1 ", _network.Node(0).Run("ip", "neigh", "show", "dev", "tunl0", "nud", "permanent"));
    }

    [Fact]
    public void A_device_that_was_removed_is_made_anew()
    {
        _network.Up();
        _network.Node(0).Run("ip", "link", "del", "tunl0");

        Assert.True(_network.Drivers[0].Apply(Intent(0), resync: true).IsNewDevice);

        _network.Route(0);
        ExpectTraffic(1 << 20);
    }

    [Fact]
    public void Only_what_differs_is_written()
    {
        _network.Up();
        var third = IpAddr.Parse("172.30.9.9");
        Assert.Equal(2, _network.Drivers[0].Apply(Intent(0) with { Peers = [NodeAddress(1), third] }, resync: false).Written);
        Assert.Equal(2, _network.Drivers[0].Apply(Intent(0), resync: false).Written);
        ExpectTraffic(1 << 20);
    }

    [Fact]
    public void Another_address_of_the_node_on_another_link_takes_the_tunnel_along()
    {
        _network.Up();
        _network.Node(0).Ip("""
            link add eth1 type veth peer name far1
            addr add 172.30.8.1/24 dev eth1
            link set eth1 up
            link set far1 up
            """);
        _network.Drivers[0].Apply(Intent(0) with { Underlay = IpAddr.Parse("172.30.8.1") }, resync: false);
        Assert.Empty(_network.Programs(0, "eth0"));
        Assert.Single(_network.Programs(0, "eth1"));
        Assert.Contains("02:00:ac:1e:08:01", _network.Node(0).Run("ip", "link", "show", "dev", "tunl0"));

        _network.Drivers[0].Apply(Intent(0), resync: false);
        _network.Route(0);
        ExpectTraffic(1 << 20);
    }

    [Fact]
    public void Nothing_of_it_stays_and_nothing_of_others_goes()
    {
        using var foreign = BpfProgram.Load("foreign", new BpfAssembler().Set(BpfRegister.R0, -1).Exit().Build("foreign").ToBytes([]));
        var uplink = _network.Link(0, "eth0")!.Index;
        Netns.Run(_network.Node(0).Handle, () => TcxHook.Attach(uplink, foreign));
        _network.Up();
        Assert.Equal(2, _network.Programs(0, "eth0").Count);
        ExpectTraffic(1 << 20);

        _network.Restart(0);
        Assert.True(_network.Drivers[0].Apply(null, resync: false).IsNewDevice);

        Assert.Equal([foreign.Id], _network.Programs(0, "eth0"));
        Assert.DoesNotContain("tunl0", _network.Node(0).Run("ip", "link", "show"));
        Assert.Equal(new TunnelReport(0, false), _network.Drivers[0].Apply(null, resync: true));
    }

    [Fact]
    public void Somebody_elses_device_of_the_name_is_neither_used_nor_removed()
    {
        _network.Node(0).Ip("link add tunl0 type veth peer name other0");
        var refusal = Assert.Throws<LinuxException>(() => _network.Drivers[0].Apply(Intent(0), resync: false));
        Assert.Contains("not Margay's", refusal.Message);
        Assert.Equal(new TunnelReport(0, false), _network.Drivers[0].Apply(null, resync: false));
        Assert.Contains("tunl0@other0", _network.Node(0).Run("ip", "link", "show"));
    }

    private void ExpectTraffic(int length)
    {
        var (client, server) = _network.Connect();
        using (client)
        using (server)
        {
            Assert.Equal(length, Transfer(client, server, length));
            Assert.Equal(length, Transfer(server, client, length));
        }
    }

    private List<uint> Attached() => [.. _network.Programs(0, "eth0"), .. _network.Programs(0, "tunl0.margay")];

    private void Detach(int number, string link)
    {
        var index = _network.Link(number, link)!.Index;
        Netns.Run(_network.Node(number).Handle, () =>
        {
            foreach (var id in TcxHook.Programs(index))
            {
                using var program = BpfProgram.Open(id)!;
                TcxHook.Detach(index, program);
            }
        });
    }
}
