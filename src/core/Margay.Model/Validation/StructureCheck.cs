using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Margay.Model.Schemas;

namespace Margay.Model.Validation;

/// <summary>
/// Holds a resource against its schema: unknown and missing members, types, allowed values, ranges, formats.
/// </summary>
internal sealed class StructureCheck(FaultList faults)
{
    /// <summary>How many members a remedy lists at most.</summary>
    private const int MaxListed = 12;

    public void Check(ObjectSchema schema, JsonObject value) => CheckObject(schema, value, FieldPath.Root);

    private void CheckValue(Schema schema, JsonNode? value, FieldPath path)
    {
        if (value is null)
        {
            if (!schema.Nullable && schema is not AnySchema) faults.Add(path, "is null", $"write {NameOf(schema)}");
            return;
        }

        switch (schema)
        {
            case ObjectSchema shape when value is JsonObject members: CheckObject(shape, members, path); break;
            case MapSchema shape when value is JsonObject entries: CheckMap(shape, entries, path); break;
            case ArraySchema shape when value is JsonArray items: CheckArray(shape, items, path); break;
            case StringSchema shape when value.AsText() is { } text: CheckText(shape, text, path); break;
            case IntegerSchema shape when value.AsWhole() is { } number: CheckRange(shape, number, path); break;
            case IntOrStringSchema shape when TextOrNumber(value) is { } text:
                if (shape.Format is { } format) FormatCheck.Check(format, text, path, faults);
                break;
            case NumberSchema when value.GetValueKind() == JsonValueKind.Number: break;
            case BooleanSchema when value.GetValueKind() is JsonValueKind.True or JsonValueKind.False: break;
            case AnySchema: break;
            case StringSchema { IsSecret: true }: faults.Add(path, "is no text", "put it in quotes"); break;
            default: faults.Add(path, $"is {NameOf(value)}", TypeRemedy(schema, value)); break;
        }
    }

    private void CheckObject(ObjectSchema schema, JsonObject value, FieldPath path)
    {
        foreach (var (name, member) in value)
        {
            if (schema.TryGet(name, out var property))
            {
                if (member is null) continue;
                if (property.Required && member.AsText() is "")
                    faults.Add(path.Member(name), "is empty", $"write {NameOf(property.Schema)}");
                else
                    CheckValue(property.Schema, member, path.Member(name));
            }
            else if (!schema.PreserveUnknown)
            {
                faults.Add(path.Member(name), "is not known here", UnknownRemedy(schema, name));
            }
        }

        foreach (var property in schema.Properties)
        {
            if (property.Required && value[property.Name] is null)
                faults.Add(path.Member(property.Name), "is missing", $"write {NameOf(property.Schema)}");
        }
    }

    private void CheckMap(MapSchema schema, JsonObject entries, FieldPath path)
    {
        foreach (var (key, value) in entries) CheckValue(schema.Values, value, path.Member(key));
    }

    private void CheckArray(ArraySchema schema, JsonArray items, FieldPath path)
    {
        if (items.Count < schema.MinItems)
            faults.Add(path, "is empty", $"write at least {schema.MinItems}");
        if (items.Count > schema.MaxItems)
            faults.Add(path, $"has {items.Count} elements", $"keep at most {schema.MaxItems}");
        for (var i = 0; i < items.Count; i++) CheckValue(schema.Items, items[i], path.Item(i));
    }

    private void CheckText(StringSchema schema, string text, FieldPath path)
    {
        if (text.Length < schema.MinLength) faults.Add(path, "is empty", $"write {NameOf(schema)}");
        if (text.Length == 0 && (schema.Default is not null || schema.IgnoreCase)) return;
        if (text.Length > schema.MaxLength)
            faults.Add(path, $"has {text.Length} characters", $"keep to at most {schema.MaxLength}");
        if (schema.Allowed is { } allowed)
        {
            var comparer = schema.IgnoreCase ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;
            if (!allowed.Contains(text, comparer))
                faults.Add(path, $"is {FormatCheck.Quote(text)}", ChoiceRemedy(allowed, text));
        }

        if (text.Length > 0 && schema.Format is { } format) FormatCheck.Check(format, text, path, faults, schema.IsSecret);
    }

    private void CheckRange(IntegerSchema schema, long number, FieldPath path)
    {
        var (least, most) = schema.Format == "int64" ? (long.MinValue, long.MaxValue) : (int.MinValue, int.MaxValue);
        least = schema.Minimum ?? least;
        most = schema.Maximum ?? most;
        if (number < least || number > most) faults.Add(path, $"is {number}", $"write a number from {least} to {most}");
    }

    private static string UnknownRemedy(ObjectSchema schema, string name)
    {
        if (Spelling.Nearest(name, schema.Properties.Select(property => property.Name)) is { } near)
            return $"did you mean {near}?";
        return schema.Properties.Count is > 0 and <= MaxListed
            ? $"remove it, or use one of {string.Join(", ", schema.Properties.Select(property => property.Name))}"
            : "remove it";
    }

    private static string ChoiceRemedy(IReadOnlyList<string> allowed, string text)
    {
        var listed = Listed(allowed);
        if (allowed.Count == 1) return $"write {listed}";
        return text.Length > 0 && Spelling.Nearest(text, allowed) is { Length: > 0 } near
            ? $"did you mean {near}? Allowed are {listed}"
            : $"write one of {listed}";
    }

    private static string Listed(IReadOnlyList<string> allowed) =>
        string.Join(", ", allowed.Where(value => value.Length > 0));

    private static string? TextOrNumber(JsonNode value) =>
        value.AsText() ?? value.AsWhole()?.ToString(CultureInfo.InvariantCulture);

    private static string TypeRemedy(Schema schema, JsonNode value) => (schema, value.GetValueKind()) switch
    {
        (StringSchema { Format: Formats.Duration }, JsonValueKind.Number) =>
            $"write {NameOf(value)}s if seconds are meant",
        (IntOrStringSchema { Format: Formats.AsNumber }, JsonValueKind.Number) =>
            "put it in quotes if the two halves of an AS number are meant",
        (StringSchema, JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False) =>
            $"put it in quotes: \"{NameOf(value)}\"",
        (IntegerSchema or BooleanSchema, JsonValueKind.String) when value.AsText() is { } text && IsOf(schema, text) =>
            $"write {text} without quotes",
        (ArraySchema, not JsonValueKind.Array) => "write a list, with a dash before each element",
        _ => $"write {NameOf(schema)}",
    };

    private static bool IsOf(Schema schema, string text) =>
        schema is BooleanSchema ? text is "true" or "false" : long.TryParse(text, CultureInfo.InvariantCulture, out _);

    private static string NameOf(JsonNode value) => value.GetValueKind() switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => value.AsText() is { } text ? $"the text {FormatCheck.Quote(text)}" : "a broken text",
        _ => value.ToJsonString(),
    };

    private static string NameOf(Schema schema) => schema switch
    {
        ObjectSchema or MapSchema => "an object",
        ArraySchema => "a list",
        StringSchema { Allowed: { } allowed } => $"one of {Listed(allowed)}",
        StringSchema => "a text",
        IntegerSchema { Minimum: { } least, Maximum: { } most } => $"a number from {least} to {most}",
        IntegerSchema => "a whole number",
        NumberSchema => "a number",
        BooleanSchema => "true or false",
        IntOrStringSchema => "a whole number or a text",
        _ => "a value",
    };
}
