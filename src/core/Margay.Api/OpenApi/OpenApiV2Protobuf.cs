using System.Text.Json.Nodes;
using Margay.Api.Protobuf;

namespace Margay.Api.OpenApi;

/// <summary>Encodes an OpenAPI v2 document as gnostic's protobuf message <c>openapi.v2.Document</c>.</summary>
/// <remarks>Covers the members that Margay's own document has. Field numbers are those of gnostic's OpenAPIv2.proto.</remarks>
internal static class OpenApiV2Protobuf
{
    public static byte[] Encode(JsonObject document)
    {
        var writer = new ProtobufWriter();
        writer.String(1, Text(document["swagger"]));
        writer.Message(2, info =>
        {
            info.String(1, Text(document["info"]!["title"]));
            info.String(2, Text(document["info"]!["version"]));
        });
        writer.Message(8, paths => Named(paths, 2, document["paths"], PathItem));
        writer.Message(9, definitions => Named(definitions, 1, document["definitions"], Schema));
        return writer.Written.ToArray();
    }

    private static void PathItem(ProtobufWriter writer, JsonObject item)
    {
        foreach (var (name, field) in ((string, int)[])[("get", 2), ("put", 3), ("post", 4), ("delete", 5), ("patch", 8)])
        {
            if (item[name] is JsonObject operation) writer.Message(field, inner => Operation(inner, operation));
        }

        Parameters(writer, 9, item["parameters"]);
    }

    private static void Operation(ProtobufWriter writer, JsonObject operation)
    {
        Strings(writer, 7, operation["consumes"]);
        Parameters(writer, 8, operation["parameters"]);
        writer.Message(9, responses => Named(responses, 1, operation["responses"], (value, response) =>
            value.Message(1, inner => inner.String(1, Text(response["description"])))));
        Extensions(writer, 13, operation);
    }

    private static void Parameters(ProtobufWriter writer, int field, JsonNode? parameters)
    {
        foreach (var parameter in (parameters as JsonArray ?? []).OfType<JsonObject>())
        {
            var isPath = Text(parameter["in"]) == "path";
            // Item, parameter, then the two nested choices: not in the body, and in the query (3) or the path (4).
            writer.Message(field, item => item.Message(1, choice => choice.Message(2, outside => outside.Message(isPath ? 4 : 3, inner =>
            {
                if (isPath) inner.Bool(1, true);
                inner.String(2, Text(parameter["in"]));
                if (parameter["description"] is { } description) inner.String(3, Text(description));
                inner.String(4, Text(parameter["name"]));
                inner.String(isPath ? 5 : 6, Text(parameter["type"]));
            }))));
        }
    }

    private static void Schema(ProtobufWriter writer, JsonObject schema)
    {
        if (schema["$ref"] is { } reference) writer.String(1, Text(reference));
        if (schema["format"] is { } format) writer.String(2, Text(format));
        if (schema["description"] is { } description) writer.String(4, Text(description));
        Strings(writer, 19, schema["required"]);
        if (schema["additionalProperties"] is JsonObject values)
            writer.Message(21, item => item.Message(1, inner => Schema(inner, values)));
        if (schema["type"] is { } type) writer.Message(22, item => item.String(1, Text(type)));
        if (schema["items"] is JsonObject items) writer.Message(23, item => item.Message(1, inner => Schema(inner, items)));
        if (schema["properties"] is { } properties) writer.Message(25, inner => Named(inner, 1, properties, Schema));
        Extensions(writer, 31, schema);
    }

    /// <summary>A map as protobuf 2 had to write it: repeated pairs of name (1) and value (2).</summary>
    private static void Named(ProtobufWriter writer, int field, JsonNode? map, Action<ProtobufWriter, JsonObject> value)
    {
        foreach (var (name, item) in map as JsonObject ?? [])
        {
            writer.Message(field, pair =>
            {
                pair.String(1, name);
                pair.Message(2, inner => value(inner, item!.AsObject()));
            });
        }
    }

    /// <summary>Extensions are carried as YAML text, of which JSON is a part.</summary>
    private static void Extensions(ProtobufWriter writer, int field, JsonObject item)
    {
        foreach (var (name, value) in item)
        {
            if (!name.StartsWith("x-", StringComparison.Ordinal)) continue;
            writer.Message(field, pair =>
            {
                pair.String(1, name);
                pair.Message(2, any => any.String(2, value!.ToJsonString()));
            });
        }
    }

    private static void Strings(ProtobufWriter writer, int field, JsonNode? values)
    {
        foreach (var value in values as JsonArray ?? []) writer.String(field, Text(value));
    }

    private static string Text(JsonNode? node) => node!.GetValue<string>();
}
