using System.Buffers.Binary;
using Margay.Primitives;

namespace Margay.Netlink.Route;

/// <summary>A permanent entry of the neighbour table (arp(7)): this address on this link has this MAC.</summary>
public readonly record struct Neighbour(int LinkIndex, IpAddr Address, MacAddr Mac);

/// <summary>Messages about neighbours (RTM_*NEIGH, struct ndmsg, rtnetlink(7)).</summary>
public static class NeighbourCodec
{
    private const int HeaderLength = 12;     // struct ndmsg: family, pad1, pad2, ifindex, state, flags, type
    private const int IndexOffset = 4;
    private const int StateOffset = 8;
    private const ushort Permanent = 0x80;   // NUD_PERMANENT
    private const ushort DestinationAttribute = 1;
    private const ushort LinkAddressAttribute = 2;

    /// <summary>Sets a permanent entry, whatever was there before.</summary>
    public static void WriteSet(NetlinkWriter writer, uint sequence, in Neighbour neighbour) => Write(
        writer, RouteMessageType.NewNeighbour, NetlinkFlags.Request | NetlinkFlags.Ack | NetlinkFlags.Create | NetlinkFlags.Replace, sequence, neighbour);

    /// <summary>Removes an entry; ENOENT when it is not there.</summary>
    public static void WriteDelete(NetlinkWriter writer, uint sequence, in Neighbour neighbour) =>
        Write(writer, RouteMessageType.DeleteNeighbour, NetlinkFlags.Request | NetlinkFlags.Ack, sequence, neighbour);

    /// <summary>Asks for the entries of every link, permanent and learnt.</summary>
    public static void WriteDump(NetlinkWriter writer, uint sequence)
    {
        writer.Begin(RouteMessageType.GetNeighbour, NetlinkFlags.Request | NetlinkFlags.Dump, sequence);
        writer.Reserve(HeaderLength);
        writer.End();
    }

    /// <summary>Decodes a NewNeighbour message about a permanent entry; false for all others. Never throws.</summary>
    public static bool TryDecode(in NetlinkHeader header, ReadOnlySpan<byte> payload, out Neighbour neighbour)
    {
        neighbour = default;
        if (header.Type != RouteMessageType.NewNeighbour || payload.Length < HeaderLength) return false;
        if ((BinaryPrimitives.ReadUInt16LittleEndian(payload[StateOffset..]) & Permanent) == 0) return false;
        IpAddr address = default;
        MacAddr mac = default;
        var attributes = new AttributeReader(payload[HeaderLength..]);
        while (attributes.TryReadNext(out var type, out var value))
        {
            if (type == DestinationAttribute) IpAddr.TryFromBytes(value, out address);
            else if (type == LinkAddressAttribute) MacAddr.TryFromBytes(value, out mac);
        }

        neighbour = new Neighbour(BinaryPrimitives.ReadInt32LittleEndian(payload[IndexOffset..]), address, mac);
        return !address.IsNone;
    }

    private static void Write(NetlinkWriter writer, ushort type, int flags, uint sequence, in Neighbour neighbour)
    {
        writer.Begin(type, (ushort)flags, sequence);
        var header = writer.Reserve(HeaderLength);
        header[0] = AddressFamilyNumber.Of(neighbour.Address.Family);
        BinaryPrimitives.WriteInt32LittleEndian(header[IndexOffset..], neighbour.LinkIndex);
        BinaryPrimitives.WriteUInt16LittleEndian(header[StateOffset..], Permanent);
        writer.PutAddress(DestinationAttribute, neighbour.Address);
        neighbour.Mac.WriteTo(writer.Attribute(LinkAddressAttribute, 6));
        writer.End();
    }
}
