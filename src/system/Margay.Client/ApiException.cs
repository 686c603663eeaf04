using System.Globalization;
using System.Net;
using System.Security.Authentication;
using System.Text;
using System.Text.Json;

namespace Margay.Client;

/// <summary>One fault of a refused object: which field, and what is wrong with it.</summary>
public readonly record struct ApiCause(string Field, string Message);

/// <summary>The API refused a request, or could not be asked.</summary>
public sealed class ApiException : Exception
{
    private const int MaxBodyText = 300;

    /// <summary>A refusal with the HTTP status <paramref name="statusCode"/>, or 0 when there was no answer.</summary>
    public ApiException(int statusCode, string reason, string message, IReadOnlyList<ApiCause> causes, Exception? inner)
        : base(message, inner) => (StatusCode, Reason, Causes) = (statusCode, reason, causes);

    /// <summary>The HTTP status; 0 when there was no answer.</summary>
    public int StatusCode { get; }

    /// <summary>
    /// The word for machines: Kubernetes' reason (<c>NotFound</c>, <c>Conflict</c>, <c>AlreadyExists</c>,
    /// <c>Invalid</c>, <c>Expired</c> …), or <c>Unreachable</c>, <c>Untrusted</c>, <c>Timeout</c>, <c>Unreadable</c>.
    /// </summary>
    public string Reason { get; }

    /// <summary>What is wrong with which field, when the object was invalid.</summary>
    public IReadOnlyList<ApiCause> Causes { get; }

    /// <summary>Somebody else wrote first: read again and decide anew.</summary>
    public bool IsConflict => StatusCode == (int)HttpStatusCode.Conflict && !IsAlreadyExists;

    /// <summary>An object of that name is already there.</summary>
    public bool IsAlreadyExists => StatusCode == (int)HttpStatusCode.Conflict && Reason == "AlreadyExists";

    /// <summary>There is no such object or path.</summary>
    public bool IsNotFound => StatusCode == (int)HttpStatusCode.NotFound;

    /// <summary>The asked revision is too old to continue from: list again.</summary>
    public bool IsExpired => StatusCode == (int)HttpStatusCode.Gone;

    /// <summary>The answer did not hold what its kind promises.</summary>
    public bool IsUnreadable => StatusCode == 0 && Reason == "Unreadable";

    /// <summary>The same request may succeed later.</summary>
    public bool IsTransient => (StatusCode == 0 && Reason is "Unreachable" or "Timeout")
        || StatusCode is 429 or 500 or 502 or 503 or 504;

    internal static ApiException FromResponse(int statusCode, ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body);
        try
        {
            if (JsonDocument.TryParseValue(ref reader, out var document))
            {
                using (document)
                {
                    if (document.RootElement.ValueKind == JsonValueKind.Object)
                        return FromStatus(statusCode, document.RootElement);
                }
            }
        }
        catch (JsonException notJson)
        {
            return Plain(statusCode, body, notJson);
        }

        return Plain(statusCode, body, null);
    }

    internal static ApiException FromStatus(int statusCode, JsonElement status)
    {
        var code = status.TryGetProperty("code", out var number) && number.TryGetInt32(out var said) ? said : statusCode;
        var message = Text(status, "message") ?? $"the server answered with status {code}";
        return new ApiException(code, Text(status, "reason") ?? Word(code), message, CausesOf(status), null);
    }

    internal static ApiException FromTransport(ClientConfig config, HttpRequestException failure)
    {
        var untrusted = failure.InnerException is AuthenticationException;
        var root = failure.GetBaseException().Message;
        return untrusted
            ? new ApiException(0, "Untrusted", $"{config}: the server's certificate is not accepted ({root}); "
                + "give the authority that signed it as certificate-authority", [], failure)
            : new ApiException(0, "Unreachable", $"{config}: the server cannot be reached ({root}); "
                + "check that it runs and that the address is right", [], failure);
    }

    internal static ApiException FromBrokenWatch(ClientConfig config, IOException broken) =>
        new(0, "Unreachable", $"{config}: the connection broke during a watch ({broken.Message})", [], broken);

    internal static ApiException FromTimeout(ClientConfig config, TimeSpan timeout, Exception inner) =>
        new(0, "Timeout", $"{config}: no answer within {timeout.TotalSeconds.ToString(CultureInfo.InvariantCulture)} s", [], inner);

    internal static ApiException Unreadable(string what, JsonException fault) =>
        new(0, "Unreadable", $"{what}: the server's answer is not what its kind promises: {fault.Message}", [], fault);

    private static ApiException Plain(int statusCode, ReadOnlySpan<byte> body, Exception? inner)
    {
        var text = Encoding.UTF8.GetString(body[..Math.Min(body.Length, MaxBodyText)]).Trim();
        var message = text.Length == 0 ? "" : $": {text}";
        return new ApiException(statusCode, Word(statusCode), $"the server answered with status {statusCode}{message}", [], inner);
    }

    private static List<ApiCause> CausesOf(JsonElement status)
    {
        var causes = new List<ApiCause>();
        if (!status.TryGetProperty("details", out var details) || details.ValueKind != JsonValueKind.Object
            || !details.TryGetProperty("causes", out var list) || list.ValueKind != JsonValueKind.Array)
            return causes;
        foreach (var cause in list.EnumerateArray())
            causes.Add(new ApiCause(Text(cause, "field") ?? "", Text(cause, "message") ?? ""));
        return causes;
    }

    private static string? Text(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string Word(int statusCode) => statusCode switch
    {
        400 => "BadRequest",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "NotFound",
        405 => "MethodNotAllowed",
        409 => "Conflict",
        410 => "Expired",
        422 => "Invalid",
        429 => "TooManyRequests",
        _ => "Unknown",
    };
}
