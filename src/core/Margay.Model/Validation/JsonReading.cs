using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Margay.Model.Validation;

/// <summary>
/// Members of a resource that may be of any shape: what is absent or of another type reads as null or empty.
/// </summary>
internal static class JsonReading
{
    public static JsonObject? Object(this JsonObject? from, string name) => from?[name] as JsonObject;

    public static JsonArray Items(this JsonObject? from, string name) => from?[name] as JsonArray ?? [];

    public static string? Text(this JsonObject? from, string name) => from?[name].AsText();

    public static long? Whole(this JsonObject? from, string name) => from?[name].AsWhole();

    public static double? Number(this JsonObject? from, string name) =>
        from?[name] is JsonValue value && value.GetValueKind() == JsonValueKind.Number
        && double.TryParse(value.ToJsonString(), CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    public static bool? Flag(this JsonObject? from, string name) => from?[name]?.GetValueKind() switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    public static bool Has(this JsonObject? from, string name) => from?[name] is not null;

    public static string? AsText(this JsonNode? node)
    {
        if (node is not JsonValue value || value.GetValueKind() != JsonValueKind.String) return null;
        try
        {
            return value.GetValue<string>();
        }
        catch (InvalidOperationException)
        {
            return null; // half of a surrogate pair: JSON can spell it, but it is no text
        }
    }

    public static long? AsWhole(this JsonNode? node)
    {
        if (node is not JsonValue value || value.GetValueKind() != JsonValueKind.Number) return null;
        if (value.TryGetValue<long>(out var whole)) return whole;
        return long.TryParse(
            value.ToJsonString(),
            NumberStyles.AllowLeadingSign,
            CultureInfo.InvariantCulture,
            out whole)
            ? whole
            : null;
    }
}
