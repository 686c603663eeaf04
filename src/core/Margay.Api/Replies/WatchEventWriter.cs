using System.Buffers;
using System.Text.Json;
using Margay.Api.Requests;
using Margay.Api.Selection;
using Margay.Api.Storage;
using Margay.Api.Tables;
using Margay.Model.Resources;

namespace Margay.Api.Replies;

/// <summary>Writes a watch's events, one a line, in the form that the client asked for.</summary>
/// <param name="kind">The kind watched.</param>
/// <param name="form">The form of the objects.</param>
/// <param name="rows">What table rows carry.</param>
public sealed class WatchEventWriter(ResourceKind kind, Representation form, RowContent rows)
{
    private bool _columnsSent;

    /// <summary>Writes that an object was added, changed or deleted.</summary>
    public void Write(IBufferWriter<byte> output, WatchEventType type, StoredResource resource, DateTimeOffset now)
    {
        output.Write(type switch
        {
            WatchEventType.Added => "{\"type\":\"ADDED\",\"object\":"u8,
            WatchEventType.Modified => "{\"type\":\"MODIFIED\",\"object\":"u8,
            _ => "{\"type\":\"DELETED\",\"object\":"u8,
        });
        WriteObject(output, resource, now);
        output.Write("}\n"u8);
    }

    /// <summary>Writes that everything up to a revision has been said.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="revision">The revision.</param>
    /// <param name="endsInitialEvents">Whether this is the mark after the objects that a watch began with.</param>
    public void WriteBookmark(IBufferWriter<byte> output, long revision, bool endsInitialEvents)
    {
        using (var writer = new Utf8JsonWriter(output))
        {
            var (name, version) = form switch
            {
                Representation.Table table => ("Table", table.ApiVersion),
                Representation.MetadataOnly => ("PartialObjectMetadata", "meta.k8s.io/v1"),
                _ => (kind.Kind, kind.ApiVersion),
            };
            writer.WriteStartObject();
            writer.WriteString("type"u8, "BOOKMARK"u8);
            writer.WriteStartObject("object"u8);
            writer.WriteString("kind"u8, name);
            writer.WriteString("apiVersion"u8, version);
            writer.WriteStartObject("metadata"u8);
            writer.WriteString("resourceVersion"u8, revision.ToString());
            if (endsInitialEvents)
            {
                writer.WriteStartObject("annotations"u8);
                writer.WriteString("k8s.io/initial-events-end"u8, "true"u8);
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        output.Write("\n"u8);
    }

    /// <summary>Writes why the watch ends here.</summary>
    public static void WriteError(IBufferWriter<byte> output, ApiFault fault)
    {
        using (var writer = new Utf8JsonWriter(output))
        {
            writer.WriteStartObject();
            writer.WriteString("type"u8, "ERROR"u8);
            writer.WritePropertyName("object"u8);
            fault.WriteTo(writer);
            writer.WriteEndObject();
        }

        output.Write("\n"u8);
    }

    private void WriteObject(IBufferWriter<byte> output, StoredResource resource, DateTimeOffset now)
    {
        switch (form)
        {
            case Representation.Table table:
                using (var writer = new Utf8JsonWriter(output))
                {
                    var one = new ListPage(new ResourceList(resource.Revision, [resource]), null, 0);
                    TableWriter.Write(writer, table.ApiVersion, kind, one, !_columnsSent, rows, now);
                }

                _columnsSent = true;
                break;
            case Representation.MetadataOnly:
                using (var document = JsonDocument.Parse(resource.Json))
                using (var writer = new Utf8JsonWriter(output))
                {
                    PartialMetadata.Write(writer, document.RootElement);
                }

                break;
            default:
                output.Write(resource.Json.Span);
                break;
        }
    }
}
