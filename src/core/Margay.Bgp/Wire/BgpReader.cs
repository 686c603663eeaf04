using System.Buffers.Binary;
using Margay.Primitives;

namespace Margay.Bgp.Wire;

/// <summary>Reads a message's fields in network order. Never throws: what is not there gives false.</summary>
internal ref struct BgpReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>What is not read yet.</summary>
    public readonly ReadOnlySpan<byte> Rest => _rest;

    public readonly bool IsAtEnd => _rest.IsEmpty;

    public bool TryByte(out byte value)
    {
        value = 0;
        if (_rest.IsEmpty) return false;
        value = _rest[0];
        _rest = _rest[1..];
        return true;
    }

    public bool TryUInt16(out ushort value)
    {
        if (!BinaryPrimitives.TryReadUInt16BigEndian(_rest, out value)) return false;
        _rest = _rest[2..];
        return true;
    }

    public bool TryUInt32(out uint value)
    {
        if (!BinaryPrimitives.TryReadUInt32BigEndian(_rest, out value)) return false;
        _rest = _rest[4..];
        return true;
    }

    public bool TryTake(int length, out ReadOnlySpan<byte> taken)
    {
        taken = default;
        if (length < 0 || length > _rest.Length) return false;
        taken = _rest[..length];
        _rest = _rest[length..];
        return true;
    }

    /// <summary>A length in bits and as many octets as it needs; bits beyond the length count as zero.</summary>
    public bool TryPrefix(IpFamily family, out Cidr prefix)
    {
        prefix = default;
        if (!TryByte(out var length) || length > IpAddr.BitLengthOf(family) || !TryTake((length + 7) / 8, out var octets)) return false;
        if (family == IpFamily.V4)
        {
            var value = octets switch
            {
                [var a, var b, var c, var d] => ((uint)a << 24) | ((uint)b << 16) | ((uint)c << 8) | d,
                [var a, var b, var c] => ((uint)a << 24) | ((uint)b << 16) | ((uint)c << 8),
                [var a, var b] => ((uint)a << 24) | ((uint)b << 16),
                [var a] => (uint)a << 24,
                _ => 0u,
            };
            prefix = Cidr.Create(IpAddr.V4(value), length);
            return true;
        }

        Span<byte> address = stackalloc byte[IpAddr.BitLengthOf(family) / 8];
        address.Clear();
        octets.CopyTo(address);
        if (!IpAddr.TryFromBytes(address, out var network)) return false;
        prefix = Cidr.Create(network, length);
        return true;
    }

    /// <summary>An address family in three octets, without anything reserved between its parts.</summary>
    public bool TryFamily(out AddressFamily family)
    {
        family = default;
        if (_rest.Length < 3) return false;
        family = new AddressFamily(BinaryPrimitives.ReadUInt16BigEndian(_rest), _rest[2]);
        _rest = _rest[3..];
        return true;
    }
}
