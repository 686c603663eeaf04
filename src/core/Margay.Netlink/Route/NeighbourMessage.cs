using System.Buffers.Binary;
using Margay.Primitives;

namespace Margay.Netlink.Route;

/// <summary>What neighbours and forwarding entries have in common: struct ndmsg, and the two attributes of an address and a MAC (rtnetlink(7)).</summary>
internal readonly record struct NeighbourMessage(byte Family, int LinkIndex, ushort State, byte Flags, IpAddr Address, MacAddr Mac)
{
    private const int HeaderLength = 12;     // family, pad1, pad2, ifindex, state, flags, type
    private const int IndexOffset = 4;
    private const int StateOffset = 8;
    private const int FlagsOffset = 10;
    private const ushort DestinationAttribute = 1;
    private const ushort LinkAddressAttribute = 2;
    private const int MacLength = 6;

    /// <summary>Sets the entry, whatever was there before.</summary>
    public void WriteSet(NetlinkWriter writer, uint sequence) =>
        Write(writer, RouteMessageType.NewNeighbour, NetlinkFlags.Request | NetlinkFlags.Ack | NetlinkFlags.Create | NetlinkFlags.Replace, sequence);

    /// <summary>Removes the entry.</summary>
    public void WriteDelete(NetlinkWriter writer, uint sequence) =>
        Write(writer, RouteMessageType.DeleteNeighbour, NetlinkFlags.Request | NetlinkFlags.Ack, sequence);

    /// <summary>Asks for all entries of a family.</summary>
    public static void WriteDump(NetlinkWriter writer, uint sequence, byte family)
    {
        writer.Begin(RouteMessageType.GetNeighbour, NetlinkFlags.Request | NetlinkFlags.Dump, sequence);
        writer.Reserve(HeaderLength)[0] = family;
        writer.End();
    }

    /// <summary>Reads a NewNeighbour message; false for others. What has no attribute is none. Never throws.</summary>
    public static bool TryRead(in NetlinkHeader header, ReadOnlySpan<byte> payload, out NeighbourMessage message)
    {
        message = default;
        if (header.Type != RouteMessageType.NewNeighbour || payload.Length < HeaderLength) return false;
        IpAddr address = default;
        MacAddr mac = default;
        var attributes = new AttributeReader(payload[HeaderLength..]);
        while (attributes.TryReadNext(out var type, out var value))
        {
            if (type == DestinationAttribute) IpAddr.TryFromBytes(value, out address);
            else if (type == LinkAddressAttribute) MacAddr.TryFromBytes(value, out mac);
        }

        message = new NeighbourMessage(
            payload[0],
            BinaryPrimitives.ReadInt32LittleEndian(payload[IndexOffset..]),
            BinaryPrimitives.ReadUInt16LittleEndian(payload[StateOffset..]),
            payload[FlagsOffset],
            address,
            mac);
        return true;
    }

    private void Write(NetlinkWriter writer, ushort type, int flags, uint sequence)
    {
        writer.Begin(type, (ushort)flags, sequence);
        var header = writer.Reserve(HeaderLength);
        header[0] = Family;
        BinaryPrimitives.WriteInt32LittleEndian(header[IndexOffset..], LinkIndex);
        BinaryPrimitives.WriteUInt16LittleEndian(header[StateOffset..], State);
        header[FlagsOffset] = Flags;
        writer.PutAddress(DestinationAttribute, Address);
        Mac.WriteTo(writer.Attribute(LinkAddressAttribute, MacLength));
        writer.End();
    }
}
