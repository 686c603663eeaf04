using System.Diagnostics;
using Margay.Api.Patching;
using Margay.Api.Replies;
using Margay.Api.Requests;
using Margay.Api.Storage;

namespace Margay.Host.Hub;

/// <summary>Leads each request to what answers it, once it is known who asks and that he may.</summary>
internal sealed class RequestRouter(
    BearerTokens tokens,
    ServerDocuments documents,
    IReadOnlyList<IAnswers> answers,
    ResourceReads reads,
    ResourceWrites writes,
    ReplyWriter replies,
    HubTelemetry telemetry)
{
    public async Task HandleAsync(HttpContext context)
    {
        var started = Stopwatch.GetTimestamp();
        var path = context.Request.Path.Value ?? "/";
        var query = QueryParameters.Parse(context.Request.QueryString.Value ?? "");
        var resource = ResourcePath.TryParse(path, out var parsed) ? parsed : null;
        var verb = VerbOf(context.Request.Method, resource, query);
        var reply = await AnswerAsync(context, path, query, resource, verb);
        await replies.WriteAsync(context, query, reply);
        telemetry.Answered(verb, resource, context.Response.StatusCode, Stopwatch.GetElapsedTime(started));
    }

    private async Task<Reply> AnswerAsync(
        HttpContext context, string path, QueryParameters query, ResourcePath? resource, string verb)
    {
        try
        {
            if (context.Request.Method == "GET" && documents.Public(path) is { } open) return open;
            if (tokens.Identify(context.Request.Headers.Authorization) is not { } caller) return ApiFault.Unauthorized();
            if (resource is null)
            {
                foreach (var answering in answers)
                {
                    if (await answering.AnswerAsync(context, caller, path, query) is { } answer) return answer;
                }

                return context.Request.Method == "GET" && documents.Private(path, context.Request.Headers.Accept) is { } document
                    ? document
                    : ApiFault.NoSuchPath();
            }

            if (verb.Length == 0) return ApiFault.MethodNotAllowed();
            if (Authorizer.Refuse(caller, verb, resource, query) is { } refused) return refused;
            return verb switch
            {
                "get" => reads.Get(resource),
                "list" or "watch" => reads.ListOrWatch(resource, query),
                _ => await WriteAsync(context, query, resource, verb),
            };
        }
        catch (PatchException fault)
        {
            return new ApiFault(422, "Invalid", fault.Message);
        }
        catch (BadHttpRequestException fault)
        {
            return fault.StatusCode == 413 ? ApiFault.TooLarge(RequestBody.MaxBytes) : ApiFault.BadRequest(fault.Message);
        }
        catch (StoreUnavailableException fault)
        {
            telemetry.StoreUnavailable(fault);
            return ApiFault.Unavailable(fault.Message);
        }
        catch (Exception defect) when (defect is not OperationCanceledException)
        {
            telemetry.Failed(context.Request.Method, path, defect);
            return ApiFault.Internal(defect.Message);
        }
    }

    private async Task<Reply> WriteAsync(HttpContext context, QueryParameters query, ResourcePath path, string verb)
    {
        if (!WriteOptions.TryParse(query, out var options, out var problem)) return ApiFault.BadRequest(problem);
        var stop = context.RequestAborted;
        var body = await RequestBody.ReadAsync(context.Request, stop);
        var warnings = new List<string>();
        var reply = verb switch
        {
            "create" => await CreateAsync(path, body, options, warnings, stop),
            "update" => await UpdateAsync(path, body, options, warnings, stop),
            "patch" => await PatchAsync(path, body, options, warnings, stop),
            "delete" => await DeleteAsync(path, body, options, stop),
            "deletecollection" => await DeleteCollectionAsync(path, query, body, options, stop),
            _ => throw new UnreachableException(),
        };
        foreach (var warning in warnings) context.Response.Headers.Append("Warning", WarningHeader.Of(warning));
        return reply;
    }

    private async Task<Reply> CreateAsync(
        ResourcePath path, RequestBody body, WriteOptions options, List<string> warnings, CancellationToken stop) =>
        body.ParseObject(out var fault) is { } item ? await writes.CreateAsync(path, item, options, warnings, stop) : fault!;

    private async Task<Reply> UpdateAsync(
        ResourcePath path, RequestBody body, WriteOptions options, List<string> warnings, CancellationToken stop) =>
        body.ParseObject(out var fault) is { } item
            ? await writes.UpdateAsync(path, _ => item.DeepClone().AsObject(), options, warnings, stop)
            : fault!;

    private async Task<Reply> PatchAsync(
        ResourcePath path, RequestBody body, WriteOptions options, List<string> warnings, CancellationToken stop) =>
        ObjectPatch.Of(body, path.Kind, out var fault) is { } edit
            ? await writes.UpdateAsync(path, edit, options, warnings, stop)
            : fault!;

    private async Task<Reply> DeleteAsync(ResourcePath path, RequestBody body, WriteOptions options, CancellationToken stop) =>
        DeleteOptionsOf(body, options, out var fault) is { } conditions
            ? await writes.DeleteAsync(path.Key, conditions, stop)
            : fault!;

    private async Task<Reply> DeleteCollectionAsync(
        ResourcePath path, QueryParameters query, RequestBody body, WriteOptions options, CancellationToken stop)
    {
        if (DeleteOptionsOf(body, options, out var fault) is not { } conditions) return fault!;
        var reply = reads.ListOrWatch(path, query);
        if (reply is not Reply.Many many) return ApiFault.BadRequest("a collection cannot be deleted and watched at once");
        foreach (var item in many.Page.List.Items)
        {
            var deleted = await writes.DeleteAsync(item.Key, conditions, stop);
            if (deleted is Reply.Refused { Fault.Code: not 404 }) return deleted;
        }

        return reply;
    }

    private static DeleteOptions? DeleteOptionsOf(RequestBody body, WriteOptions options, out ApiFault? fault)
    {
        fault = null;
        if (body.Content.Length == 0) return DeleteOptions.Of(options, null);
        return body.ParseObject(out fault) is { } item ? DeleteOptions.Of(options, item) : null;
    }

    private static string VerbOf(string method, ResourcePath? path, QueryParameters query) => (method, path) switch
    {
        ("GET", { Name: not null }) => "get",
        ("GET", { Name: null }) => query.IsSet("watch") ? "watch" : "list",
        ("POST", { Name: null }) when path.Namespace is not null || !path.Kind.Namespaced => "create",
        ("PUT", { Name: not null }) => "update",
        ("PATCH", { Name: not null }) => "patch",
        ("DELETE", { Name: not null, Subresource: null }) => "delete",
        ("DELETE", { Name: null }) => "deletecollection",
        ("GET", null) => "get",
        _ => "",
    };
}
