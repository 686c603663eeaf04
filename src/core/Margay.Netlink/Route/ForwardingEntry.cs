using Margay.Primitives;

namespace Margay.Netlink.Route;

/// <summary>A permanent entry of a VXLAN device's forwarding table (bridge(8), fdb): frames to this MAC go to this node.</summary>
public readonly record struct ForwardingEntry(int LinkIndex, MacAddr Mac, IpAddr Destination);

/// <summary>Messages about forwarding entries: neighbours of the family AF_BRIDGE (RTM_*NEIGH, rtnetlink(7)).</summary>
public static class ForwardingCodec
{
    private const byte Bridge = 7;                  // AF_BRIDGE
    private const ushort Permanent = 0x80 | 0x40;   // NUD_PERMANENT, NUD_NOARP
    private const byte Self = 2;                    // NTF_SELF: the device's own table, not its master's

    /// <summary>Sets a permanent entry, whatever was there before for the MAC.</summary>
    public static void WriteSet(NetlinkWriter writer, uint sequence, in ForwardingEntry entry) => MessageOf(entry).WriteSet(writer, sequence);

    /// <summary>Removes an entry; ENOENT when it is not there.</summary>
    public static void WriteDelete(NetlinkWriter writer, uint sequence, in ForwardingEntry entry) => MessageOf(entry).WriteDelete(writer, sequence);

    /// <summary>Asks for the entries of every device.</summary>
    public static void WriteDump(NetlinkWriter writer, uint sequence) => NeighbourMessage.WriteDump(writer, sequence, Bridge);

    /// <summary>Decodes a NewNeighbour message about an entry that leads to another node; false for all others. Never throws.</summary>
    public static bool TryDecode(in NetlinkHeader header, ReadOnlySpan<byte> payload, out ForwardingEntry entry)
    {
        entry = default;
        if (!NeighbourMessage.TryRead(header, payload, out var message) || message.Family != Bridge) return false;
        entry = new ForwardingEntry(message.LinkIndex, message.Mac, message.Address);
        return !message.Address.IsNone;
    }

    private static NeighbourMessage MessageOf(in ForwardingEntry entry) => new(Bridge, entry.LinkIndex, Permanent, Self, entry.Destination, entry.Mac);
}
