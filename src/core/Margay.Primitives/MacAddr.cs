using System.Globalization;

namespace Margay.Primitives;

/// <summary>A 48-bit Ethernet address. A value; <c>default</c> is 00:00:00:00:00:00.</summary>
public readonly record struct MacAddr : IComparable<MacAddr>
{
    private readonly ulong _value;

    private MacAddr(ulong value) => _value = value;

    /// <summary>The address as a number below 2^48, the first byte on the wire most significant.</summary>
    public ulong Value => _value;

    /// <summary>The address with this value; bits above 48 are dropped.</summary>
    public static MacAddr Of(ulong value) => new(value & 0xFFFF_FFFF_FFFF);

    /// <summary>Reads six bytes in wire order. Any other length gives false.</summary>
    public static bool TryFromBytes(ReadOnlySpan<byte> bytes, out MacAddr mac)
    {
        mac = default;
        if (bytes.Length != 6) return false;
        ulong value = 0;
        foreach (var part in bytes) value = (value << 8) | part;
        mac = new MacAddr(value);
        return true;
    }

    /// <summary>Parses six colon-separated pairs of hexadecimal digits. Never throws.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out MacAddr mac)
    {
        mac = default;
        if (text.Length != 17) return false;
        ulong value = 0;
        for (var i = 0; i < 6; i++)
        {
            if (i > 0 && text[(i * 3) - 1] != ':') return false;
            if (!byte.TryParse(text.Slice(i * 3, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var part))
                return false;
            value = (value << 8) | part;
        }

        mac = new MacAddr(value);
        return true;
    }

    /// <summary>Parses an address that is known to be right.</summary>
    /// <exception cref="FormatException">The text is not a MAC address.</exception>
    public static MacAddr Parse(string text) =>
        TryParse(text, out var mac) ? mac : throw new FormatException($"not a MAC address: '{text}'");

    /// <summary>Writes six bytes in wire order.</summary>
    public void WriteTo(Span<byte> destination)
    {
        for (var i = 0; i < 6; i++) destination[i] = (byte)(_value >> (40 - (8 * i)));
    }

    /// <summary>The IPv6 link-local address that SLAAC derives from this address (RFC 4291 appendix A, modified EUI-64).</summary>
    public IpAddr ToLinkLocal()
    {
        var flipped = _value ^ 0x0200_0000_0000;
        var eui64 = ((flipped >> 24) << 40) | 0xFFFE00_0000UL | (flipped & 0xFF_FFFF);
        return IpAddr.V6(((UInt128)0xFE80_0000_0000_0000UL << 64) | eui64);
    }

    /// <inheritdoc/>
    public int CompareTo(MacAddr other) => _value.CompareTo(other._value);

    /// <summary>Six lower-case hexadecimal pairs with colons.</summary>
    public override string ToString() => string.Create(17, _value, static (text, value) =>
    {
        const string Digits = "0123456789abcdef";
        for (var i = 0; i < 6; i++)
        {
            var part = (byte)(value >> (40 - (8 * i)));
            text[i * 3] = Digits[part >> 4];
            text[(i * 3) + 1] = Digits[part & 15];
            if (i < 5) text[(i * 3) + 2] = ':';
        }
    });
}
