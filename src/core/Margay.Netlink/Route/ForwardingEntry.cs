using System.Buffers.Binary;
using Margay.Primitives;

namespace Margay.Netlink.Route;

/// <summary>A permanent entry of a VXLAN device's forwarding table (bridge(8), fdb): frames to this MAC go to this node.</summary>
public readonly record struct ForwardingEntry(int LinkIndex, MacAddr Mac, IpAddr Destination);

/// <summary>Messages about forwarding entries: neighbours of the family AF_BRIDGE (RTM_*NEIGH, rtnetlink(7)).</summary>
public static class ForwardingCodec
{
    private const int HeaderLength = 12;     // struct ndmsg: family, pad1, pad2, ifindex, state, flags, type
    private const byte Bridge = 7;           // AF_BRIDGE
    private const int IndexOffset = 4;
    private const int StateOffset = 8;
    private const int FlagsOffset = 10;
    private const ushort Permanent = 0x80 | 0x40;   // NUD_PERMANENT, NUD_NOARP
    private const byte Self = 2;                    // NTF_SELF: the device's own table, not its master's
    private const ushort DestinationAttribute = 1;
    private const ushort LinkAddressAttribute = 2;

    /// <summary>Sets a permanent entry, whatever was there before for the MAC.</summary>
    public static void WriteSet(NetlinkWriter writer, uint sequence, in ForwardingEntry entry) => Write(
        writer, RouteMessageType.NewNeighbour, NetlinkFlags.Request | NetlinkFlags.Ack | NetlinkFlags.Create | NetlinkFlags.Replace, sequence, entry);

    /// <summary>Removes an entry; ENOENT when it is not there.</summary>
    public static void WriteDelete(NetlinkWriter writer, uint sequence, in ForwardingEntry entry) =>
        Write(writer, RouteMessageType.DeleteNeighbour, NetlinkFlags.Request | NetlinkFlags.Ack, sequence, entry);

    /// <summary>Asks for the entries of every device.</summary>
    public static void WriteDump(NetlinkWriter writer, uint sequence)
    {
        writer.Begin(RouteMessageType.GetNeighbour, NetlinkFlags.Request | NetlinkFlags.Dump, sequence);
        writer.Reserve(HeaderLength)[0] = Bridge;
        writer.End();
    }

    /// <summary>Decodes a NewNeighbour message about an entry that leads to another node; false for all others. Never throws.</summary>
    public static bool TryDecode(in NetlinkHeader header, ReadOnlySpan<byte> payload, out ForwardingEntry entry)
    {
        entry = default;
        if (header.Type != RouteMessageType.NewNeighbour || payload.Length < HeaderLength || payload[0] != Bridge) return false;
        IpAddr destination = default;
        MacAddr mac = default;
        var attributes = new AttributeReader(payload[HeaderLength..]);
        while (attributes.TryReadNext(out var type, out var value))
        {
            if (type == DestinationAttribute) IpAddr.TryFromBytes(value, out destination);
            else if (type == LinkAddressAttribute) MacAddr.TryFromBytes(value, out mac);
        }

        entry = new ForwardingEntry(BinaryPrimitives.ReadInt32LittleEndian(payload[IndexOffset..]), mac, destination);
        return !destination.IsNone;
    }

    private static void Write(NetlinkWriter writer, ushort type, int flags, uint sequence, in ForwardingEntry entry)
    {
        writer.Begin(type, (ushort)flags, sequence);
        var header = writer.Reserve(HeaderLength);
        header[0] = Bridge;
        BinaryPrimitives.WriteInt32LittleEndian(header[IndexOffset..], entry.LinkIndex);
        BinaryPrimitives.WriteUInt16LittleEndian(header[StateOffset..], Permanent);
        header[FlagsOffset] = Self;
        writer.PutAddress(DestinationAttribute, entry.Destination);
        entry.Mac.WriteTo(writer.Attribute(LinkAddressAttribute, 6));
        writer.End();
    }
}
