using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Margay.Api.Selection;

namespace Margay.Api.Requests;

/// <summary>The options of a list or watch.</summary>
/// <param name="Filter">Which objects it is about.</param>
public sealed record ListOptions(ObjectFilter Filter)
{
    /// <summary>Whether the request is a watch.</summary>
    public bool Watch { get; init; }

    /// <summary>The revision to start after; null for now.</summary>
    public long? Revision { get; init; }

    /// <summary>Whether the watch wants to hear the revision from time to time when nothing changes.</summary>
    public bool AllowBookmarks { get; init; }

    /// <summary>Whether the watch begins with the present objects and a bookmark that ends them.</summary>
    public bool SendInitialEvents { get; init; }

    /// <summary>How long the watch lasts; null leaves it to the server.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>The most objects of one reply; null for all.</summary>
    public int? Limit { get; init; }

    /// <summary>Where the previous page ended; null for the first.</summary>
    public ContinueToken? Continue { get; init; }

    /// <summary>Reads the options of a request for <paramref name="path"/>.</summary>
    public static bool TryParse(
        ResourcePath path, QueryParameters query, [NotNullWhen(true)] out ListOptions? options, [NotNullWhen(false)] out string? problem)
    {
        options = null;
        if (!LabelQuery.TryParse(query["labelSelector"], out var labels, out problem)) return false;
        if (!FieldQuery.TryParse(path.Kind, query["fieldSelector"], out var fields, out problem)) return false;
        if (!TryNumber(query, "resourceVersion", out var revision, out problem)) return false;
        if (!TryNumber(query, "timeoutSeconds", out var timeout, out problem)) return false;
        if (!TryNumber(query, "limit", out var limit, out problem)) return false;
        if (!ContinueToken.TryParse(query["continue"], out var next, out problem)) return false;
        options = new ListOptions(new ObjectFilter(path.Namespace, labels, fields))
        {
            Watch = query.IsSet("watch"),
            Revision = revision,
            AllowBookmarks = query.IsSet("allowWatchBookmarks"),
            SendInitialEvents = query.IsSet("sendInitialEvents"),
            Timeout = timeout is > 0 ? TimeSpan.FromSeconds(Math.Min(timeout.Value, 86_400)) : null,
            Limit = limit is > 0 ? (int)Math.Min(limit.Value, int.MaxValue) : null,
            Continue = next,
        };
        return true;
    }

    private static bool TryNumber(
        QueryParameters query, string name, out long? value, [NotNullWhen(false)] out string? problem)
    {
        (value, problem) = (null, null);
        if (query[name] is not { } text) return true;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            value = number;
            return true;
        }

        problem = $"{name}: '{text}' is not a number";
        return false;
    }
}
