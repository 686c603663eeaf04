using System.Globalization;
using System.Text.Json.Serialization;

namespace Margay.Model.Resources;

/// <summary>The number of an autonomous system, of four octets.</summary>
/// <param name="Value">The number. 0 is reserved, and Calico's objects mean none by it.</param>
[JsonConverter(typeof(AsNumberConverter))]
public readonly record struct AsNumber(uint Value)
{
    /// <summary>
    /// Reads decimal digits, or the two halves as in <c>1.10</c> (RFC 5396 asdot+). Never throws.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<char> text, out AsNumber number)
    {
        number = default;
        if (uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value))
        {
            number = new AsNumber(value);
            return true;
        }

        var dot = text.IndexOf('.');
        if (dot < 0 || !TryParseHalf(text[..dot], out var high) || !TryParseHalf(text[(dot + 1)..], out var low)) return false;
        number = new AsNumber(((uint)high << 16) | low);
        return true;
    }

    /// <summary>The number in decimal digits.</summary>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);

    private static bool TryParseHalf(ReadOnlySpan<char> text, out ushort half) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out half);
}
