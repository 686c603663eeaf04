using System.Buffers.Binary;
using Margay.Netlink.Nftables;

namespace Margay.Netlink.Queue;

/// <summary>A packet that waits for a verdict.</summary>
/// <param name="id">Its number in its queue.</param>
/// <param name="packet">The packet.</param>
public readonly ref struct QueuedPacket(uint id, ReadOnlySpan<byte> packet)
{
    /// <summary>Its number in its queue.</summary>
    public uint Id { get; } = id;

    /// <summary>The packet from its IP header on; what is longer than <see cref="QueueCodec.MaxPacketLength"/> is cut.</summary>
    public ReadOnlySpan<byte> Packet { get; } = packet;
}

/// <summary>The messages of nfnetlink's queue subsystem (linux/netfilter/nfnetlink_queue.h).</summary>
public static class QueueCodec
{
    /// <summary>The most of a packet that is copied: what fits an attribute.</summary>
    public const int MaxPacketLength = NetlinkWriter.MaxAttributeLength - 4;

    private const ushort Subsystem = 3 << 8;
    private const ushort PacketMessage = Subsystem;
    private const ushort VerdictMessage = Subsystem | 1;
    private const ushort ConfigMessage = Subsystem | 2;

    private const ushort PacketHeader = 1;
    private const ushort VerdictHeader = 2;
    private const ushort Payload = 10;

    private const ushort ConfigCommand = 1;
    private const ushort ConfigParameters = 2;
    private const ushort ConfigMaxLength = 3;
    private const ushort ConfigMask = 4;
    private const ushort ConfigFlags = 5;
    private const byte Bind = 1;
    private const byte CopyPacket = 2;
    private const uint SegmentsTogether = 4; // NFQA_CFG_F_GSO: as the stack has them, up to 64 KiB

    /// <summary>Asks for a queue's packets, whole and as the stack has them.</summary>
    /// <param name="writer">Gets the messages.</param>
    /// <param name="queue">The queue's number.</param>
    /// <param name="maxLength">How many packets may wait; more are dropped.</param>
    /// <param name="sequence">The number of the first message; there are two.</param>
    public static void Listen(NetlinkWriter writer, ushort queue, uint maxLength, uint sequence)
    {
        Begin(writer, ConfigMessage, queue, sequence);
        writer.Attribute(ConfigCommand, 4)[0] = Bind;
        writer.End();
        Begin(writer, ConfigMessage, queue, sequence + 1);
        var parameters = writer.Attribute(ConfigParameters, 5);
        BinaryPrimitives.WriteUInt32BigEndian(parameters, MaxPacketLength);
        parameters[4] = CopyPacket;
        writer.PutU32Be(ConfigMaxLength, maxLength);
        writer.PutU32Be(ConfigMask, SegmentsTogether);
        writer.PutU32Be(ConfigFlags, SegmentsTogether);
        writer.End();
    }

    /// <summary>Gives a verdict on a packet: it goes on, or it is dropped.</summary>
    public static void Decide(NetlinkWriter writer, ushort queue, uint id, bool accept, uint sequence)
    {
        writer.Begin(VerdictMessage, NetlinkFlags.Request, sequence);
        new NfHeader(0, queue).Write(writer);
        var verdict = writer.Attribute(VerdictHeader, 8);
        BinaryPrimitives.WriteUInt32BigEndian(verdict, accept ? 1u : 0u);
        BinaryPrimitives.WriteUInt32BigEndian(verdict[4..], id);
        writer.End();
    }

    /// <summary>Reads a packet; false for every other message.</summary>
    public static bool TryRead(in NetlinkHeader header, ReadOnlySpan<byte> payload, out QueuedPacket packet)
    {
        packet = default;
        if (header.Type != PacketMessage || !NfHeader.TryRead(payload, out _, out var rest)) return false;
        ReadOnlySpan<byte> about = default, data = default;
        var attributes = new AttributeReader(rest);
        while (attributes.TryReadNext(out var type, out var value))
        {
            if (type == PacketHeader) about = value;
            else if (type == Payload) data = value;
        }

        if (about.Length < 4) return false;
        packet = new QueuedPacket(BinaryPrimitives.ReadUInt32BigEndian(about), data);
        return true;
    }

    private static void Begin(NetlinkWriter writer, ushort type, ushort queue, uint sequence)
    {
        writer.Begin(type, NetlinkFlags.Request | NetlinkFlags.Ack, sequence);
        new NfHeader(0, queue).Write(writer);
    }
}
