using System.Text.Json;
using Margay.Api.Replies;
using Margay.Api.Requests;
using Margay.Api.Storage;
using Margay.Model.Resources;

namespace Margay.Api.Tables;

/// <summary>How much of each object a table row carries beside its cells.</summary>
public enum RowContent
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The metadata, as a PartialObjectMetadata; what kubectl asks for.</summary>
    Metadata,

    /// <summary>The whole object.</summary>
    Object,
}

/// <summary>Writes objects as a <c>meta.k8s.io Table</c>.</summary>
public static class TableWriter
{
    /// <summary>Writes one table.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="apiVersion"><c>meta.k8s.io/v1</c> or <c>v1beta1</c>.</param>
    /// <param name="kind">The objects' kind, which determines the columns.</param>
    /// <param name="page">The objects and the revision of the table.</param>
    /// <param name="columns">False for the later tables of a watch: the client knows the columns by then.</param>
    /// <param name="content">What each row carries of its object.</param>
    /// <param name="now">The time that ages are relative to.</param>
    public static void Write(
        Utf8JsonWriter writer, string apiVersion, ResourceKind kind, ListPage page, bool columns, RowContent content, DateTimeOffset now)
    {
        writer.WriteStartObject();
        writer.WriteString("kind"u8, "Table"u8);
        writer.WriteString("apiVersion"u8, apiVersion);
        writer.WriteStartObject("metadata"u8);
        ListWriter.WriteMetadata(writer, page);
        writer.WriteEndObject();
        writer.WriteStartArray("columnDefinitions"u8);
        if (columns)
        {
            foreach (var column in KindColumns.Of(kind)) column.WriteDefinition(writer);
        }

        writer.WriteEndArray();
        writer.WriteStartArray("rows"u8);
        foreach (var item in page.List.Items) WriteRow(writer, item, content, now);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteRow(Utf8JsonWriter writer, StoredResource item, RowContent content, DateTimeOffset now)
    {
        using var document = JsonDocument.Parse(item.Json);
        writer.WriteStartObject();
        writer.WriteStartArray("cells"u8);
        foreach (var column in KindColumns.Of(item.Key.Kind)) writer.WriteStringValue(column.Cell(document.RootElement, now));
        writer.WriteEndArray();
        if (content == RowContent.Object)
        {
            writer.WritePropertyName("object"u8);
            writer.WriteRawValue(item.Json.Span, skipInputValidation: true);
        }
        else if (content == RowContent.Metadata)
        {
            writer.WritePropertyName("object"u8);
            PartialMetadata.Write(writer, document.RootElement);
        }

        writer.WriteEndObject();
    }
}
