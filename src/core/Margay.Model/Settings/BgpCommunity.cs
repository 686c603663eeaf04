using System.Globalization;

namespace Margay.Model.Settings;

/// <summary>
/// A BGP community: <c>AS:N</c> of 16 bits each (RFC 1997), or a large one <c>AS:N:M</c> of 32 bits each (RFC 8092).
/// </summary>
public readonly record struct BgpCommunity
{
    private BgpCommunity(uint administrator, uint first, uint? second) =>
        (Administrator, First, Second) = (administrator, first, second);

    /// <summary>The AS that gives the community its meaning.</summary>
    public uint Administrator { get; }

    /// <summary>What the community says; for a large one the first part of it.</summary>
    public uint First { get; }

    /// <summary>The second part of what a large community says; null for one of RFC 1997.</summary>
    public uint? Second { get; }

    /// <summary>Whether the community is a large one.</summary>
    public bool IsLarge => Second is not null;

    /// <summary>Reads two or three decimal numbers with colons between them. Never throws.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out BgpCommunity community)
    {
        community = default;
        Span<Range> parts = stackalloc Range[4];
        var count = text.Split(parts, ':');
        if (count is not (2 or 3)) return false;
        var most = count == 2 ? ushort.MaxValue : uint.MaxValue;
        if (!TryParsePart(text[parts[0]], most, out var administrator) || !TryParsePart(text[parts[1]], most, out var first)) return false;
        uint? second = null;
        if (count == 3)
        {
            if (!TryParsePart(text[parts[2]], most, out var last)) return false;
            second = last;
        }

        community = new BgpCommunity(administrator, first, second);
        return true;
    }

    /// <summary>The text that <see cref="TryParse"/> reads, without leading zeros.</summary>
    public override string ToString() => Second is { } second ? $"{Administrator}:{First}:{second}" : $"{Administrator}:{First}";

    private static bool TryParsePart(ReadOnlySpan<char> text, uint most, out uint part) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out part) && part <= most;
}
