using System.Text;
using System.Text.Json.Nodes;

namespace Margay.Api.Protobuf;

/// <summary>
/// Reads the few objects that kubectl sends as protobuf whatever the server prefers (<c>kubectl create namespace</c>,
/// <c>create serviceaccount</c>, <c>create secret</c>, the deletions of <c>drain</c>).
/// </summary>
/// <remarks>The form is Kubernetes' own: four bytes of magic, then a <c>runtime.Unknown</c> that names the type.</remarks>
public static class KubernetesProtobuf
{
    /// <summary>The media type.</summary>
    public const string ContentType = "application/vnd.kubernetes.protobuf";

    private const int TypeMetaField = 1;
    private const int RawField = 2;

    private static ReadOnlySpan<byte> Magic => "k8s\0"u8;

    /// <summary>The object as JSON; null with the reason if it is malformed or of a type that is not read here.</summary>
    public static JsonObject? Read(ReadOnlySpan<byte> body, out string? problem)
    {
        problem = "the body is no Kubernetes protobuf";
        if (!body.StartsWith(Magic)) return null;
        var (apiVersion, kind) = ("", "");
        ReadOnlySpan<byte> raw = default;
        var envelope = new ProtobufReader(body[Magic.Length..]);
        while (envelope.TryReadField(out var field, out _, out var bytes))
        {
            if (field == TypeMetaField) (apiVersion, kind) = ReadPair(bytes);
            else if (field == RawField) raw = bytes;
        }

        if (envelope.IsMalformed) return null;
        if (!MessageShape.ByType.TryGetValue((apiVersion, kind), out var shape))
        {
            problem = $"{kind} of {apiVersion} is not read as protobuf; send JSON";
            return null;
        }

        if (ReadMessage(raw, shape) is not { } item) return null;
        item["apiVersion"] = apiVersion;
        item["kind"] = kind;
        problem = null;
        return item;
    }

    private static JsonObject? ReadMessage(ReadOnlySpan<byte> message, MessageShape shape)
    {
        var item = new JsonObject();
        var reader = new ProtobufReader(message);
        while (reader.TryReadField(out var number, out var value, out var bytes))
        {
            switch (shape.Find(number))
            {
                case null:
                    break;
                case FieldShape.TextMap map:
                    var (key, text) = ReadPair(bytes);
                    EntriesOf(item, map)[key] = text;
                    break;
                case FieldShape.ByteMap map:
                    var (name, content) = ReadEntry(bytes);
                    EntriesOf(item, map)[name] = Convert.ToBase64String(content);
                    break;
                case var field when ReadValue(field, value, bytes) is { } node:
                    Put(item, field, node);
                    break;
                default:
                    return null;
            }
        }

        return reader.IsMalformed ? null : item;
    }

    private static JsonNode? ReadValue(FieldShape field, ulong number, ReadOnlySpan<byte> bytes) => field switch
    {
        FieldShape.Text => Encoding.UTF8.GetString(bytes),
        FieldShape.Number => (long)number,
        FieldShape.Flag => number != 0,
        FieldShape.Message message => ReadMessage(bytes, message.Shape),
        _ => null,
    };

    private static void Put(JsonObject item, FieldShape field, JsonNode value)
    {
        if (!field.Repeated)
        {
            item[field.Name] = value;
            return;
        }

        if (item[field.Name] is not JsonArray list) item[field.Name] = list = [];
        list.Add(value);
    }

    private static JsonObject EntriesOf(JsonObject item, FieldShape map)
    {
        if (item[map.Name] is not JsonObject entries) item[map.Name] = entries = [];
        return entries;
    }

    /// <summary>A message of two strings: a type's version and kind, or a map's key and value.</summary>
    private static (string First, string Second) ReadPair(ReadOnlySpan<byte> message)
    {
        var (first, second) = ReadEntry(message);
        return (first, Encoding.UTF8.GetString(second));
    }

    private static (string Key, byte[] Value) ReadEntry(ReadOnlySpan<byte> message)
    {
        var (key, value) = ("", Array.Empty<byte>());
        var reader = new ProtobufReader(message);
        while (reader.TryReadField(out var field, out _, out var bytes))
        {
            if (field == 1) key = Encoding.UTF8.GetString(bytes);
            else if (field == 2) value = bytes.ToArray();
        }

        return (key, value);
    }
}
