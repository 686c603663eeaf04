using System.Buffers.Binary;
using Margay.Primitives;

namespace Margay.Tests.Kernel.Tunnels;

/// <summary>IPv4 packets by hand: UDP, and IPIP around it.</summary>
internal static class IpipPacket
{
    public const int Ipip = 4;
    private const int Header = 20;
    private const int UdpHeader = 8;

    /// <summary>A UDP packet without a checksum of its data, which IPv4 allows.</summary>
    public static byte[] Udp(IpAddr from, IpAddr to, ushort port, byte serviceType, ReadOnlySpan<byte> data)
    {
        var udp = new byte[UdpHeader + data.Length];
        BinaryPrimitives.WriteUInt16BigEndian(udp, port);
        BinaryPrimitives.WriteUInt16BigEndian(udp.AsSpan(2), port);
        BinaryPrimitives.WriteUInt16BigEndian(udp.AsSpan(4), (ushort)udp.Length);
        data.CopyTo(udp.AsSpan(UdpHeader));
        return Around(udp, 17, from, to, serviceType, fragment: 0);
    }

    /// <summary>A packet around another's bytes.</summary>
    public static byte[] Around(ReadOnlySpan<byte> inner, byte protocol, IpAddr from, IpAddr to, byte serviceType, ushort fragment)
    {
        var packet = new byte[Header + inner.Length];
        (packet[0], packet[1], packet[8], packet[9]) = (0x45, serviceType, 64, protocol);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), (ushort)packet.Length);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(6), fragment);
        from.WriteTo(packet.AsSpan(12));
        to.WriteTo(packet.AsSpan(16));
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(10), (ushort)~SumOf(packet.AsSpan(0, Header)));
        inner.CopyTo(packet.AsSpan(Header));
        return packet;
    }

    /// <summary>Whether a header's checksum is right (RFC 1071).</summary>
    public static bool IsSound(ReadOnlySpan<byte> packet) => SumOf(packet[..Header]) == ushort.MaxValue;

    private static uint SumOf(ReadOnlySpan<byte> header)
    {
        uint sum = 0;
        for (var at = 0; at < header.Length; at += 2) sum += BinaryPrimitives.ReadUInt16BigEndian(header[at..]);
        while (sum > ushort.MaxValue) sum = (sum >> 16) + (sum & ushort.MaxValue);
        return sum;
    }
}
