using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Margay.Dataplane.Tunnels;
using Margay.Linux;
using Margay.Primitives;
using Margay.Tests.Kernel.Tables;

namespace Margay.Tests.Kernel.Tunnels;

/// <summary>Single packets that go into and come out of an IPIP tunnel, made and looked at by hand.</summary>
public sealed class IpipPacketTests : IDisposable
{
    private const ushort Port = 7777;
    private const int Header = 20;

    private readonly TunnelNetwork _network = new();
    private readonly Socket _wire;
    private readonly Socket _injector;
    private readonly Socket _pod;
    private readonly Socket _podListener;

    public IpipPacketTests()
    {
        _network.Up();
        _wire = Netns.Run(_network.Node(1).Handle, () => RawSocket.OpenPackets());
        _injector = Netns.Run(_network.Node(1).Handle, () => RawSocket.Open(IpFamily.V4, new IpProtocol(255)));
        _pod = Netns.Run(_network.Pod(0).Handle, () => RawSocket.Open(IpFamily.V4, IpProtocol.Udp));

        // With somebody listening the kernel does not answer that the port is closed.
        _podListener = Netns.Run(_network.Pod(0).Handle, () =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            socket.Bind(new IPEndPoint(IPAddress.Any, Port));
            return socket;
        });
        (_wire.ReceiveTimeout, _pod.ReceiveTimeout) = (5000, 5000);
    }

    public void Dispose()
    {
        foreach (var socket in (Socket[])[_wire, _injector, _pod, _podListener]) socket.Dispose();
        _network.Dispose();
    }

    [Fact]
    public void The_outer_header_is_as_rfc_2003_says()
    {
        Netns.Run(_network.Pod(0).Handle, () =>
        {
            using var sender = RawSocket.Open(IpFamily.V4, new IpProtocol(255));
            sender.SendTo(
                IpipPacket.Udp(TunnelNetwork.PodAddress(0), TunnelNetwork.PodAddress(1), Port, 0xba, "into the tunnel"u8),
                new IPEndPoint(TunnelNetwork.PodAddress(1).ToIPAddress(), 0));
        });

        var packet = NextOnWire(IpipPacket.Ipip);
        Assert.True(IpipPacket.IsSound(packet));
        Assert.Equal(0x45, packet[0]);
        Assert.Equal(0xba, packet[1]);                                                     // DSCP and ECN, copied
        Assert.Equal(packet.Length, BinaryPrimitives.ReadUInt16BigEndian(packet.AsSpan(2)));
        Assert.Equal(0x4000, BinaryPrimitives.ReadUInt16BigEndian(packet.AsSpan(6)));      // don't fragment
        Assert.Equal(63, packet[8]);                                                       // 64 less the router
        Assert.Equal(TunnelNetwork.NodeAddress(0), AddressAt(packet, 12));
        Assert.Equal(TunnelNetwork.NodeAddress(1), AddressAt(packet, 16));
        var inner = packet.AsSpan(Header);
        Assert.True(IpipPacket.IsSound(inner));
        Assert.Equal(63, inner[8]);                                                        // less the node, but not the tunnel
        Assert.Equal("into the tunnel"u8, inner[(Header + 8)..]);
    }

    /// <summary>RFC 6040 §4.2: what comes out of a tunnel, by the inner and the outer congestion bits; -1 is nothing.</summary>
    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(0, 1, 0)]
    [InlineData(0, 2, 0)]
    [InlineData(0, 3, -1)]
    [InlineData(2, 0, 2)]
    [InlineData(2, 1, 1)]
    [InlineData(2, 2, 2)]
    [InlineData(2, 3, 3)]
    [InlineData(1, 0, 1)]
    [InlineData(1, 1, 1)]
    [InlineData(1, 2, 1)]
    [InlineData(1, 3, 3)]
    [InlineData(3, 0, 3)]
    [InlineData(3, 1, 3)]
    [InlineData(3, 2, 3)]
    [InlineData(3, 3, 3)]
    public void Marks_of_congestion_come_out_of_the_tunnel(byte inner, byte outer, int expected)
    {
        Inject(Tunnelled(innerType: (byte)(0xb8 | inner), outerType: outer));
        if (expected < 0)
        {
            ExpectDropped(IpipDrop.Congestion);
            return;
        }

        var packet = NextInPod();
        Assert.Equal(0xb8 | expected, packet[1]);
        Assert.True(IpipPacket.IsSound(packet));
    }

    [Fact]
    public void A_strangers_packet_does_not_come_out()
    {
        Inject(Tunnelled(from: IpAddr.Parse("172.30.1.66")));
        ExpectDropped(IpipDrop.Stranger);
    }

    [Fact]
    public void A_node_that_went_is_a_stranger()
    {
        _network.Drivers[0].Apply(TunnelNetwork.Intent(0) with { Peers = [] }, resync: false);
        Inject(Tunnelled());
        ExpectDropped(IpipDrop.Stranger);
    }

    [Fact]
    public void What_no_node_sends_does_not_come_out()
    {
        Inject(Tunnelled(fragment: 0x2000));
        ExpectDropped(IpipDrop.Fragment);

        var notIpv4 = Tunnelled();
        notIpv4[Header] = 0x65;
        Inject(notIpv4);
        ExpectDropped(IpipDrop.Malformed);

        Inject(IpipPacket.Around([0x45, 0, 0], IpipPacket.Ipip, TunnelNetwork.NodeAddress(1), TunnelNetwork.NodeAddress(0), 0, 0));
        ExpectDropped(IpipDrop.Malformed, 2);
    }

    [Fact]
    public void A_gateway_that_is_no_node_leads_nowhere()
    {
        _network.Node(0).Ip("""
            route replace 10.65.1.0/24 via 172.30.9.9 dev tunl0 onlink
            neigh replace 172.30.9.9 lladdr 02:77:00:00:00:01 dev tunl0 nud permanent
            """);
        Netns.Run(_network.Pod(0).Handle, () =>
        {
            using var sender = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            sender.SendTo("nowhere"u8, new IPEndPoint(TunnelNetwork.PodAddress(1).ToIPAddress(), Port));
        });
        ExpectDropped(IpipDrop.NoNode);
    }

    private static byte[] Tunnelled(IpAddr from = default, byte innerType = 0, byte outerType = 0, ushort fragment = 0) => IpipPacket.Around(
        IpipPacket.Udp(TunnelNetwork.PodAddress(1), TunnelNetwork.PodAddress(0), Port, innerType, "out of the tunnel"u8),
        IpipPacket.Ipip,
        from.IsNone ? TunnelNetwork.NodeAddress(1) : from,
        TunnelNetwork.NodeAddress(0),
        outerType,
        fragment);

    /// <summary>Sends a packet from the second node to the first, past the tunnel.</summary>
    private void Inject(byte[] packet) => _injector.SendTo(packet, new IPEndPoint(TunnelNetwork.NodeAddress(0).ToIPAddress(), 0));

    private void ExpectDropped(IpipDrop reason, long count = 1)
    {
        Assert.True(SpinWait.SpinUntil(() => _network.Drivers[0].Drops()[reason] == count, TimeSpan.FromSeconds(10)), $"not counted as {reason}");

        // What came out would have come before the next packet.
        _network.Drivers[0].Apply(TunnelNetwork.Intent(0), resync: true);
        Inject(Tunnelled(innerType: 0x04));
        Assert.Equal(0x04, NextInPod()[1]);
    }

    private byte[] NextInPod()
    {
        var buffer = new byte[2048];
        return buffer[.._pod.Receive(buffer)];
    }

    /// <summary>The next packet of a protocol that the second node's own link sees.</summary>
    private byte[] NextOnWire(byte protocol)
    {
        var buffer = new byte[2048];
        while (true)
        {
            var length = _wire.Receive(buffer);
            if (length > Header && buffer[0] >> 4 == 4 && buffer[9] == protocol) return buffer[..length];
        }
    }

    private static IpAddr AddressAt(byte[] packet, int offset)
    {
        Assert.True(IpAddr.TryFromBytes(packet.AsSpan(offset, 4), out var address));
        return address;
    }
}
