using System.Text;

namespace Margay.Client;

/// <summary>What a list or a watch is narrowed to. Null means: not narrowed.</summary>
public sealed record ListOptions
{
    /// <summary>Everything, in one piece.</summary>
    public static ListOptions All { get; } = new();

    /// <summary>A Kubernetes label selector in its text form.</summary>
    public string? LabelSelector { get; init; }

    /// <summary>A field selector such as <c>spec.nodeName=n1</c>.</summary>
    public string? FieldSelector { get; init; }

    /// <summary>Objects per request; the client follows the pages and returns all of them.</summary>
    public int? PageSize { get; init; }

    internal string Query(string? pageToken)
    {
        var query = new QueryText();
        query.Add("labelSelector", LabelSelector);
        query.Add("fieldSelector", FieldSelector);
        query.Add("limit", PageSize?.ToString());
        query.Add("continue", pageToken);
        return query.ToString();
    }

    internal string WatchQuery(string resourceVersion, TimeSpan serverTimeout)
    {
        var query = new QueryText();
        query.Add("watch", "1");
        query.Add("allowWatchBookmarks", "true");
        query.Add("resourceVersion", resourceVersion);
        query.Add("timeoutSeconds", ((int)serverTimeout.TotalSeconds).ToString());
        query.Add("labelSelector", LabelSelector);
        query.Add("fieldSelector", FieldSelector);
        return query.ToString();
    }
}

/// <summary>What must still be true of an object for its deletion to go ahead. Null means: not checked.</summary>
public readonly record struct Preconditions(string? Uid, string? ResourceVersion);

/// <summary>How a patch is to be read.</summary>
public enum PatchType
{
    /// <summary>RFC 7386: members replace, null removes.</summary>
    Merge,

    /// <summary>RFC 6902: a list of operations.</summary>
    Json,

    /// <summary>Kubernetes' strategic merge: lists are merged by their keys.</summary>
    Strategic,
}

internal static class PatchTypes
{
    internal static string MediaType(this PatchType type) => type switch
    {
        PatchType.Json => "application/json-patch+json",
        PatchType.Strategic => "application/strategic-merge-patch+json",
        _ => "application/merge-patch+json",
    };
}

internal sealed class QueryText
{
    private readonly StringBuilder _text = new();

    internal void Add(string name, string? value)
    {
        if (string.IsNullOrEmpty(value)) return;
        _text.Append(_text.Length == 0 ? '?' : '&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
    }

    public override string ToString() => _text.ToString();
}
