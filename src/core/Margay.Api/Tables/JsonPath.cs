using System.Text.Json;

namespace Margay.Api.Tables;

/// <summary>Looks into objects whose shape nobody has vouched for.</summary>
internal static class JsonPath
{
    /// <summary>The value at a path of member names; undefined if any step is missing.</summary>
    public static JsonElement At(this JsonElement root, params ReadOnlySpan<string> path)
    {
        var at = root;
        foreach (var step in path)
        {
            if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(step, out at)) return default;
        }

        return at;
    }

    /// <summary>The elements of an array; none for anything else.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement value) =>
        value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : [];

    /// <summary>The members of an object; none for anything else.</summary>
    public static IEnumerable<JsonProperty> Members(this JsonElement value) =>
        value.ValueKind == JsonValueKind.Object ? value.EnumerateObject() : [];

    /// <summary>The value as text; <paramref name="absent"/> for what is undefined, null or empty.</summary>
    public static string Text(this JsonElement value, string absent = "<none>") => value.ValueKind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null => absent,
        JsonValueKind.String => value.GetString() is { Length: > 0 } text ? text : absent,
        _ => value.GetRawText(),
    };

    public static bool IsTrue(this JsonElement value) => value.ValueKind == JsonValueKind.True;
}
