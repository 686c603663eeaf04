using System.Buffers.Binary;
using Margay.Primitives;

namespace Margay.Bgp.Wire;

/// <summary>Where a length field stands that is filled in when what it counts is written.</summary>
public readonly record struct LengthToken(int Offset, int Size);

/// <summary>Appends messages to one growing buffer, in network order. Not thread-safe.</summary>
public sealed class BgpWriter(int capacity = 4096)
{
    private byte[] _buffer = new byte[capacity];
    private int _length;

    /// <summary>All that was written since the last <see cref="Clear"/>.</summary>
    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _length);

    /// <summary>The same, for those who wait while it is read. It is not to be written to meanwhile.</summary>
    public ReadOnlyMemory<byte> Memory => _buffer.AsMemory(0, _length);

    /// <summary>Bytes written.</summary>
    public int Length => _length;

    /// <summary>Forgets everything written; keeps the buffer.</summary>
    public void Clear() => _length = 0;

    /// <summary>Appends one octet.</summary>
    public void Byte(byte value) => Reserve(1)[0] = value;

    /// <summary>Appends two octets.</summary>
    public void UInt16(ushort value) => BinaryPrimitives.WriteUInt16BigEndian(Reserve(2), value);

    /// <summary>Appends four octets.</summary>
    public void UInt32(uint value) => BinaryPrimitives.WriteUInt32BigEndian(Reserve(4), value);

    /// <summary>Appends octets as they are.</summary>
    public void Bytes(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Reserve(bytes.Length));

    /// <summary>Appends AFI and SAFI: three octets.</summary>
    public void Family(AddressFamily family)
    {
        UInt16(family.Afi);
        Byte(family.Safi);
    }

    /// <summary>Appends an address: 4 or 16 octets.</summary>
    public void Address(IpAddr address) => address.WriteTo(Reserve(address.ByteLength));

    /// <summary>Appends a length in bits and as many octets as it needs.</summary>
    public void Prefix(Cidr prefix)
    {
        Span<byte> octets = stackalloc byte[16];
        prefix.Network.WriteTo(octets);
        Byte((byte)prefix.Length);
        Bytes(octets[..((prefix.Length + 7) / 8)]);
    }

    /// <summary>Leaves room for a length of one or two octets.</summary>
    public LengthToken BeginLength(int size)
    {
        var token = new LengthToken(_length, size);
        Reserve(size).Clear();
        return token;
    }

    /// <summary>Fills in how many bytes were written since <paramref name="token"/>.</summary>
    /// <exception cref="OverflowException">They are more than the length field can say.</exception>
    public void EndLength(LengthToken token)
    {
        var written = _length - token.Offset - token.Size;
        if (token.Size == 1) _buffer[token.Offset] = checked((byte)written);
        else BinaryPrimitives.WriteUInt16BigEndian(_buffer.AsSpan(token.Offset), checked((ushort)written));
    }

    internal void Patch(int offset, ushort value) => BinaryPrimitives.WriteUInt16BigEndian(_buffer.AsSpan(offset), value);

    private Span<byte> Reserve(int length)
    {
        if (_length + length > _buffer.Length) Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _length + length));
        _length += length;
        return _buffer.AsSpan(_length - length, length);
    }
}
