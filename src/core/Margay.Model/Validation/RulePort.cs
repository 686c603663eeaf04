using System.Globalization;
using System.Text.Json.Nodes;

namespace Margay.Model.Validation;

/// <summary>The ports of Calico's rules: a number, a range or a name.</summary>
internal static class RulePort
{
    private const int MaxNameLength = 128;

    public static bool IsPort(string text)
    {
        if (text.Length > 0 && text.All(char.IsAsciiDigit)) return IsNumber(text, out _);
        var colon = text.IndexOf(':');
        return colon < 0
            ? IsName(text)
            : IsNumber(text.AsSpan(0, colon), out var first) && IsNumber(text.AsSpan(colon + 1), out var last) && first <= last;
    }

    /// <summary>Whether the value is a port by name, not by number.</summary>
    public static bool IsNamed(JsonNode? port) =>
        port.AsText() is { } text && !text.Contains(':') && !text.All(char.IsAsciiDigit);

    private static bool IsNumber(ReadOnlySpan<char> text, out ushort number) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number > 0;

    /// <remarks>Calico takes <c>80-90</c> for a name, which no port has: whoever writes it means a range.</remarks>
    private static bool IsName(string text) =>
        text.Length is > 0 and <= MaxNameLength
        && !text.All(static c => char.IsAsciiDigit(c) || c == '-')
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-');
}
