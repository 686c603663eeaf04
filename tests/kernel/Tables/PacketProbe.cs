using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Margay.Linux;
using Margay.Policy.Evaluation;
using Margay.Primitives;

namespace Margay.Tests.Kernel.Tables;

/// <summary>
/// Sends packets that no socket would send, and tells which of them arrived. The receiver never answers, so every
/// packet is the first of its connection.
/// </summary>
internal sealed class PacketProbe : IDisposable
{
    /// <summary>GRE (47): a protocol that has no ports and to which no rule gives a name.</summary>
    public static readonly IpProtocol WithoutPorts = new(47);

    private const int HeaderLength = 20;
    private const int IdLength = 4;
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(500);

    private readonly Dictionary<(IpFamily, IpProtocol), (Socket Sender, Socket Receiver)> _sockets = [];
    private int _sent;

    public PacketProbe(PodNetwork net, string from, string to)
    {
        net.Run(to, "nft", "add table inet quiet; add chain inet quiet out { type filter hook output priority 0; policy drop; icmpv6 type { 135, 136 } accept; }");
        foreach (var family in (IpFamily[])[IpFamily.V4, IpFamily.V6])
        {
            foreach (var protocol in (IpProtocol[])[IpProtocol.Tcp, IpProtocol.Udp, IpProtocol.Sctp, WithoutPorts, family == IpFamily.V4 ? IpProtocol.Icmp : IpProtocol.IcmpV6])
                _sockets[(family, protocol)] = (Open(net, from, family, protocol), Open(net, to, family, protocol));
        }
    }

    /// <summary>The id of the first packet of the latest <see cref="Send"/>; the others' follow on.</summary>
    public int FirstId { get; private set; }

    /// <summary>Which of the packets arrived, by their index. One of an earlier call that arrives late counts no more.</summary>
    public HashSet<int> Send(IReadOnlyList<Packet> packets)
    {
        FirstId = _sent;
        foreach (var packet in packets)
        {
            var sender = _sockets[(packet.Source.Family, packet.Protocol)].Sender;
            sender.SendTo(Bytes(packet, _sent++), new IPEndPoint(packet.Destination.ToIPAddress(), 0));
        }

        var receivers = _sockets.ToDictionary(pair => pair.Value.Receiver, pair => pair.Key.Item1);
        var arrived = new HashSet<int>();
        for (var readable = receivers.Keys.ToList(); readable.Count > 0; readable = [.. receivers.Keys])
        {
            Socket.Select(readable, null, null, Quiet);
            if (readable.Count == 0) break;
            foreach (var receiver in readable) arrived.Add(Receive(receiver) - FirstId);
        }

        arrived.RemoveWhere(static index => index < 0);
        return arrived;
    }

    /// <summary>The id of a packet; it is the last thing in it, whatever stands before it.</summary>
    public static int IdOf(ReadOnlySpan<byte> packet) => BinaryPrimitives.ReadInt32BigEndian(packet[^IdLength..]);

    public void Dispose()
    {
        foreach (var (sender, receiver) in _sockets.Values)
        {
            sender.Dispose();
            receiver.Dispose();
        }
    }

    private static Socket Open(PodNetwork net, string place, IpFamily family, IpProtocol protocol) =>
        Netns.Run(net.Handle(place), () => RawSocket.Open(family, protocol));

    private static int Receive(Socket receiver)
    {
        Span<byte> bytes = stackalloc byte[256];
        return IdOf(bytes[..receiver.Receive(bytes)]);
    }

    private static byte[] Bytes(Packet packet, int id)
    {
        if (packet.Protocol == IpProtocol.Sctp) return SctpProbe.Bytes(packet, id);
        var bytes = new byte[HeaderLength + IdLength];
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(HeaderLength), id);
        if (packet.Protocol == WithoutPorts) return bytes;
        var checksum = 16;
        if (packet.Icmp is { } icmp)
        {
            (bytes[0], bytes[1], checksum) = (icmp.Type, icmp.Code ?? 0, 2);
        }
        else
        {
            BinaryPrimitives.WriteUInt16BigEndian(bytes, packet.SourcePort);
            BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(2), packet.DestinationPort);
            if (packet.Protocol == IpProtocol.Udp)
            {
                BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(4), (ushort)bytes.Length);
                checksum = 6;
            }
            else
            {
                (bytes[12], bytes[13]) = (5 << 4, 2);   // twenty bytes of header, SYN
            }
        }

        var sum = packet.Protocol == IpProtocol.Icmp ? 0 : SumOfPseudoHeader(packet, bytes.Length);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(checksum), Fold(sum + Sum(bytes)));
        return bytes;
    }

    private static uint SumOfPseudoHeader(Packet packet, int length)
    {
        Span<byte> header = stackalloc byte[36];
        header.Clear();
        var end = packet.Source.WriteTo(header);
        end += packet.Destination.WriteTo(header[end..]);
        header[end + 1] = packet.Protocol.Number;
        header[end + 3] = (byte)length;
        return Sum(header);
    }

    private static uint Sum(ReadOnlySpan<byte> bytes)
    {
        uint sum = 0;
        for (var i = 0; i < bytes.Length; i += 2) sum += BinaryPrimitives.ReadUInt16BigEndian(bytes[i..]);
        return sum;
    }

    private static ushort Fold(uint sum)
    {
        while (sum > ushort.MaxValue) sum = (sum >> 16) + (sum & ushort.MaxValue);
        return (ushort)~sum;
    }
}
