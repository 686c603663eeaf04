using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Margay.Client;

/// <summary>Reads the API's envelopes (lists and watch events) around objects of one contract.</summary>
internal static class ResourceReader
{
    /// <summary>One page of a list.</summary>
    internal readonly record struct Page(string ResourceVersion, string? Continue);

    /// <summary>Reads one object.</summary>
    internal static T ReadObject<T>(ReadOnlySpan<byte> json, JsonTypeInfo<T> contract)
    {
        var reader = new Utf8JsonReader(json);
        return JsonSerializer.Deserialize(ref reader, contract) ?? throw new JsonException("expected an object, found null");
    }

    /// <summary>Reads a list and adds its objects to <paramref name="items"/>.</summary>
    internal static Page ReadList<T>(ReadOnlySpan<byte> json, JsonTypeInfo<T> contract, List<T> items)
    {
        var reader = new Utf8JsonReader(json);
        var page = new Page("", null);
        Expect(ref reader, JsonTokenType.StartObject);
        while (NextMember(ref reader))
        {
            if (reader.ValueTextEquals("metadata"u8)) page = ReadMeta(ref reader);
            else if (reader.ValueTextEquals("items"u8)) ReadItems(ref reader, contract, items);
            else reader.Skip();
        }

        return page;
    }

    /// <summary>Reads one line of a watch.</summary>
    /// <exception cref="ApiException">The event says that the watch has failed.</exception>
    internal static WatchEvent<T> ReadEvent<T>(in ReadOnlySequence<byte> line, JsonTypeInfo<T> contract)
    {
        var reader = new Utf8JsonReader(line);
        string? type = null;
        Utf8JsonReader held = default;
        var isHeld = false;
        Expect(ref reader, JsonTokenType.StartObject);
        while (NextMember(ref reader))
        {
            if (reader.ValueTextEquals("type"u8))
            {
                reader.Read();
                type = reader.GetString();
            }
            else if (reader.ValueTextEquals("object"u8))
            {
                if (type is not null) return ReadEventObject(type, ref reader, contract);
                held = reader;
                isHeld = true;
                reader.Skip();
            }
            else
            {
                reader.Skip();
            }
        }

        if (type is null || !isHeld) throw new JsonException("a watch event has a type and an object");
        return ReadEventObject(type, ref held, contract);
    }

    private static WatchEvent<T> ReadEventObject<T>(string type, ref Utf8JsonReader reader, JsonTypeInfo<T> contract)
    {
        reader.Read();
        if (type == "ERROR")
        {
            using var status = JsonDocument.ParseValue(ref reader);
            throw ApiException.FromStatus(500, status.RootElement);
        }

        if (type == "BOOKMARK") return new WatchEvent<T>.Bookmark(ReadBookmark(ref reader));
        var item = JsonSerializer.Deserialize(ref reader, contract) ?? throw new JsonException("a watch event without object");
        return type switch
        {
            "ADDED" => new WatchEvent<T>.Added(item),
            "MODIFIED" => new WatchEvent<T>.Modified(item),
            "DELETED" => new WatchEvent<T>.Deleted(item),
            _ => throw new JsonException($"a watch event of the unknown type '{type}'"),
        };
    }

    private static string ReadBookmark(ref Utf8JsonReader reader)
    {
        using var bookmark = JsonDocument.ParseValue(ref reader);
        return bookmark.RootElement.TryGetProperty("metadata", out var metadata)
            && metadata.TryGetProperty("resourceVersion", out var version)
            && version.GetString() is { Length: > 0 } text
                ? text
                : throw new JsonException("a bookmark without metadata.resourceVersion");
    }

    private static Page ReadMeta(ref Utf8JsonReader reader)
    {
        string version = "", token = "";
        reader.Read();
        while (NextMember(ref reader))
        {
            var isVersion = reader.ValueTextEquals("resourceVersion"u8);
            var isToken = reader.ValueTextEquals("continue"u8);
            reader.Read();
            if (isVersion) version = reader.GetString() ?? "";
            else if (isToken) token = reader.GetString() ?? "";
            else reader.Skip();
        }

        return new Page(version, token.Length == 0 ? null : token);
    }

    private static void ReadItems<T>(ref Utf8JsonReader reader, JsonTypeInfo<T> contract, List<T> items)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null) return;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            items.Add(JsonSerializer.Deserialize(ref reader, contract) ?? throw new JsonException("a list with a null item"));
    }

    private static bool NextMember(ref Utf8JsonReader reader) =>
        reader.Read() && reader.TokenType == JsonTokenType.PropertyName;

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType token)
    {
        if (!reader.Read() || reader.TokenType != token) throw new JsonException($"expected {token}, found {reader.TokenType}");
    }
}
