using System.Buffers;
using System.Text.Json;
using Margay.Api.Replies;
using Margay.Api.Requests;
using Margay.Api.Storage;
using Margay.Api.Tables;

namespace Margay.Host.Hub;

/// <summary>Puts replies on the wire, in the form that the client's Accept header asks for.</summary>
internal sealed class ReplyWriter(TimeProvider clock, WatchStream watches, HubMetrics metrics, CancellationToken stopping)
{
    private const int FlushEvery = 64 * 1024;

    public async Task WriteAsync(HttpContext context, QueryParameters query, Reply reply)
    {
        var form = Representation.Choose(context.Request.Headers.Accept);
        if (form is null && reply is Reply.One or Reply.Many or Reply.Stream)
        {
            reply = new ApiFault(
                406, "NotAcceptable", "only the following media types are accepted: application/json, also as Table or PartialObjectMetadata");
        }

        var response = context.Response;
        response.ContentType = "application/json";
        switch (reply)
        {
            case Reply.Refused refused:
                response.StatusCode = refused.Fault.Code;
                if (refused.Fault.RetryAfterSeconds is { } seconds) response.Headers.RetryAfter = seconds.ToString();
                WriteJson(response, refused.Fault.WriteTo);
                break;
            case Reply.Document document:
                response.ContentType = document.ContentType;
                response.BodyWriter.Write(document.Content);
                break;
            case Reply.Deleted deleted:
                WriteJson(response, writer => SuccessStatus.Write(writer, deleted.Key, deleted.Uid));
                break;
            case Reply.One one:
                response.StatusCode = one.Code;
                WriteOne(response, form!, RowsOf(query), one.Resource);
                break;
            case Reply.Many many:
                await WriteManyAsync(context, form!, RowsOf(query), many);
                break;
            case Reply.Stream stream:
                await StreamAsync(context, form!, RowsOf(query), stream);
                return;
        }

        await response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    private async Task StreamAsync(HttpContext context, Representation form, RowContent rows, Reply.Stream stream)
    {
        var watchers = metrics.Watchers.With(stream.Kind.QualifiedPlural);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        watchers.Add(1);
        try
        {
            await context.Response.StartAsync(end.Token);
            await watches.RunAsync(stream.Kind, stream.Options, form, rows, context.Response.BodyWriter, end.Token);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The client went away or the hub stops: both are how watches end.
            return;
        }
        finally
        {
            watchers.Add(-1);
        }
    }

    private void WriteOne(HttpResponse response, Representation form, RowContent rows, StoredResource resource)
    {
        switch (form)
        {
            case Representation.Table table:
                var page = new ListPage(new ResourceList(resource.Revision, [resource]), null, 0);
                WriteJson(response, writer => TableWriter.Write(
                    writer, table.ApiVersion, resource.Key.Kind, page, columns: true, rows, clock.GetUtcNow()));
                break;
            case Representation.MetadataOnly:
                using (var document = JsonDocument.Parse(resource.Json))
                {
                    WriteJson(response, writer => PartialMetadata.Write(writer, document.RootElement));
                }

                break;
            default:
                response.BodyWriter.Write(resource.Json.Span);
                break;
        }
    }

    private async Task WriteManyAsync(HttpContext context, Representation form, RowContent rows, Reply.Many many)
    {
        var output = context.Response.BodyWriter;
        switch (form)
        {
            case Representation.Table table:
                WriteJson(context.Response, writer => TableWriter.Write(
                    writer, table.ApiVersion, many.Kind, many.Page, columns: true, rows, clock.GetUtcNow()));
                break;
            case Representation.MetadataOnly:
                WriteJson(context.Response, writer => PartialMetadata.WriteList(writer, many.Page));
                break;
            default:
                ListWriter.WriteHead(output, many.Kind, many.Page);
                for (var i = 0; i < many.Page.List.Items.Count; i++)
                {
                    ListWriter.WriteItem(output, i, many.Page.List.Items[i]);
                    if (output.UnflushedBytes > FlushEvery) await output.FlushAsync(context.RequestAborted);
                }

                ListWriter.WriteTail(output);
                break;
        }
    }

    private static RowContent RowsOf(QueryParameters query) => query["includeObject"] switch
    {
        "None" => RowContent.None,
        "Object" => RowContent.Object,
        _ => RowContent.Metadata,
    };

    private static void WriteJson(HttpResponse response, Action<Utf8JsonWriter> write)
    {
        using var writer = new Utf8JsonWriter(response.BodyWriter);
        write(writer);
    }
}
