using System.Globalization;
using System.Text.Json.Nodes;

namespace Margay.Api.Patching;

/// <summary>A JSON pointer (RFC 6901) into the document that a holder object keeps under the empty name.</summary>
internal sealed class JsonPointer
{
    private readonly string _text;
    private readonly string[] _steps;

    private JsonPointer(string text, string[] steps) => (_text, _steps) = (text, steps);

    /// <exception cref="PatchException">The text is not empty and does not begin with a slash.</exception>
    public static JsonPointer Parse(string text)
    {
        if (text.Length > 0 && text[0] != '/') throw new PatchException($"the path '{text}' does not begin with '/'");
        return new JsonPointer(text, [.. text.Split('/').Select(step => step.Replace("~1", "/").Replace("~0", "~"))]);
    }

    /// <summary>Whether this pointer leads to something inside what <paramref name="other"/> leads to.</summary>
    public bool IsInside(JsonPointer other) =>
        _steps.Length > other._steps.Length && _steps.AsSpan(0, other._steps.Length).SequenceEqual(other._steps);

    public JsonNode? Get(JsonObject holder)
    {
        JsonNode? at = holder;
        foreach (var step in _steps) at = Child(at, step);
        return at;
    }

    public void Add(JsonObject holder, JsonNode? value)
    {
        switch (Parent(holder))
        {
            case JsonObject parent:
                parent[_steps[^1]] = value;
                break;
            case JsonArray parent:
                parent.Insert(_steps[^1] == "-" ? parent.Count : Index(_steps[^1], parent.Count), value);
                break;
            default:
                throw Missing();
        }
    }

    public JsonNode? Remove(JsonObject holder)
    {
        var parent = Parent(holder);
        var removed = Child(parent, _steps[^1]);
        if (parent is JsonArray array) array.RemoveAt(Index(_steps[^1], array.Count - 1));
        else parent!.AsObject().Remove(_steps[^1]);
        return removed;
    }

    public void Replace(JsonObject holder, JsonNode? value)
    {
        var parent = Parent(holder);
        _ = Child(parent, _steps[^1]);
        if (parent is JsonArray array) array[Index(_steps[^1], array.Count - 1)] = value;
        else parent![_steps[^1]] = value;
    }

    public override string ToString() => _text;

    private JsonNode? Parent(JsonObject holder)
    {
        JsonNode? at = holder;
        foreach (var step in _steps.AsSpan(0, _steps.Length - 1)) at = Child(at, step);
        return at;
    }

    private JsonNode? Child(JsonNode? parent, string step) => parent switch
    {
        JsonObject members when members.TryGetPropertyValue(step, out var value) => value,
        JsonArray items => items[Index(step, items.Count - 1)],
        _ => throw Missing(),
    };

    private int Index(string step, int last)
    {
        var isNumber = int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            && (step.Length == 1 || step[0] != '0');
        return isNumber && index <= last ? index : throw Missing();
    }

    private PatchException Missing() => new($"there is nothing at '{_text}'");
}
