using System.Text.Json;
using Margay.Api.Replies;
using Margay.Api.Requests;

namespace Margay.Api.Tables;

/// <summary>An object without anything but its metadata.</summary>
public static class PartialMetadata
{
    /// <summary>Writes <c>meta.k8s.io/v1 PartialObjectMetadata</c> of an object.</summary>
    public static void Write(Utf8JsonWriter writer, JsonElement item)
    {
        writer.WriteStartObject();
        writer.WriteString("kind"u8, "PartialObjectMetadata"u8);
        writer.WriteString("apiVersion"u8, "meta.k8s.io/v1"u8);
        if (item.TryGetProperty("metadata"u8, out var metadata))
        {
            writer.WritePropertyName("metadata"u8);
            metadata.WriteTo(writer);
        }

        writer.WriteEndObject();
    }

    /// <summary>Writes <c>meta.k8s.io/v1 PartialObjectMetadataList</c> of a page.</summary>
    public static void WriteList(Utf8JsonWriter writer, ListPage page)
    {
        writer.WriteStartObject();
        writer.WriteString("kind"u8, "PartialObjectMetadataList"u8);
        writer.WriteString("apiVersion"u8, "meta.k8s.io/v1"u8);
        writer.WriteStartObject("metadata"u8);
        ListWriter.WriteMetadata(writer, page);
        writer.WriteEndObject();
        writer.WriteStartArray("items"u8);
        foreach (var item in page.List.Items)
        {
            using var document = JsonDocument.Parse(item.Json);
            Write(writer, document.RootElement);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
