using System.Buffers.Binary;
using System.Text;
using Margay.Primitives;

namespace Margay.Netlink;

/// <summary>Where a nested attribute began; closes it with <see cref="NetlinkWriter.EndNest"/>.</summary>
public readonly record struct NestToken(int Offset);

/// <summary>
/// Appends netlink messages (netlink(7)) to one growing buffer: header, fixed part, attributes, nests. Not thread-safe.
/// </summary>
/// <remarks>
/// Every length is padded to four bytes as NLMSG_ALIGN and NLA_ALIGN ask. Header and rtnetlink fields are in host order
/// (little-endian here), nfnetlink attributes in network order: the method's name says which.
/// </remarks>
public sealed class NetlinkWriter
{
    /// <summary>The most bytes one attribute may have, its 4-byte header included: its length field has 16 bits.</summary>
    public const int MaxAttributeLength = ushort.MaxValue;

    private const int HeaderLength = 16;
    private const ushort NestedFlag = 0x8000;

    private byte[] _buffer;
    private int _length;
    private int _message = -1;

    /// <summary>An empty buffer.</summary>
    public NetlinkWriter(int capacity = 4096) => _buffer = new byte[capacity];

    /// <summary>All messages written since the last <see cref="Clear"/>.</summary>
    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _length);

    /// <summary>Bytes written.</summary>
    public int Length => _length;

    /// <summary>Forgets everything written; keeps the buffer.</summary>
    public void Clear() => (_length, _message) = (0, -1);

    /// <summary>Begins a message (struct nlmsghdr). The kernel replies to <paramref name="sequence"/>.</summary>
    public void Begin(ushort type, ushort flags, uint sequence)
    {
        if (_message >= 0) throw new InvalidOperationException("the previous message is still open");
        _message = _length;
        var header = Reserve(HeaderLength);
        BinaryPrimitives.WriteUInt16LittleEndian(header[4..], type);
        BinaryPrimitives.WriteUInt16LittleEndian(header[6..], flags);
        BinaryPrimitives.WriteUInt32LittleEndian(header[8..], sequence);
    }

    /// <summary>Ends the message: its length is set here, once.</summary>
    public void End()
    {
        if (_message < 0) throw new InvalidOperationException("no message is open");
        BinaryPrimitives.WriteInt32LittleEndian(_buffer.AsSpan(_message), _length - _message);
        _message = -1;
    }

    /// <summary>Appends <paramref name="length"/> zero bytes (padded to four) and gives them for filling in.</summary>
    /// <remarks>The span is valid until the next call on this writer.</remarks>
    public Span<byte> Reserve(int length)
    {
        var padded = (length + 3) & ~3;
        if (_length + padded > _buffer.Length) Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _length + padded));
        var span = _buffer.AsSpan(_length, padded);
        span.Clear();
        _length += padded;
        return span[..length];
    }

    /// <summary>Appends an attribute of <paramref name="length"/> zero bytes and gives its payload for filling in.</summary>
    public Span<byte> Attribute(ushort type, int length)
    {
        if (length + 4 > MaxAttributeLength)
            throw new ArgumentOutOfRangeException(nameof(length), length, "an attribute holds at most 65531 bytes");
        var header = Reserve(4);
        BinaryPrimitives.WriteUInt16LittleEndian(header, (ushort)(length + 4));
        BinaryPrimitives.WriteUInt16LittleEndian(header[2..], type);
        return Reserve(length);
    }

    /// <summary>Appends raw bytes as an attribute.</summary>
    public void Put(ushort type, ReadOnlySpan<byte> value) => value.CopyTo(Attribute(type, value.Length));

    /// <summary>Appends a NUL-terminated UTF-8 string.</summary>
    public void PutString(ushort type, string value) =>
        Encoding.UTF8.GetBytes(value, Attribute(type, Encoding.UTF8.GetByteCount(value) + 1));

    /// <summary>Appends one byte.</summary>
    public void PutU8(ushort type, byte value) => Attribute(type, 1)[0] = value;

    /// <summary>Appends 16 bits in host order.</summary>
    public void PutU16(ushort type, ushort value) =>
        BinaryPrimitives.WriteUInt16LittleEndian(Attribute(type, 2), value);

    /// <summary>Appends 16 bits in network order.</summary>
    public void PutU16Be(ushort type, ushort value) =>
        BinaryPrimitives.WriteUInt16BigEndian(Attribute(type, 2), value);

    /// <summary>Appends 32 bits in host order.</summary>
    public void PutU32(ushort type, uint value) =>
        BinaryPrimitives.WriteUInt32LittleEndian(Attribute(type, 4), value);

    /// <summary>Appends 32 bits in network order.</summary>
    public void PutU32Be(ushort type, uint value) =>
        BinaryPrimitives.WriteUInt32BigEndian(Attribute(type, 4), value);

    /// <summary>Appends 64 bits in network order.</summary>
    public void PutU64Be(ushort type, ulong value) =>
        BinaryPrimitives.WriteUInt64BigEndian(Attribute(type, 8), value);

    /// <summary>Appends an address in network order: 4 or 16 bytes.</summary>
    public void PutAddress(ushort type, IpAddr address) => address.WriteTo(Attribute(type, address.ByteLength));

    /// <summary>Opens a nested attribute (NLA_F_NESTED is set).</summary>
    public NestToken BeginNest(ushort type)
    {
        var token = new NestToken(_length);
        Attribute((ushort)(type | NestedFlag), 0);
        return token;
    }

    /// <summary>Closes a nested attribute: its length is set here, once.</summary>
    /// <exception cref="InvalidOperationException">The nest grew beyond <see cref="MaxAttributeLength"/>.</exception>
    public void EndNest(NestToken token)
    {
        var length = _length - token.Offset;
        if (length > MaxAttributeLength)
            throw new InvalidOperationException($"a nested attribute of {length} bytes does not fit its 16-bit length");
        BinaryPrimitives.WriteUInt16LittleEndian(_buffer.AsSpan(token.Offset), (ushort)length);
    }
}
