using System.Text;
using System.Text.Json.Nodes;
using Margay.Model.Validation;

namespace Margay.Model.Manifests;

/// <summary>
/// Writes YAML as <c>kubectl get -o yaml</c> does: keys sorted, two blanks a level, lists not indented.
/// </summary>
/// <remarks><see cref="ManifestReader"/> reads it back to the same JSON. Pure and thread-safe.</remarks>
public static class ManifestWriter
{
    /// <summary>
    /// Keys longer than this are written after a question mark: YAML limits the others to 1024 characters.
    /// </summary>
    private const int MaxPlainKeyLength = 512;

    /// <summary>The node as one YAML document without a document mark, ending in a line feed.</summary>
    public static string ToYaml(JsonNode node)
    {
        var text = new StringBuilder();
        WriteBlock(node, 0, text);
        if (text[^1] != '\n') text.Append('\n');
        return text.ToString();
    }

    private static void WriteBlock(JsonNode? node, int indent, StringBuilder text)
    {
        switch (node)
        {
            case JsonObject { Count: > 0 } members: WriteMembers(members, indent, text); break;
            case JsonArray { Count: > 0 } items: WriteItems(items, indent, text); break;
            default: WriteInline(node, indent, text); break;
        }
    }

    /// <summary>
    /// Writes members one a line; the first goes where the text stands, the others after <paramref name="indent"/>
    /// blanks.
    /// </summary>
    private static void WriteMembers(JsonObject members, int indent, StringBuilder text)
    {
        var first = true;
        foreach (var (name, value) in members.OrderBy(member => member.Key, StringComparer.Ordinal))
        {
            if (!first) text.Append(' ', indent);
            first = false;
            var key = YamlText.Quote(name);
            if (key.Length <= MaxPlainKeyLength) text.Append(key).Append(':');
            else text.Append("? ").Append(key).Append('\n').Append(' ', indent).Append(':');
            if (value is JsonObject { Count: > 0 })
            {
                text.Append('\n').Append(' ', indent + 2);
                WriteBlock(value, indent + 2, text);
            }
            else if (value is JsonArray { Count: > 0 })
            {
                text.Append('\n').Append(' ', indent);
                WriteBlock(value, indent, text);
            }
            else
            {
                text.Append(' ');
                WriteInline(value, indent, text);
            }
        }
    }

    private static void WriteItems(JsonArray items, int indent, StringBuilder text)
    {
        for (var i = 0; i < items.Count; i++)
        {
            if (i > 0) text.Append(' ', indent);
            text.Append("- ");
            WriteBlock(items[i], indent + 2, text);
        }
    }

    private static void WriteInline(JsonNode? node, int indent, StringBuilder text)
    {
        if (node.AsText() is { } value && YamlText.FitsBlock(value))
        {
            YamlText.AppendBlock(value, indent + 2, text);
            return;
        }

        text.Append(node switch
        {
            null => "null",
            JsonObject => "{}",
            JsonArray => "[]",
            _ => node.AsText() is { } plain ? YamlText.Quote(plain) : node.ToJsonString(),
        });
        text.Append('\n');
    }
}
