namespace Margay.Api.Requests;

/// <summary>The parameters of a URL. Of a parameter that occurs twice, the first counts.</summary>
public sealed class QueryParameters
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    private QueryParameters()
    {
    }

    /// <summary>The parameter's value, or null if it is absent or empty: Kubernetes does not tell these apart.</summary>
    public string? this[string name] => _values.TryGetValue(name, out var value) && value.Length > 0 ? value : null;

    /// <summary>The parameters that are there.</summary>
    public IEnumerable<string> Names => _values.Keys;

    /// <summary>Reads <c>?a=b&amp;c=d</c>, with or without the question mark. Nothing is malformed: odd text is a name.</summary>
    public static QueryParameters Parse(string query)
    {
        var parameters = new QueryParameters();
        foreach (var pair in query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = pair.IndexOf('=') is var at and >= 0 ? (pair[..at], pair[(at + 1)..]) : (pair, "");
            parameters._values.TryAdd(Unescape(name), Unescape(value));
        }

        return parameters;
    }

    /// <summary>Whether a flag is set; Kubernetes takes <c>1</c>, <c>t</c>, <c>true</c> and a name without value.</summary>
    public bool IsSet(string name) =>
        _values.TryGetValue(name, out var value) && value.ToLowerInvariant() is "" or "1" or "t" or "true";

    private static string Unescape(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
