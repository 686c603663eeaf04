using System.Buffers.Binary;
using Margay.Dataplane.Tables;
using Margay.Linux;
using Margay.Netlink;
using Margay.Netlink.Nftables;

namespace Margay.Tests.Kernel.Tables;

/// <summary>A record of NFLOG.</summary>
internal sealed record VerdictRecord(ushort Group, string Prefix, byte[] Packet);

/// <summary>What records of packets say that <see cref="PacketProbe"/> sent.</summary>
internal static class VerdictRecords
{
    /// <summary>The verdicts that ended something, by packet; each in the group of its direction.</summary>
    public static ILookup<int, VerdictPrefix> Decisions(this List<VerdictRecord> records, int firstId) => records
        .Select(record =>
        {
            Assert.True(VerdictPrefix.TryParse(record.Prefix, out var verdict), record.Prefix);
            Assert.Equal(VerdictPrefix.GroupOf(verdict!.Direction), record.Group);
            return (Index: PacketProbe.IdOf(record.Packet) - firstId, Verdict: verdict);
        })
        .Where(record => record.Verdict.Action != VerdictAction.Pass)
        .ToLookup(record => record.Index, record => record.Verdict);
}

/// <summary>Listens to the NFLOG groups of verdicts in one namespace (nfnetlink_log), from when it is made.</summary>
internal sealed class VerdictLog : IDisposable
{
    // linux/netfilter/nfnetlink_log.h
    private const ushort PacketMessage = 4 << 8;
    private const ushort ConfigMessage = PacketMessage | 1;
    private const ushort ConfigCommand = 1;
    private const ushort ConfigMode = 2;
    private const ushort ConfigThreshold = 5;
    private const byte Bind = 1;
    private const byte CopyPacket = 2;
    private const int CopyLength = 256;
    private const ushort Payload = 9;
    private const ushort Prefix = 10;

    private readonly NetlinkSocket _socket;
    private readonly byte[] _buffer = new byte[1 << 16];

    public VerdictLog(NetnsHandle netns)
    {
        _socket = NetlinkSocket.Open(NetlinkProtocol.Netfilter, netns);
        Listen(VerdictPrefix.IngressGroup);
        Listen(VerdictPrefix.EgressGroup);
    }

    /// <summary>What was recorded since the last time, in order.</summary>
    public List<VerdictRecord> Take()
    {
        var records = new List<VerdictRecord>();
        while (_socket.TryReceive(_buffer, out var length))
        {
            var messages = new MessageReader(_buffer.AsSpan(0, length));
            while (messages.TryReadNext(out var header, out var payload))
            {
                if (header.Type == PacketMessage) records.Add(Read(payload));
            }
        }

        return records;
    }

    public void Dispose() => _socket.Dispose();

    /// <remarks>With a threshold of one, a record is there as soon as the packet has met the rule.</remarks>
    private void Listen(ushort group)
    {
        var writer = new NetlinkWriter();
        Begin(writer, group);
        writer.PutU8(ConfigCommand, Bind);
        writer.End();
        Begin(writer, group);
        var mode = writer.Attribute(ConfigMode, 6);
        BinaryPrimitives.WriteUInt32BigEndian(mode, CopyLength);
        mode[4] = CopyPacket;
        writer.PutU32Be(ConfigThreshold, 1);
        writer.End();
        _socket.Execute(writer.Written, $"listen to NFLOG group {group}");
    }

    private void Begin(NetlinkWriter writer, ushort group)
    {
        writer.Begin(ConfigMessage, NetlinkFlags.Request, _socket.NextSequence());
        new NfHeader(0, group).Write(writer);
    }

    private static VerdictRecord Read(ReadOnlySpan<byte> payload)
    {
        Assert.True(NfHeader.TryRead(payload, out var header, out var rest));
        var prefix = "";
        byte[] packet = [];
        var attributes = new AttributeReader(rest);
        while (attributes.TryReadNext(out var type, out var value))
        {
            if (type == Prefix) prefix = AttributeValue.Text(value);
            else if (type == Payload) packet = value.ToArray();
        }

        return new VerdictRecord(header.ResourceId, prefix, packet);
    }
}
