using System.Text.Json.Nodes;
using Margay.Model.Schemas;

namespace Margay.Api.OpenApi;

/// <summary>The version of OpenAPI in which a schema is written.</summary>
internal enum OpenApiDialect
{
    /// <summary>Swagger 2.0, for kubectl before 1.27.</summary>
    V2,

    /// <summary>OpenAPI 3.0.</summary>
    V3,
}

/// <summary>Writes the model's schemas as OpenAPI schemas, with Kubernetes' extensions.</summary>
internal static class SchemaJson
{
    /// <summary>The name of the definition that version 3 refers to; kubectl explain shows its last part as the type.</summary>
    public const string IntOrString = "io.k8s.apimachinery.pkg.util.intstr.IntOrString";

    /// <summary>What <see cref="IntOrString"/> is.</summary>
    public static JsonObject IntOrStringDefinition() => new()
    {
        ["description"] = "A whole number, or a text such as the name of a port.",
        ["format"] = "int-or-string",
        ["oneOf"] = new JsonArray(new JsonObject { ["type"] = "integer" }, new JsonObject { ["type"] = "string" }),
    };

    /// <summary>One schema; <paramref name="description"/> says what the value means where it stands.</summary>
    public static JsonObject Of(Schema schema, string description, OpenApiDialect dialect)
    {
        var json = Shape(schema, dialect);
        if (description.Length > 0) json["description"] = description;
        // Version 2 is what old clients check objects against, and they do not expect defaults there.
        if (dialect == OpenApiDialect.V3 && schema.Default is { } standard) json["default"] = standard.ToJson();
        return json;
    }

    private static JsonObject Shape(Schema schema, OpenApiDialect dialect) => schema switch
    {
        ObjectSchema shape => ObjectShape(shape, dialect),
        MapSchema map => new JsonObject
        {
            ["type"] = "object",
            ["additionalProperties"] = Of(map.Values, map.Values.Description, dialect),
        },
        ArraySchema array => ArrayShape(array, dialect),
        StringSchema text => StringShape(text, dialect),
        IntegerSchema number => IntegerShape(number),
        NumberSchema => new JsonObject { ["type"] = "number" },
        BooleanSchema => new JsonObject { ["type"] = "boolean" },
        IntOrStringSchema => IntOrStringShape(dialect),
        _ => [],
    };

    private static JsonObject ObjectShape(ObjectSchema schema, OpenApiDialect dialect)
    {
        var json = new JsonObject { ["type"] = "object" };
        // Clients of version 2 refuse members that are not listed, so an open object must list none there.
        if (schema.PreserveUnknown && dialect == OpenApiDialect.V2) return json;
        if (schema.PreserveUnknown) json["x-kubernetes-preserve-unknown-fields"] = true;
        var properties = new JsonObject();
        foreach (var property in schema.Properties)
            properties[property.Name] = Of(property.Schema, property.Description, dialect);
        json["properties"] = properties;
        var required = schema.Properties.Where(property => property.Required).Select(property => (JsonNode)property.Name).ToArray();
        if (required.Length > 0) json["required"] = new JsonArray(required);
        return json;
    }

    private static JsonObject ArrayShape(ArraySchema schema, OpenApiDialect dialect)
    {
        var json = new JsonObject { ["type"] = "array", ["items"] = Of(schema.Items, schema.Items.Description, dialect) };
        if (schema.MergeKey is { } key) json["x-kubernetes-patch-merge-key"] = key;
        if (!schema.IsAtomic) json["x-kubernetes-patch-strategy"] = "merge";
        return json;
    }

    private static JsonObject StringShape(StringSchema schema, OpenApiDialect dialect)
    {
        var json = new JsonObject { ["type"] = "string" };
        if (schema.Format is { } format) json["format"] = format;
        if (dialect == OpenApiDialect.V3 && schema is { Allowed: { } allowed, IgnoreCase: false })
            json["enum"] = new JsonArray([.. allowed.Select(value => (JsonNode)value)]);
        return json;
    }

    private static JsonObject IntegerShape(IntegerSchema schema)
    {
        var json = new JsonObject { ["type"] = "integer", ["format"] = schema.Format };
        if (schema.Minimum is { } minimum) json["minimum"] = minimum;
        if (schema.Maximum is { } maximum) json["maximum"] = maximum;
        return json;
    }

    private static JsonObject IntOrStringShape(OpenApiDialect dialect) => dialect == OpenApiDialect.V2
        ? new JsonObject { ["type"] = "string", ["format"] = "int-or-string" }
        : new JsonObject { ["allOf"] = new JsonArray(new JsonObject { ["$ref"] = $"#/components/schemas/{IntOrString}" }) };
}
