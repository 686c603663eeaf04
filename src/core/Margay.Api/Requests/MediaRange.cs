namespace Margay.Api.Requests;

/// <summary>One entry of an <c>Accept</c> header: a media type and its parameters (RFC 9110 §12.5.1).</summary>
/// <remarks>Quality values are not weighed: Kubernetes clients list what they want most first.</remarks>
public sealed class MediaRange
{
    private readonly Dictionary<string, string> _parameters = new(StringComparer.OrdinalIgnoreCase);

    private MediaRange(string type) => Type = type;

    /// <summary>The type in lower case, as in <c>application/json</c> or <c>*/*</c>.</summary>
    public string Type { get; }

    /// <summary>Whether JSON satisfies it.</summary>
    public bool AcceptsJson => Type is "application/json" or "application/*" or "*/*";

    /// <summary>A parameter's value, or null.</summary>
    public string? this[string parameter] => _parameters.GetValueOrDefault(parameter);

    /// <summary>Reads a header, or a <c>Content-Type</c> as a header of one entry.</summary>
    public static IEnumerable<MediaRange> ParseAll(string header) =>
        header.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Parse);

    private static MediaRange Parse(string entry)
    {
        var parts = entry.Split(';', StringSplitOptions.TrimEntries);
        var range = new MediaRange(parts[0].ToLowerInvariant());
        foreach (var part in parts.Skip(1))
        {
            if (part.IndexOf('=') is var at and > 0) range._parameters[part[..at]] = part[(at + 1)..].Trim('"');
        }

        return range;
    }
}
