using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Margay.Primitives;

namespace Margay.Host.Cli.Output;

/// <summary>Writes JSON values as block-style YAML that every YAML 1.1 or 1.2 parser reads back as the same values.</summary>
internal static class YamlText
{
    private const string Indent = "  ";

    /// <summary>One YAML document, ended by a line break, its members in their own order.</summary>
    public static string Write(JsonNode? value)
    {
        var text = new StringBuilder();
        AppendTop(text, value);
        return text.ToString();
    }

    private static void AppendTop(StringBuilder text, JsonNode? value)
    {
        switch (value)
        {
            case JsonObject { Count: > 0 } members:
                AppendMembers(text, members, "");
                break;
            case JsonArray { Count: > 0 } items:
                AppendItems(text, items, "");
                break;
            default:
                AppendScalar(text, value, "");
                break;
        }
    }

    private static void AppendMembers(StringBuilder text, JsonObject members, string indent, bool firstIsIndented = false)
    {
        foreach (var (name, value) in members)
        {
            if (!firstIsIndented) text.Append(indent);
            firstIsIndented = false;
            text.Append(Quote(name)).Append(':');
            switch (value)
            {
                case JsonObject { Count: > 0 } inner:
                    text.Append('\n');
                    AppendMembers(text, inner, indent + Indent);
                    break;
                case JsonArray { Count: > 0 } items:
                    text.Append('\n');
                    AppendItems(text, items, indent);
                    break;
                default:
                    text.Append(' ');
                    AppendScalar(text, value, indent + Indent);
                    break;
            }
        }
    }

    private static void AppendItems(StringBuilder text, JsonArray items, string indent)
    {
        foreach (var item in items)
        {
            text.Append(indent).Append("- ");
            switch (item)
            {
                case JsonObject { Count: > 0 } members:
                    AppendMembers(text, members, indent + Indent, firstIsIndented: true);
                    break;
                case JsonArray { Count: > 0 } inner:
                    text.Length -= 1;
                    text.Append('\n');
                    AppendItems(text, inner, indent + Indent);
                    break;
                default:
                    AppendScalar(text, item, indent + Indent);
                    break;
            }
        }
    }

    private static void AppendScalar(StringBuilder text, JsonNode? value, string indent)
    {
        switch (value)
        {
            case JsonObject:
                text.Append("{}\n");
                break;
            case JsonArray:
                text.Append("[]\n");
                break;
            case JsonValue scalar when scalar.GetValueKind() == JsonValueKind.String:
                AppendString(text, scalar.GetValue<string>(), indent);
                break;
            default:
                text.Append(value?.ToJsonString() ?? "null").Append('\n');
                break;
        }
    }

    private static void AppendString(StringBuilder text, string value, string indent)
    {
        if (!CanBeLiteral(value))
        {
            text.Append(Quote(value)).Append('\n');
            return;
        }

        text.Append(value.EndsWith('\n') ? "|" : "|-").Append('\n');
        foreach (var line in value.TrimEnd('\n').Split('\n'))
            text.Append(line.Length == 0 ? "" : indent).Append(line).Append('\n');
    }

    /// <summary>Whether the block form keeps the text exactly: inner line breaks, at most one at the end, no lead blank.</summary>
    private static bool CanBeLiteral(string value) =>
        value.AsSpan().TrimEnd('\n').Contains('\n')
        && !value.EndsWith("\n\n", StringComparison.Ordinal)
        && value[0] is not (' ' or '\n')
        && !value.Any(letter => char.IsControl(letter) && letter != '\n');

    private static string Quote(string value) => IsPlain(value) ? value : DoubleQuoted(value);

    /// <summary>Whether the text, unquoted, is a string in YAML 1.1 and 1.2 and cannot be taken for syntax.</summary>
    private static bool IsPlain(string value)
    {
        if (value.Length == 0 || value[0] == ' ' || value[^1] is ' ' or ':') return false;
        if (Cidr.TryParse(value, out var cidr) && cidr.Family == IpFamily.V4) return true;
        if (!char.IsAsciiLetter(value[0]) && value[0] is not ('/' or '_' or '$' or '(')) return false;
        if (value.Any(letter => char.IsControl(letter) || letter is '\u2028' or '\u2029' or '\uFEFF')) return false;
        if (value.Contains(": ", StringComparison.Ordinal) || value.Contains(" #", StringComparison.Ordinal)) return false;
        return !IsReservedWord(value);
    }

    private static bool IsReservedWord(string value) => value.ToUpperInvariant() is
        "NULL" or "TRUE" or "FALSE" or "YES" or "NO" or "ON" or "OFF" or "Y" or "N";

    private static string DoubleQuoted(string value)
    {
        var text = new StringBuilder("\"");
        foreach (var letter in value)
        {
            text.Append(letter switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\t' => "\\t",
                '\r' => "\\r",
                _ when char.IsControl(letter) || letter is '\u2028' or '\u2029' or '\uFEFF' =>
                    "\\u" + ((int)letter).ToString("x4", CultureInfo.InvariantCulture),
                _ => letter.ToString(),
            });
        }

        return text.Append('"').ToString();
    }
}
