using System.Buffers;
using System.Globalization;
using System.Text;

namespace Margay.Model.Manifests;

/// <summary>How a text is written in YAML so that it is read back as this text.</summary>
internal static class YamlText
{
    private static readonly SearchValues<char> Indicators = SearchValues.Create(",[]{}#&*!|>'\"%@`");

    /// <summary>The text on one line: plain if that is safe, or else in single or double quotes.</summary>
    public static string Quote(string text)
    {
        if (!IsPrintable(text, allowLineFeed: false)) return Escape(text);
        if (!YamlScalars.IsText(text)) return $"\"{text}\"";
        return IsPlain(text) ? text : $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
    }

    /// <summary>Whether the text has several lines and can be written as a literal block.</summary>
    public static bool FitsBlock(string text) =>
        text.Contains('\n') && text[0] is not (' ' or '\n' or '\t') && IsPrintable(text, allowLineFeed: true);

    /// <summary>Appends a literal block with its header, each line after <paramref name="indent"/> blanks.</summary>
    public static void AppendBlock(string text, int indent, StringBuilder to)
    {
        to.Append(text.EndsWith("\n\n", StringComparison.Ordinal) ? "|+\n" : text.EndsWith('\n') ? "|\n" : "|-\n");
        var lines = text.EndsWith('\n') ? text[..^1] : text;
        foreach (var line in lines.Split('\n'))
        {
            if (line.Length > 0) to.Append(' ', indent).Append(line);
            to.Append('\n');
        }
    }

    private static bool IsPlain(string text)
    {
        if (Indicators.Contains(text[0]) || text[0] == ' ' || text[^1] is ' ' or ':') return false;
        if (text[0] is '-' or '?' or ':' && (text.Length == 1 || text[1] == ' ' || text[1] == text[0])) return false;
        if (text.StartsWith("...", StringComparison.Ordinal)) return false;
        return !text.Contains(": ", StringComparison.Ordinal)
            && !text.Contains(" #", StringComparison.Ordinal)
            && !text.Contains(" *", StringComparison.Ordinal);
    }

    private static bool IsPrintable(string text, bool allowLineFeed)
    {
        foreach (var c in text)
        {
            if (c == '\n' && allowLineFeed) continue;
            if (c < ' ' || c is >= '\x7f' and <= '\xa0') return false;
            if (c is '\u2028' or '\u2029' or '\ufeff' or '\ufffe' or '\uffff') return false;
        }

        return true;
    }

    private static string Escape(string text)
    {
        var escaped = new StringBuilder("\"");
        foreach (var c in text)
        {
            switch (c)
            {
                case '"': escaped.Append("\\\""); break;
                case '\\': escaped.Append("\\\\"); break;
                case '\n': escaped.Append("\\n"); break;
                case '\t': escaped.Append("\\t"); break;
                case '\r': escaped.Append("\\r"); break;
                default:
                    if (IsPrintable(c.ToString(), allowLineFeed: false)) escaped.Append(c);
                    else escaped.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
                    break;
            }
        }

        return escaped.Append('"').ToString();
    }
}
