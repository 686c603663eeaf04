using System.Text.Json;
using System.Text.Json.Nodes;
using Margay.Api.Objects;
using Margay.Api.Replies;
using Margay.Api.Storage;

namespace Margay.Api.Requests;

/// <summary>The options of a deletion. Grace periods and propagation are read over: nothing here depends on either.</summary>
/// <param name="DryRun">Everything happens but the deletion itself.</param>
/// <param name="Uid">The identity that the object must have; null for any.</param>
/// <param name="Revision">The revision that the object must be at; null for any.</param>
public sealed record DeleteOptions(bool DryRun, string? Uid, string? Revision)
{
    /// <summary>Reads the options from the URL and, if there is one, the request's <c>v1 DeleteOptions</c> body.</summary>
    public static DeleteOptions Of(WriteOptions url, JsonObject? body)
    {
        var preconditions = body?["preconditions"] as JsonObject;
        var dryRun = url.DryRun || body?["dryRun"] is JsonArray { Count: > 0 };
        return new DeleteOptions(dryRun, Text(preconditions?["uid"]), Text(preconditions?["resourceVersion"]));
    }

    /// <summary>Why this object may not be deleted on these conditions; null if it may.</summary>
    public ApiFault? Refuse(ResourceKey key, JsonObject item, long revision)
    {
        if (Uid is not null && Uid != ObjectBody.Uid(item))
            return ApiFault.Conflict(key, $"the precondition names the UID {Uid}, but that of the object is {ObjectBody.Uid(item)}");
        return Revision is not null && Revision != revision.ToString()
            ? ApiFault.Conflict(key, $"the precondition names the revision {Revision}, but the object is at {revision}")
            : null;
    }

    private static string? Text(JsonNode? node) =>
        node is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;
}
