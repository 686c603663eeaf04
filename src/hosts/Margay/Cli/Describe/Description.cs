using System.Text;

namespace Margay.Host.Cli.Describe;

/// <summary>Names and values under each other, the values in one column.</summary>
internal sealed class Description
{
    private const int Gap = 2;

    private readonly List<(string Name, IReadOnlyList<string> Values)> _fields = [];

    /// <summary>Adds a field; each value has a line of its own, and none reads <c>&lt;none&gt;</c>.</summary>
    public Description Add(string name, params IReadOnlyList<string> values)
    {
        _fields.Add((name, values));
        return this;
    }

    /// <summary>Adds a field whose value may be unknown.</summary>
    public Description AddIfKnown(string name, string? value) => string.IsNullOrEmpty(value) ? this : Add(name, value);

    /// <summary>Adds a field of keys and values, sorted by key.</summary>
    public Description AddPairs(string name, IReadOnlyDictionary<string, string>? pairs) =>
        Add(name, [.. (pairs ?? new Dictionary<string, string>())
            .OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}")]);

    /// <summary>All fields in the order they were added.</summary>
    public string Render()
    {
        var width = _fields.Max(field => field.Name.Length) + 1 + Gap;
        var text = new StringBuilder();
        foreach (var (name, values) in _fields)
        {
            var label = $"{name}:".PadRight(width);
            foreach (var line in values.Count == 0 ? ["<none>"] : values.SelectMany(value => value.TrimEnd('\n').Split('\n')))
            {
                text.Append((label + line).TrimEnd()).Append('\n');
                label = new string(' ', width);
            }
        }

        return text.ToString();
    }
}
