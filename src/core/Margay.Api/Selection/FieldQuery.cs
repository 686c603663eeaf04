using System.Diagnostics.CodeAnalysis;
using System.Text;
using Margay.Api.Storage;
using Margay.Model.Resources;

namespace Margay.Api.Selection;

/// <summary>The <c>fieldSelector</c> of a URL: fields that must, or must not, have a value.</summary>
public sealed class FieldQuery
{
    private readonly IReadOnlyList<(string Path, string Value, bool Equal)> _terms;

    private FieldQuery(IReadOnlyList<(string Path, string Value, bool Equal)> terms) => _terms = terms;

    /// <summary>The name that a match must have; null if the query does not fix one.</summary>
    public string? Name => _terms.FirstOrDefault(term => term is { Path: "metadata.name", Equal: true }).Value;

    /// <summary>
    /// Reads <c>metadata.name=web,status.phase!=Failed</c>. A backslash escapes the comma, the equals sign and itself.
    /// </summary>
    public static bool TryParse(
        ResourceKind kind, string? text, [NotNullWhen(true)] out FieldQuery? query, [NotNullWhen(false)] out string? problem)
    {
        var terms = new List<(string Path, string Value, bool Equal)>();
        query = null;
        problem = null;
        foreach (var term in SplitUnescaped(text ?? ""))
        {
            if (Split(term) is not { } parsed) problem = $"invalid field selector \"{term}\": expected FIELD=VALUE or FIELD!=VALUE";
            else if (!SelectableFields.IsSelectable(kind, parsed.Path)) problem = $"field label not supported: {parsed.Path}";
            else terms.Add(parsed);
            if (problem is not null) return false;
        }

        query = new FieldQuery(terms);
        return true;
    }

    /// <summary>Whether every term holds. A field that the object does not have counts as empty.</summary>
    public bool Matches(StoredResource resource)
    {
        foreach (var (path, value, equal) in _terms)
        {
            var actual = path switch
            {
                "metadata.name" => resource.Key.Name,
                "metadata.namespace" => resource.Key.Namespace,
                _ => resource.Selectable.Field(path),
            };
            if (string.Equals(actual, value, StringComparison.Ordinal) != equal) return false;
        }

        return true;
    }

    private static (string Path, string Value, bool Equal)? Split(string term)
    {
        if (term.IndexOf('=') is not (var at and > 0)) return null;
        var equal = term[at - 1] != '!';
        var path = equal ? term[..at] : term[..(at - 1)];
        var value = term[(at + 1)..];
        if (equal && value.StartsWith('=')) value = value[1..];
        return (path.Trim(), Unescape(value), equal);
    }

    private static IEnumerable<string> SplitUnescaped(string text)
    {
        var start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\') i++;
            else if (text[i] == ',')
            {
                if (i > start) yield return text[start..i];
                start = i + 1;
            }
        }

        if (start < text.Length) yield return text[start..];
    }

    private static string Unescape(string value)
    {
        if (!value.Contains('\\')) return value;
        var text = new StringBuilder(value.Length);
        for (var i = 0; i < value.Length; i++)
        {
            if (value[i] == '\\' && i + 1 < value.Length) i++;
            text.Append(value[i]);
        }

        return text.ToString();
    }
}
