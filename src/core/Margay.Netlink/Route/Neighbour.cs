using Margay.Primitives;

namespace Margay.Netlink.Route;

/// <summary>A permanent entry of the neighbour table (arp(7)): this address on this link has this MAC.</summary>
public readonly record struct Neighbour(int LinkIndex, IpAddr Address, MacAddr Mac);

/// <summary>Messages about neighbours (RTM_*NEIGH, struct ndmsg, rtnetlink(7)).</summary>
public static class NeighbourCodec
{
    private const byte AllFamilies = 0;      // AF_UNSPEC
    private const ushort Permanent = 0x80;   // NUD_PERMANENT

    /// <summary>Sets a permanent entry, whatever was there before.</summary>
    public static void WriteSet(NetlinkWriter writer, uint sequence, in Neighbour neighbour) => MessageOf(neighbour).WriteSet(writer, sequence);

    /// <summary>Removes an entry; ENOENT when it is not there.</summary>
    public static void WriteDelete(NetlinkWriter writer, uint sequence, in Neighbour neighbour) => MessageOf(neighbour).WriteDelete(writer, sequence);

    /// <summary>Asks for the entries of every link, permanent and learnt.</summary>
    public static void WriteDump(NetlinkWriter writer, uint sequence) => NeighbourMessage.WriteDump(writer, sequence, AllFamilies);

    /// <summary>Decodes a NewNeighbour message about a permanent entry; false for all others. Never throws.</summary>
    public static bool TryDecode(in NetlinkHeader header, ReadOnlySpan<byte> payload, out Neighbour neighbour)
    {
        neighbour = default;
        if (!NeighbourMessage.TryRead(header, payload, out var message) || (message.State & Permanent) == 0) return false;
        neighbour = new Neighbour(message.LinkIndex, message.Address, message.Mac);
        return !message.Address.IsNone;
    }

    private static NeighbourMessage MessageOf(in Neighbour neighbour) =>
        new(AddressFamilyNumber.Of(neighbour.Address.Family), neighbour.LinkIndex, Permanent, Flags: 0, neighbour.Address, neighbour.Mac);
}
