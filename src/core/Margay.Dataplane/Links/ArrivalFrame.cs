using System.Buffers.Binary;
using Margay.Primitives;

namespace Margay.Dataplane.Links;

/// <summary>What a virtual machine, or what runs it, sends when it begins to run in another place.</summary>
public static class ArrivalFrame
{
    /// <summary>How much of a frame is enough to know it.</summary>
    public const int Length = 128;

    private const int EthernetHeader = 14;
    private const ushort Arp = 0x0806;
    private const ushort ReverseArp = 0x8035;
    private const ushort Ipv6 = 0x86dd;
    private const int ArpLength = EthernetHeader + 28;
    private const int ArpSender = EthernetHeader + 14;
    private const int ArpTarget = EthernetHeader + 24;
    private const ushort ReverseRequest = 3;
    private const int Ipv6Header = 40;
    private const int IcmpLength = EthernetHeader + Ipv6Header + 24;
    private const byte IcmpV6 = 58;
    private const byte NeighborAdvertisement = 136;
    private const byte Solicited = 0x40;

    /// <summary>
    /// Whether an Ethernet frame without VLAN tags is one of them: an ARP announcement of one of the addresses (RFC 5227 §3: sender and target
    /// are the same), an unsolicited IPv6 neighbour advertisement of one (RFC 4861 §7.2.6), or a reverse ARP request (RFC 903), as QEMU sends
    /// for its guests after a migration.
    /// </summary>
    /// <param name="frame">The frame, or its first <see cref="Length"/> bytes.</param>
    /// <param name="addresses">The virtual machine's addresses.</param>
    public static bool IsOf(ReadOnlySpan<byte> frame, IReadOnlyList<IpAddr> addresses)
    {
        if (frame.Length < ArpLength) return false;
        return BinaryPrimitives.ReadUInt16BigEndian(frame[(EthernetHeader - 2)..]) switch
        {
            Arp => IsAnnouncement(frame, addresses),
            ReverseArp => BinaryPrimitives.ReadUInt16BigEndian(frame[(EthernetHeader + 6)..]) == ReverseRequest,
            Ipv6 => IsAdvertisement(frame, addresses),
            _ => false,
        };
    }

    private static bool IsAnnouncement(ReadOnlySpan<byte> frame, IReadOnlyList<IpAddr> addresses) =>
        frame.Slice(ArpSender, 4).SequenceEqual(frame.Slice(ArpTarget, 4)) && IsOne(frame.Slice(ArpSender, 4), addresses);

    private static bool IsAdvertisement(ReadOnlySpan<byte> frame, IReadOnlyList<IpAddr> addresses)
    {
        if (frame.Length < IcmpLength || frame[EthernetHeader + 6] != IcmpV6) return false;
        var message = frame[(EthernetHeader + Ipv6Header)..];
        return message[0] == NeighborAdvertisement && (message[4] & Solicited) == 0 && IsOne(message.Slice(8, 16), addresses);
    }

    private static bool IsOne(ReadOnlySpan<byte> bytes, IReadOnlyList<IpAddr> addresses) =>
        IpAddr.TryFromBytes(bytes, out var address) && addresses.Contains(address);
}
