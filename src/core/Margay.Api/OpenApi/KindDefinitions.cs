using System.Text.Json.Nodes;
using Margay.Model.Resources;
using Margay.Model.Schemas;

namespace Margay.Api.OpenApi;

/// <summary>The named schemas of kinds and their lists.</summary>
internal static class KindDefinitions
{
    /// <summary>Every definition of these kinds, by name.</summary>
    public static JsonObject Of(IEnumerable<ResourceKind> kinds, OpenApiDialect dialect)
    {
        var definitions = new JsonObject();
        if (dialect == OpenApiDialect.V3) definitions[SchemaJson.IntOrString] = SchemaJson.IntOrStringDefinition();
        foreach (var kind in kinds)
        {
            var schema = KindSchemas.Of(kind);
            var one = SchemaJson.Of(schema, schema.Description, dialect);
            one["x-kubernetes-group-version-kind"] = new JsonArray(GroupVersionKind(kind, kind.Kind));
            definitions[NameOf(kind)] = one;
            definitions[$"{NameOf(kind)}List"] = ListOf(kind, dialect);
        }

        return definitions;
    }

    /// <summary>The name that Kubernetes gives the kind's definition, as in <c>io.k8s.api.core.v1.Pod</c>.</summary>
    public static string NameOf(ResourceKind kind) => kind.Group switch
    {
        "" => $"io.k8s.api.core.{kind.Version}.{kind.Kind}",
        var group when group.EndsWith(".k8s.io", StringComparison.Ordinal) =>
            $"io.k8s.api.{group[..^".k8s.io".Length]}.{kind.Version}.{kind.Kind}",
        var group => $"{string.Join('.', group.Split('.').Reverse())}.{kind.Version}.{kind.Kind}",
    };

    public static JsonObject GroupVersionKind(ResourceKind kind, string name) =>
        new() { ["group"] = kind.Group, ["kind"] = name, ["version"] = kind.Version };

    private static JsonObject ListOf(ResourceKind kind, OpenApiDialect dialect)
    {
        var prefix = dialect == OpenApiDialect.V2 ? "#/definitions/" : "#/components/schemas/";
        return new JsonObject
        {
            ["type"] = "object",
            ["description"] = $"A list of {kind.Kind} objects.",
            ["properties"] = new JsonObject
            {
                ["apiVersion"] = new JsonObject { ["type"] = "string", ["description"] = "Group and version of the list." },
                ["kind"] = new JsonObject { ["type"] = "string", ["description"] = "Kind of the list." },
                ["metadata"] = new JsonObject { ["type"] = "object", ["description"] = "Revision of the list, and where it goes on." },
                ["items"] = new JsonObject
                {
                    ["type"] = "array",
                    ["description"] = "The objects.",
                    ["items"] = new JsonObject { ["$ref"] = prefix + NameOf(kind) },
                },
            },
            ["required"] = new JsonArray("items"),
            ["x-kubernetes-group-version-kind"] = new JsonArray(GroupVersionKind(kind, $"{kind.Kind}List")),
        };
    }
}
