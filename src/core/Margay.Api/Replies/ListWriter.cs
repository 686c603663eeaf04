using System.Buffers;
using System.Text.Json;
using Margay.Api.Requests;
using Margay.Api.Storage;
using Margay.Model.Resources;

namespace Margay.Api.Replies;

/// <summary>Writes a list of whole objects from their stored bytes.</summary>
public static class ListWriter
{
    /// <summary>Writes everything before the first object.</summary>
    public static void WriteHead(IBufferWriter<byte> output, ResourceKind kind, ListPage page)
    {
        using var writer = new Utf8JsonWriter(output, new JsonWriterOptions { SkipValidation = true });
        writer.WriteStartObject();
        writer.WriteString("kind"u8, $"{kind.Kind}List");
        writer.WriteString("apiVersion"u8, kind.ApiVersion);
        writer.WriteStartObject("metadata"u8);
        WriteMetadata(writer, page);
        writer.WriteEndObject();
        writer.WriteStartArray("items"u8);
    }

    /// <summary>Writes one object; <paramref name="index"/> counts from 0.</summary>
    public static void WriteItem(IBufferWriter<byte> output, int index, StoredResource item)
    {
        if (index > 0) output.Write(","u8);
        output.Write(item.Json.Span);
    }

    /// <summary>Writes everything after the last object.</summary>
    public static void WriteTail(IBufferWriter<byte> output) => output.Write("]}"u8);

    internal static void WriteMetadata(Utf8JsonWriter writer, ListPage page)
    {
        writer.WriteString("resourceVersion"u8, page.List.Revision.ToString());
        if (page.Continue is not { } next) return;
        writer.WriteString("continue"u8, next.ToString());
        writer.WriteNumber("remainingItemCount"u8, page.Remaining);
    }
}
