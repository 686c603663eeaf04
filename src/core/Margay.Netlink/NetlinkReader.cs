using System.Buffers.Binary;
using System.Text;

namespace Margay.Netlink;

/// <summary>A netlink message's header (struct nlmsghdr).</summary>
public readonly record struct NetlinkHeader(int Length, ushort Type, ushort Flags, uint Sequence, uint PortId);

/// <summary>Walks the messages of one received datagram. Hostile bytes end the walk; nothing throws or allocates.</summary>
public ref struct MessageReader(ReadOnlySpan<byte> datagram)
{
    private ReadOnlySpan<byte> _rest = datagram;

    /// <summary>The next message and what follows its header; false at the end or at a malformed length.</summary>
    public bool TryReadNext(out NetlinkHeader header, out ReadOnlySpan<byte> payload)
    {
        header = default;
        payload = default;
        if (_rest.Length < 16) return false;
        var length = BinaryPrimitives.ReadInt32LittleEndian(_rest);
        if (length < 16 || length > _rest.Length) return false;
        header = new NetlinkHeader(
            length,
            BinaryPrimitives.ReadUInt16LittleEndian(_rest[4..]),
            BinaryPrimitives.ReadUInt16LittleEndian(_rest[6..]),
            BinaryPrimitives.ReadUInt32LittleEndian(_rest[8..]),
            BinaryPrimitives.ReadUInt32LittleEndian(_rest[12..]));
        payload = _rest[16..length];
        var padded = (length + 3) & ~3;
        _rest = padded >= _rest.Length ? default : _rest[padded..];
        return true;
    }
}

/// <summary>Walks a list of attributes (struct nlattr). Hostile bytes end the walk; nothing throws or allocates.</summary>
public ref struct AttributeReader(ReadOnlySpan<byte> attributes)
{
    private const ushort TypeMask = 0x3FFF;

    private ReadOnlySpan<byte> _rest = attributes;

    /// <summary>The next attribute, its type without the nested and byte-order flags; false at the end or when malformed.</summary>
    public bool TryReadNext(out ushort type, out ReadOnlySpan<byte> payload)
    {
        type = 0;
        payload = default;
        if (_rest.Length < 4) return false;
        var length = BinaryPrimitives.ReadUInt16LittleEndian(_rest);
        if (length < 4 || length > _rest.Length) return false;
        type = (ushort)(BinaryPrimitives.ReadUInt16LittleEndian(_rest[2..]) & TypeMask);
        payload = _rest[4..length];
        var padded = (length + 3) & ~3;
        _rest = padded >= _rest.Length ? default : _rest[padded..];
        return true;
    }
}

/// <summary>Reads attribute payloads. A payload of the wrong size reads as zero or empty, never out of bounds.</summary>
public static class AttributeValue
{
    /// <summary>16 bits in host order.</summary>
    public static ushort U16(ReadOnlySpan<byte> payload) =>
        payload.Length >= 2 ? BinaryPrimitives.ReadUInt16LittleEndian(payload) : (ushort)0;

    /// <summary>16 bits in network order.</summary>
    public static ushort U16Be(ReadOnlySpan<byte> payload) =>
        payload.Length >= 2 ? BinaryPrimitives.ReadUInt16BigEndian(payload) : (ushort)0;

    /// <summary>32 bits in host order.</summary>
    public static uint U32(ReadOnlySpan<byte> payload) =>
        payload.Length >= 4 ? BinaryPrimitives.ReadUInt32LittleEndian(payload) : 0;

    /// <summary>32 bits in network order.</summary>
    public static uint U32Be(ReadOnlySpan<byte> payload) =>
        payload.Length >= 4 ? BinaryPrimitives.ReadUInt32BigEndian(payload) : 0;

    /// <summary>64 bits in network order.</summary>
    public static ulong U64Be(ReadOnlySpan<byte> payload) =>
        payload.Length >= 8 ? BinaryPrimitives.ReadUInt64BigEndian(payload) : 0;

    /// <summary>UTF-8 text up to the first NUL.</summary>
    public static string Text(ReadOnlySpan<byte> payload)
    {
        var end = payload.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? payload : payload[..end]);
    }
}
