using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Margay.Model.Manifests;

/// <summary>What a YAML scalar means: the rules of YAML 1.1 as kubectl's reader applies them.</summary>
internal static class YamlScalars
{
    private const string TagPrefix = "tag:yaml.org,2002:";

    /// <summary>The value of a scalar, null for YAML's null; false if it contradicts its own tag.</summary>
    public static bool TryResolve(Scalar scalar, out JsonValue? value, [NotNullWhen(false)] out string? problem)
    {
        problem = null;
        var tag = scalar.Tag.IsEmpty || scalar.Tag.IsNonSpecific ? "" : scalar.Tag.Value;
        if (scalar.Tag.IsEmpty && scalar.Style == ScalarStyle.Plain)
            return TryResolvePlain(scalar.Value, out value, out problem);
        value = JsonValue.Create(scalar.Value);
        switch (tag)
        {
            case TagPrefix + "null" when IsNull(scalar.Value):
                value = null;
                return true;
            case TagPrefix + "bool" when BooleanOf(scalar.Value) is { } flag:
                value = JsonValue.Create(flag);
                return true;
            case TagPrefix + "int" when IntegerOf(scalar.Value) is { } integer:
                value = integer;
                return true;
            case TagPrefix + "float" when NumberOf(scalar.Value) is { } number:
                value = number;
                return true;
            case TagPrefix + "binary" when TryDecode(scalar.Value, out var text):
                value = JsonValue.Create(text);
                return true;
            case TagPrefix + "null" or TagPrefix + "bool" or TagPrefix + "int":
            case TagPrefix + "float" or TagPrefix + "binary":
                problem = $"this is no {tag[TagPrefix.Length..]}, although its tag says so";
                return false;
            default:
                return true;
        }
    }

    /// <summary>Whether a text, written plain, would be read as something else.</summary>
    public static bool IsText(string text) =>
        !IsNull(text) && BooleanOf(text) is null && NumberOf(text) is null && !IsNotFinite(text) && text != "<<";

    private static bool TryResolvePlain(string text, out JsonValue? value, [NotNullWhen(false)] out string? problem)
    {
        problem = null;
        value = null;
        if (IsNull(text)) return true;
        if (IsNotFinite(text))
        {
            problem = $"{text} has no place in JSON: put it in quotes if the text is meant";
            return false;
        }

        value = BooleanOf(text) is { } flag ? JsonValue.Create(flag) : NumberOf(text) ?? JsonValue.Create(text);
        return true;
    }

    private static bool IsNull(string text) => text is "" or "~" or "null" or "Null" or "NULL";

    private static bool IsNotFinite(string text) =>
        text is ".nan" or ".NaN" or ".NAN"
            or ".inf" or ".Inf" or ".INF"
            or "+.inf" or "+.Inf" or "+.INF"
            or "-.inf" or "-.Inf" or "-.INF";

    private static bool? BooleanOf(string text) => text switch
    {
        "y" or "Y" or "yes" or "Yes" or "YES" or "true" or "True" or "TRUE" or "on" or "On" or "ON" => true,
        "n" or "N" or "no" or "No" or "NO" or "false" or "False" or "FALSE" or "off" or "Off" or "OFF" => false,
        _ => null,
    };

    private static JsonValue? NumberOf(string text)
    {
        if (text.Length == 0 || !(char.IsAsciiDigit(text[0]) || text[0] is '+' or '-' or '.')) return null;
        return IntegerOf(text) ?? DecimalOf(text);
    }

    /// <summary>Decimal, octal (0 or 0o), hexadecimal (0x) or binary (0b), with underscores anywhere.</summary>
    private static JsonValue? IntegerOf(string text)
    {
        var digits = text.Replace("_", "", StringComparison.Ordinal).AsSpan();
        var negative = digits is ['-', ..];
        if (digits is ['+' or '-', ..]) digits = digits[1..];
        var radix = RadixOf(ref digits);
        if (digits.IsEmpty || digits.Length > 64) return null;
        var value = BigInteger.Zero;
        foreach (var c in digits)
        {
            var digit = char.IsAsciiHexDigit(c) ? Convert.ToInt32(c.ToString(), 16) : radix;
            if (digit >= radix) return null;
            value = (value * radix) + digit;
        }

        if (negative) value = -value;
        if (value >= long.MinValue && value <= long.MaxValue) return JsonValue.Create((long)value);
        return value > 0 && value <= ulong.MaxValue ? JsonValue.Create((ulong)value) : null;
    }

    private static int RadixOf(ref ReadOnlySpan<char> digits)
    {
        if (digits is not ['0', _, ..]) return 10;
        var radix = char.ToLowerInvariant(digits[1]) switch
        {
            'x' => 16,
            'o' => 8,
            'b' => 2,
            _ => 0,
        };
        digits = digits[(radix == 0 ? 1 : 2)..];
        return radix == 0 ? 8 : radix;
    }

    private static JsonValue? DecimalOf(string text)
    {
        const NumberStyles style =
            NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        var digits = text.Replace("_", "", StringComparison.Ordinal);
        return double.TryParse(digits, style, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? JsonValue.Create(number)
            : null;
    }

    private static bool TryDecode(string base64, [NotNullWhen(true)] out string? text)
    {
        text = null;
        if (!Base64.IsValid(base64)) return false;
        text = Encoding.UTF8.GetString(Convert.FromBase64String(base64));
        return true;
    }
}
