using System.Globalization;

namespace Margay.Primitives;

/// <summary>An IP prefix whose host bits are always zero, so equality is prefix equality.</summary>
/// <remarks><c>default</c> is no prefix (<see cref="IsNone"/>), never 0.0.0.0/0. Order: family, network, length.</remarks>
public readonly record struct Cidr : IComparable<Cidr>
{
    // The network's value in two words, its family and the length side by side: 24 bytes, of which clusters hold millions.
    private readonly ulong _high;
    private readonly ulong _low;
    private readonly IpFamily _family;
    private readonly byte _lengthPlusOne;

    private Cidr(IpAddr network, int length)
    {
        (_high, _low) = (network.High, network.Low);
        (_family, _lengthPlusOne) = (network.Family, (byte)(length + 1));
    }

    /// <summary>The first address of the prefix.</summary>
    public IpAddr Network => new(_family, _high, _low);

    /// <summary>The prefix length in bits; -1 for none.</summary>
    public int Length => _lengthPlusOne - 1;

    /// <summary>Whether this is <c>default</c>: no prefix.</summary>
    public bool IsNone => _family == IpFamily.None;

    /// <summary>The family of the prefix.</summary>
    public IpFamily Family => _family;

    /// <summary>The last address of the prefix.</summary>
    public IpAddr Last => IpAddr.Of(Family, Network.Value | ~IpAddr.MaskBits(Family, Length));

    /// <summary>Whether the prefix holds exactly one address.</summary>
    public bool IsHost => !IsNone && Length == IpAddr.BitLengthOf(_family);

    /// <summary>The prefix of <paramref name="length"/> bits that contains <paramref name="address"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The length does not fit the family.</exception>
    public static Cidr Create(IpAddr address, int length)
    {
        if (length < 0 || length > address.BitLength || address.IsNone)
            throw new ArgumentOutOfRangeException(nameof(length), length, "a prefix length fits its address family");
        return new Cidr(address.Mask(length), length);
    }

    /// <summary>Parses <c>address/length</c>, or a bare address as a host prefix. Host bits are cleared. Never throws.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Cidr cidr) => TryParse(text, out cidr, out _);

    /// <summary>As <see cref="TryParse(ReadOnlySpan{char}, out Cidr)"/>, and tells whether host bits had to be cleared.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Cidr cidr, out bool hadHostBits)
    {
        cidr = default;
        hadHostBits = false;
        var slash = text.IndexOf('/');
        if (!IpAddr.TryParse(slash < 0 ? text : text[..slash], out var address)) return false;
        var length = address.BitLength;
        if (slash >= 0)
        {
            var digits = text[(slash + 1)..];
            if (digits.Length is 0 or > 3 || (digits.Length > 1 && digits[0] == '0')) return false;
            if (!int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out length)) return false;
            if (length > address.BitLength) return false;
        }

        cidr = new Cidr(address.Mask(length), length);
        hadHostBits = cidr.Network != address;
        return true;
    }

    /// <summary>Parses a prefix that is known to be right.</summary>
    /// <exception cref="FormatException">The text is not a prefix.</exception>
    public static Cidr Parse(string text) =>
        TryParse(text, out var cidr) ? cidr : throw new FormatException($"not a CIDR: '{text}'");

    /// <summary>Whether <paramref name="address"/> lies in the prefix; false across families and for none.</summary>
    public bool Contains(IpAddr address) =>
        !IsNone && address.Family == Family && address.Mask(Length) == Network;

    /// <summary>Whether every address of <paramref name="other"/> lies in this prefix.</summary>
    public bool Contains(Cidr other) => !other.IsNone && other.Length >= Length && Contains(other.Network);

    /// <summary>Whether the two prefixes share an address.</summary>
    public bool Overlaps(Cidr other) => Contains(other) || other.Contains(this);

    /// <inheritdoc/>
    public int CompareTo(Cidr other)
    {
        if (_family != other._family) return _family < other._family ? -1 : 1;
        if (_high != other._high) return _high < other._high ? -1 : 1;
        if (_low != other._low) return _low < other._low ? -1 : 1;
        return _lengthPlusOne.CompareTo(other._lengthPlusOne);
    }

    /// <summary>The text <c>network/length</c>; empty for none.</summary>
    public override string ToString() => IsNone ? "" : $"{Network}/{Length}";
}
