using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace Margay.Primitives;

/// <summary>The family of an address: the two that the kernel forwards.</summary>
public enum IpFamily : byte
{
    /// <summary>No address at all: the family of <c>default(IpAddr)</c>.</summary>
    None = 0,

    /// <summary>IPv4, 32 bits.</summary>
    V4 = 4,

    /// <summary>IPv6, 128 bits.</summary>
    V6 = 6,
}

/// <summary>An IPv4 or IPv6 address. A value: equality and order are by family, then by number.</summary>
/// <remarks>
/// <c>default</c> is no address (<see cref="IsNone"/>), never 0.0.0.0. IPv4-mapped IPv6 text (<c>::ffff:1.2.3.4</c>)
/// stays IPv6: the two are different keys in the kernel. Zone identifiers are refused.
/// </remarks>
public readonly record struct IpAddr : IComparable<IpAddr>
{
    // Two words instead of a UInt128, whose alignment would make 32 bytes of these 17.
    private readonly ulong _high;
    private readonly ulong _low;

    private IpAddr(IpFamily family, UInt128 value) =>
        (Family, _high, _low) = (family, (ulong)(value >> 64), (ulong)value);

    /// <summary>The address of these words; nothing is checked.</summary>
    internal IpAddr(IpFamily family, ulong high, ulong low) => (Family, _high, _low) = (family, high, low);

    /// <summary>The family, <see cref="IpFamily.None"/> for <c>default</c>.</summary>
    public IpFamily Family { get; }

    /// <summary>Whether this is <c>default</c>: no address.</summary>
    public bool IsNone => Family == IpFamily.None;

    /// <summary>Whether the family is IPv4.</summary>
    public bool IsV4 => Family == IpFamily.V4;

    /// <summary>Whether the family is IPv6.</summary>
    public bool IsV6 => Family == IpFamily.V6;

    /// <summary>Whether this is a link-local IPv6 address, fe80::/10 (RFC 4291 §2.5.6).</summary>
    public bool IsLinkLocalV6 => IsV6 && (Value >> 118) == 0x3FA;

    /// <summary>The address as a number; an IPv4 address is below 2^32.</summary>
    public UInt128 Value => new(_high, _low);

    /// <summary>The upper half of the number.</summary>
    internal ulong High => _high;

    /// <summary>The lower half of the number.</summary>
    internal ulong Low => _low;

    /// <summary>Bits in an address of this family: 32, 128, or 0 for none.</summary>
    public int BitLength => BitLengthOf(Family);

    /// <summary>Bytes in an address of this family: 4, 16, or 0 for none.</summary>
    public int ByteLength => BitLength / 8;

    /// <summary>The IPv4 address with this value in host order (0x0A000001 is 10.0.0.1).</summary>
    public static IpAddr V4(uint value) => new(IpFamily.V4, 0, value);

    /// <summary>The IPv6 address with this value.</summary>
    public static IpAddr V6(UInt128 value) => new(IpFamily.V6, value);

    /// <summary>The address of <paramref name="family"/> with this value; bits above the family's length are dropped.</summary>
    public static IpAddr Of(IpFamily family, UInt128 value) => family switch
    {
        IpFamily.V4 => V4((uint)value),
        IpFamily.V6 => V6(value),
        _ => default,
    };

    /// <summary>Bits in an address of <paramref name="family"/>.</summary>
    public static int BitLengthOf(IpFamily family) => family switch
    {
        IpFamily.V4 => 32,
        IpFamily.V6 => 128,
        _ => 0,
    };

    /// <summary>Reads 4 or 16 bytes in network order. Any other length gives false.</summary>
    public static bool TryFromBytes(ReadOnlySpan<byte> bytes, out IpAddr address)
    {
        address = bytes.Length switch
        {
            4 => V4(BinaryPrimitives.ReadUInt32BigEndian(bytes)),
            16 => V6(BinaryPrimitives.ReadUInt128BigEndian(bytes)),
            _ => default,
        };
        return !address.IsNone;
    }

    /// <summary>Writes the address in network order into the first <see cref="ByteLength"/> bytes.</summary>
    /// <returns>The bytes written: 4, 16, or 0 for none.</returns>
    public int WriteTo(Span<byte> destination)
    {
        switch (Family)
        {
            case IpFamily.V4:
                BinaryPrimitives.WriteUInt32BigEndian(destination, (uint)Value);
                return 4;
            case IpFamily.V6:
                BinaryPrimitives.WriteUInt128BigEndian(destination, Value);
                return 16;
            default:
                return 0;
        }
    }

    /// <summary>
    /// Parses dotted IPv4 (exactly four decimal octets without leading zeros) or RFC 4291 IPv6 text. Never throws.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<char> text, out IpAddr address)
    {
        address = default;
        if (text.IndexOf(':') < 0) return TryParseV4(text, out address);
        if (text.IndexOfAny('%', '[', ']') >= 0) return false;
        if (!IPAddress.TryParse(text, out var parsed) || parsed.AddressFamily != AddressFamily.InterNetworkV6)
            return false;
        Span<byte> bytes = stackalloc byte[16];
        return parsed.TryWriteBytes(bytes, out _) && TryFromBytes(bytes, out address);
    }

    /// <summary>Parses an address that is known to be right.</summary>
    /// <exception cref="FormatException">The text is not an address.</exception>
    public static IpAddr Parse(string text) =>
        TryParse(text, out var address) ? address : throw new FormatException($"not an IP address: '{text}'");

    /// <summary>The address with all bits after the first <paramref name="length"/> set to zero.</summary>
    public IpAddr Mask(int length) => IsV4 && length is > 0 and <= 32
        ? V4((uint)_low & (uint.MaxValue << (32 - length)))
        : Of(Family, Value & MaskBits(Family, length));

    /// <summary>The address <paramref name="offset"/> further on; wraps within the family.</summary>
    public IpAddr Add(UInt128 offset) => Of(Family, Value + offset);

    /// <summary>This address as the prefix that holds only it: a /32 or a /128.</summary>
    public Cidr ToHostCidr() => Cidr.Create(this, BitLength);

    /// <inheritdoc/>
    public int CompareTo(IpAddr other)
    {
        // An enum's own CompareTo boxes both sides.
        if (Family != other.Family) return Family < other.Family ? -1 : 1;
        return _high != other._high ? _high.CompareTo(other._high) : _low.CompareTo(other._low);
    }

    /// <summary>The RFC 5952 text of the address; empty for none.</summary>
    public override string ToString()
    {
        if (IsNone) return "";
        Span<byte> bytes = stackalloc byte[16];
        return new IPAddress(bytes[..WriteTo(bytes)]).ToString();
    }

    /// <summary>The same address as the framework's type.</summary>
    [SuppressMessage("Design", "CA1024", Justification = "A conversion that allocates.")]
    public IPAddress ToIPAddress()
    {
        Span<byte> bytes = stackalloc byte[16];
        return new IPAddress(bytes[..WriteTo(bytes)]);
    }

    internal static UInt128 MaskBits(IpFamily family, int length)
    {
        var bits = BitLengthOf(family);
        if (length <= 0) return UInt128.Zero;
        var all = bits == 128 ? UInt128.MaxValue : (UInt128.One << bits) - 1;
        return length >= bits ? all : all & ~((UInt128.One << (bits - length)) - 1);
    }

    private static bool TryParseV4(ReadOnlySpan<char> text, out IpAddr address)
    {
        address = default;
        uint value = 0;
        for (var octet = 0; octet < 4; octet++)
        {
            var end = octet < 3 ? text.IndexOf('.') : text.Length;
            if (end is < 1 or > 3) return false;
            var digits = text[..end];
            if (digits.Length > 1 && digits[0] == '0') return false;
            uint part = 0;
            foreach (var digit in digits)
            {
                if (!char.IsAsciiDigit(digit)) return false;
                part = (part * 10) + (uint)(digit - '0');
            }

            if (part > 255) return false;
            value = (value << 8) | part;
            text = octet < 3 ? text[(end + 1)..] : default;
        }

        address = V4(value);
        return true;
    }
}
