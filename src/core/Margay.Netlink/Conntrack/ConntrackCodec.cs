using System.Buffers.Binary;
using Margay.Netlink.Nftables;
using Margay.Primitives;

namespace Margay.Netlink.Conntrack;

/// <summary>The messages of nfnetlink's conntrack subsystem (linux/netfilter/nfnetlink_conntrack.h).</summary>
public static class ConntrackCodec
{
    private const ushort Subsystem = 1 << 8;
    private const ushort NewMessage = Subsystem;
    private const ushort GetMessage = Subsystem | 1;

    private const ushort Original = 1;
    private const ushort Reply = 2;
    private const ushort ProtocolInfo = 4;
    private const ushort MarkAttribute = 8;
    private const ushort ZoneAttribute = 18;
    private const ushort MarkMask = 21;

    private const ushort TcpInfo = 1;
    private const ushort TcpState = 1;
    private const byte FirstEndedState = 7;  // TCP_CONNTRACK_TIME_WAIT
    private const byte LastEndedState = 8;   // TCP_CONNTRACK_CLOSE

    private const ushort TupleAddresses = 1;
    private const ushort TupleProtocol = 2;

    private const ushort V4Source = 1;
    private const ushort V4Destination = 2;
    private const ushort V6Source = 3;
    private const ushort V6Destination = 4;

    private const ushort ProtocolNumber = 1;
    private const ushort SourcePort = 2;
    private const ushort DestinationPort = 3;
    private const ushort IcmpType = 5;
    private const ushort IcmpCode = 6;
    private const ushort IcmpV6Type = 8;
    private const ushort IcmpV6Code = 9;

    private const ushort Nested = 0x8000;
    private const ushort TypeMask = 0x3fff;

    /// <summary>Asks for every connection of both families.</summary>
    public static void Dump(NetlinkWriter writer, uint sequence)
    {
        writer.Begin(GetMessage, NetlinkFlags.Request | NetlinkFlags.Dump, sequence);
        default(NfHeader).Write(writer);
        writer.End();
    }

    /// <summary>Sets or clears bits of a connection's mark.</summary>
    /// <param name="writer">Gets the message.</param>
    /// <param name="original">The connection's original direction, as <see cref="TryRead"/> gave its bytes.</param>
    /// <param name="family">Its family.</param>
    /// <param name="mark">The bits' values.</param>
    /// <param name="mask">Which bits.</param>
    /// <param name="sequence">The message's number.</param>
    public static void Remark(NetlinkWriter writer, ReadOnlySpan<byte> original, IpFamily family, uint mark, uint mask, uint sequence)
    {
        writer.Begin(NewMessage, NetlinkFlags.Request, sequence);
        new NfHeader(AddressFamily(family), 0).Write(writer);
        writer.Put(Original | Nested, original);
        writer.PutU32Be(MarkAttribute, mark);
        writer.PutU32Be(MarkMask, mask);
        writer.End();
    }

    /// <summary>Reads a connection; false if the message has none, or one that is neither IPv4 nor IPv6. Never throws.</summary>
    /// <param name="payload">What follows the netlink header.</param>
    /// <param name="entry">The connection.</param>
    /// <param name="original">The bytes by which the kernel knows it.</param>
    public static bool TryRead(ReadOnlySpan<byte> payload, out ConntrackEntry entry, out ReadOnlySpan<byte> original)
    {
        entry = default;
        original = default;
        if (!NfHeader.TryRead(payload, out _, out var rest)) return false;
        ConntrackTuple? sent = null, answered = null;
        uint mark = 0;
        ushort zone = 0;
        var hasEnded = false;
        var attributes = new AttributeReader(rest);
        while (attributes.TryReadNext(out var type, out var value))
        {
            switch (type & TypeMask)
            {
                case Original when TryReadTuple(value, out var tuple):
                    sent = tuple;
                    original = value;
                    break;
                case Reply when TryReadTuple(value, out var tuple):
                    answered = tuple;
                    break;
                case ProtocolInfo:
                    hasEnded = HasEnded(value);
                    break;
                case MarkAttribute when value.Length == sizeof(uint):
                    mark = AttributeValue.U32Be(value);
                    break;
                case ZoneAttribute when value.Length == sizeof(ushort):
                    zone = AttributeValue.U16Be(value);
                    break;
            }
        }

        if (sent is not { } there || answered is not { } back) return false;
        entry = new ConntrackEntry(there, back, mark, zone) { HasEnded = hasEnded };
        return true;
    }

    private static bool HasEnded(ReadOnlySpan<byte> info)
    {
        var protocols = new AttributeReader(info);
        while (protocols.TryReadNext(out var protocol, out var value))
        {
            if (protocol != TcpInfo) continue;
            var fields = new AttributeReader(value);
            while (fields.TryReadNext(out var field, out var state))
            {
                if (field == TcpState && state.Length == 1) return state[0] is >= FirstEndedState and <= LastEndedState;
            }
        }

        return false;
    }

    private static bool TryReadTuple(ReadOnlySpan<byte> bytes, out ConntrackTuple tuple)
    {
        IpAddr? source = null, destination = null;
        (byte Number, ushort From, ushort To, byte Type, byte Code) transport = default;
        var parts = new AttributeReader(bytes);
        while (parts.TryReadNext(out var type, out var value))
        {
            if ((type & TypeMask) == TupleAddresses) ReadAddresses(value, ref source, ref destination);
            else if ((type & TypeMask) == TupleProtocol) transport = ReadTransport(value);
        }

        tuple = default;
        if (source is not { } from || destination is not { } to || transport.Number == 0) return false;
        tuple = new ConntrackTuple(from, to, new IpProtocol(transport.Number), transport.From, transport.To, transport.Type, transport.Code);
        return true;
    }

    private static void ReadAddresses(ReadOnlySpan<byte> bytes, ref IpAddr? source, ref IpAddr? destination)
    {
        var addresses = new AttributeReader(bytes);
        while (addresses.TryReadNext(out var type, out var value))
        {
            switch (type & TypeMask)
            {
                case V4Source when value.Length == 4:
                    source = IpAddr.V4(BinaryPrimitives.ReadUInt32BigEndian(value));
                    break;
                case V4Destination when value.Length == 4:
                    destination = IpAddr.V4(BinaryPrimitives.ReadUInt32BigEndian(value));
                    break;
                case V6Source when value.Length == 16:
                    source = IpAddr.V6(BinaryPrimitives.ReadUInt128BigEndian(value));
                    break;
                case V6Destination when value.Length == 16:
                    destination = IpAddr.V6(BinaryPrimitives.ReadUInt128BigEndian(value));
                    break;
            }
        }
    }

    private static (byte Number, ushort From, ushort To, byte Type, byte Code) ReadTransport(ReadOnlySpan<byte> bytes)
    {
        (byte Number, ushort From, ushort To, byte Type, byte Code) read = default;
        var fields = new AttributeReader(bytes);
        while (fields.TryReadNext(out var type, out var value))
        {
            switch (type & TypeMask)
            {
                case ProtocolNumber when value.Length == 1: read.Number = value[0]; break;
                case SourcePort when value.Length == 2: read.From = AttributeValue.U16Be(value); break;
                case DestinationPort when value.Length == 2: read.To = AttributeValue.U16Be(value); break;
                case IcmpType or IcmpV6Type when value.Length == 1: read.Type = value[0]; break;
                case IcmpCode or IcmpV6Code when value.Length == 1: read.Code = value[0]; break;
            }
        }

        return read;
    }

    private static byte AddressFamily(IpFamily family) => family == IpFamily.V4 ? (byte)2 : (byte)10;
}
