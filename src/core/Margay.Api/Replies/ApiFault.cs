using System.Text.Json;
using Margay.Api.Storage;
using Margay.Model.Resources;

namespace Margay.Api.Replies;

/// <summary>Why a request was refused, as Kubernetes says it: the failure form of <c>v1 Status</c>.</summary>
/// <param name="Code">The HTTP status code.</param>
/// <param name="Reason">One of Kubernetes' reasons, as in <c>NotFound</c>; clients branch on it.</param>
/// <param name="Message">A sentence for a person.</param>
public sealed record ApiFault(int Code, string Reason, string Message)
{
    /// <summary>What the request was about; null if nothing more is known than the message says.</summary>
    public FaultSubject? Subject { get; init; }

    /// <summary>The single things that are wrong, each with its field.</summary>
    public IReadOnlyList<FaultCause> Causes { get; init; } = [];

    /// <summary>When the client may try again, in seconds; null if trying again is of no use.</summary>
    public int? RetryAfterSeconds { get; init; }

    /// <summary>400: the request itself is malformed.</summary>
    public static ApiFault BadRequest(string message) => new(400, "BadRequest", message);

    /// <summary>401: the caller is not known.</summary>
    public static ApiFault Unauthorized() => new(401, "Unauthorized", "Unauthorized");

    /// <summary>403: the caller may not do this.</summary>
    public static ApiFault Forbidden(ResourceKind kind, string name, string why) =>
        new(403, "Forbidden", $"{kind.QualifiedPlural}{Quoted(name)} is forbidden: {why}") { Subject = FaultSubject.Of(kind, name) };

    /// <summary>404: the object does not exist.</summary>
    public static ApiFault NotFound(ResourceKey key) =>
        new(404, "NotFound", $"{key.Kind.QualifiedPlural} \"{key.Name}\" not found") { Subject = FaultSubject.Of(key.Kind, key.Name) };

    /// <summary>404: nothing is served at this path.</summary>
    public static ApiFault NoSuchPath() => new(404, "NotFound", "the server could not find the requested resource");

    /// <summary>405: the path exists, the verb does not.</summary>
    public static ApiFault MethodNotAllowed() =>
        new(405, "MethodNotAllowed", "the server does not allow this method on the requested resource");

    /// <summary>409: the object exists.</summary>
    public static ApiFault AlreadyExists(ResourceKey key) =>
        new(409, "AlreadyExists", $"{key.Kind.QualifiedPlural} \"{key.Name}\" already exists")
        {
            Subject = FaultSubject.Of(key.Kind, key.Name),
        };

    /// <summary>409: the object has moved on since the caller read it.</summary>
    public static ApiFault Conflict(ResourceKey key, string why) =>
        new(409, "Conflict", $"Operation cannot be fulfilled on {key.Kind.QualifiedPlural} \"{key.Name}\": {why}")
        {
            Subject = FaultSubject.Of(key.Kind, key.Name),
        };

    /// <summary>410: the revision asked for is no longer there; the client has to list again.</summary>
    public static ApiFault Expired(string message) => new(410, "Expired", message);

    /// <summary>413: the body is larger than the server reads.</summary>
    public static ApiFault TooLarge(long limit) =>
        new(413, "RequestEntityTooLarge", $"the request is larger than the limit of {limit} bytes");

    /// <summary>415: the body's media type is not one the server reads here.</summary>
    public static ApiFault UnsupportedMediaType(string message) => new(415, "UnsupportedMediaType", message);

    /// <summary>422: the object is not valid; every fault is named with its field.</summary>
    public static ApiFault Invalid(ResourceKind kind, string name, IReadOnlyList<FaultCause> causes) =>
        new(422, "Invalid", $"{kind.Kind}{(kind.Group.Length == 0 ? "" : "." + kind.Group)} \"{name}\" is invalid: {Join(causes)}")
        {
            Subject = new FaultSubject(name, kind.Group, kind.Kind, null),
            Causes = causes,
        };

    /// <summary>500: the server failed.</summary>
    public static ApiFault Internal(string message) => new(500, "InternalError", $"Internal error occurred: {message}");

    /// <summary>503: the server cannot do this at the moment.</summary>
    public static ApiFault Unavailable(string message) =>
        new(503, "ServiceUnavailable", message) { RetryAfterSeconds = 1 };

    /// <summary>Writes the <c>v1 Status</c> object.</summary>
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("kind"u8, "Status"u8);
        writer.WriteString("apiVersion"u8, "v1"u8);
        writer.WriteStartObject("metadata"u8);
        writer.WriteEndObject();
        writer.WriteString("status"u8, "Failure"u8);
        writer.WriteString("message"u8, Message);
        writer.WriteString("reason"u8, Reason);
        WriteDetails(writer);
        writer.WriteNumber("code"u8, Code);
        writer.WriteEndObject();
    }

    private void WriteDetails(Utf8JsonWriter writer)
    {
        if (Subject is null && Causes.Count == 0 && RetryAfterSeconds is null) return;
        writer.WriteStartObject("details"u8);
        Subject?.WriteMembers(writer);
        if (Causes.Count > 0)
        {
            writer.WriteStartArray("causes"u8);
            foreach (var cause in Causes) cause.WriteTo(writer);
            writer.WriteEndArray();
        }

        if (RetryAfterSeconds is { } seconds) writer.WriteNumber("retryAfterSeconds"u8, seconds);
        writer.WriteEndObject();
    }

    private static string Quoted(string name) => name.Length == 0 ? "" : $" \"{name}\"";

    private static string Join(IReadOnlyList<FaultCause> causes)
    {
        var all = string.Join(", ", causes.Select(cause => $"{cause.Field} {cause.Message}"));
        return causes.Count > 1 ? $"[{all}]" : all;
    }
}
