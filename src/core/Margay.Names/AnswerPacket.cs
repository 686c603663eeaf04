using System.Buffers.Binary;
using Margay.Primitives;

namespace Margay.Names;

/// <summary>The two ends of a flow.</summary>
public readonly record struct FlowKey(IpAddr Source, IpAddr Destination, ushort SourcePort, ushort DestinationPort);

/// <summary>A packet from a DNS server, from its IP header on.</summary>
public readonly ref struct AnswerPacket
{
    private const int Ipv6HeaderLength = 40;
    private const int UdpHeaderLength = 8;
    private const int TcpHeaderLength = 20;

    private AnswerPacket(IpProtocol protocol, FlowKey flow, uint sequence, byte tcpFlags, ReadOnlySpan<byte> payload)
    {
        (Protocol, Flow, Sequence) = (protocol, flow, sequence);
        (IsSyn, IsEnd) = ((tcpFlags & 0x02) != 0, (tcpFlags & 0x05) != 0);
        Payload = payload;
    }

    /// <summary>TCP or UDP.</summary>
    public IpProtocol Protocol { get; }

    /// <summary>From where to where.</summary>
    public FlowKey Flow { get; }

    /// <summary>TCP's sequence number; 0 of UDP.</summary>
    public uint Sequence { get; }

    /// <summary>Whether TCP's SYN is set.</summary>
    public bool IsSyn { get; }

    /// <summary>Whether TCP's FIN or RST is set.</summary>
    public bool IsEnd { get; }

    /// <summary>What follows the transport header.</summary>
    public ReadOnlySpan<byte> Payload { get; }

    /// <summary>Reads a whole packet of TCP or UDP; false for fragments, other protocols, and what is malformed.</summary>
    public static bool TryRead(ReadOnlySpan<byte> packet, out AnswerPacket read)
    {
        read = default;
        if (packet.IsEmpty) return false;
        return (packet[0] >> 4) switch
        {
            4 => TryReadV4(packet, out read),
            6 => TryReadV6(packet, out read),
            _ => false,
        };
    }

    private static bool TryReadV4(ReadOnlySpan<byte> packet, out AnswerPacket read)
    {
        read = default;
        var header = (packet[0] & 0x0f) * 4;
        if (header < 20 || packet.Length < header) return false;
        var total = BinaryPrimitives.ReadUInt16BigEndian(packet[2..]);
        // The kernel hands out segments as it will send them, put together: their total length may be left at zero.
        if (total != 0 && total < packet.Length) packet = packet[..total];
        var isFragment = (BinaryPrimitives.ReadUInt16BigEndian(packet[6..]) & 0x3fff) != 0;
        if (isFragment || packet.Length < header) return false;
        IpAddr.TryFromBytes(packet.Slice(12, 4), out var source);
        IpAddr.TryFromBytes(packet.Slice(16, 4), out var destination);
        return TryReadTransport(packet[9], packet[header..], source, destination, out read);
    }

    private static bool TryReadV6(ReadOnlySpan<byte> packet, out AnswerPacket read)
    {
        read = default;
        if (packet.Length < Ipv6HeaderLength) return false;
        int length = BinaryPrimitives.ReadUInt16BigEndian(packet[4..]);
        if (length != 0 && Ipv6HeaderLength + length < packet.Length) packet = packet[..(Ipv6HeaderLength + length)];
        IpAddr.TryFromBytes(packet.Slice(8, 16), out var source);
        IpAddr.TryFromBytes(packet.Slice(24, 16), out var destination);
        return TryReadTransport(packet[6], packet[Ipv6HeaderLength..], source, destination, out read);
    }

    private static bool TryReadTransport(
        byte protocol, ReadOnlySpan<byte> segment, IpAddr source, IpAddr destination, out AnswerPacket read)
    {
        read = default;
        var isTcp = protocol == IpProtocol.Tcp.Number;
        if (!isTcp && protocol != IpProtocol.Udp.Number) return false;
        if (segment.Length < (isTcp ? TcpHeaderLength : UdpHeaderLength)) return false;
        var flow = new FlowKey(
            source, destination, BinaryPrimitives.ReadUInt16BigEndian(segment), BinaryPrimitives.ReadUInt16BigEndian(segment[2..]));
        if (!isTcp)
        {
            read = new AnswerPacket(IpProtocol.Udp, flow, 0, 0, segment[UdpHeaderLength..]);
            return true;
        }

        var offset = (segment[12] >> 4) * 4;
        if (offset < TcpHeaderLength || offset > segment.Length) return false;
        read = new AnswerPacket(
            IpProtocol.Tcp, flow, BinaryPrimitives.ReadUInt32BigEndian(segment[4..]), segment[13], segment[offset..]);
        return true;
    }
}
