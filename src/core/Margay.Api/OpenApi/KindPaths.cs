using System.Text.Json.Nodes;
using Margay.Model.Resources;

namespace Margay.Api.OpenApi;

/// <summary>The URLs of kinds and what each verb takes there.</summary>
/// <remarks>
/// kubectl reads here which patches and which of the parameters dryRun and fieldValidation a kind takes; without them it
/// checks objects itself, and less well.
/// </remarks>
internal static class KindPaths
{
    private static readonly (string Method, string Action, bool Writes)[] OfCollection =
        [("get", "list", false), ("post", "post", true), ("delete", "deletecollection", true)];

    private static readonly (string Method, string Action, bool Writes)[] OfObject =
        [("get", "get", false), ("put", "put", true), ("patch", "patch", true), ("delete", "delete", true)];

    private static readonly (string Method, string Action, bool Writes)[] OfStatus =
        [("get", "get", false), ("put", "put", true), ("patch", "patch", true)];

    private static readonly string[] PatchTypes =
        ["application/json-patch+json", "application/merge-patch+json", "application/strategic-merge-patch+json"];

    public static JsonObject Of(IEnumerable<ResourceKind> kinds, OpenApiDialect dialect)
    {
        var paths = new JsonObject();
        foreach (var kind in kinds)
        {
            var collection = kind.CollectionPath(kind.Namespaced ? "{namespace}" : null);
            paths[collection] = Item(kind, OfCollection, dialect, kind.Namespaced ? ["namespace"] : []);
            paths[$"{collection}/{{name}}"] = Item(kind, OfObject, dialect, kind.Namespaced ? ["name", "namespace"] : ["name"]);
            if (kind.HasStatus)
                paths[$"{collection}/{{name}}/status"] = Item(kind, OfStatus, dialect, kind.Namespaced ? ["name", "namespace"] : ["name"]);
        }

        return paths;
    }

    private static JsonObject Item(
        ResourceKind kind, (string Method, string Action, bool Writes)[] verbs, OpenApiDialect dialect, string[] placeholders)
    {
        var item = new JsonObject();
        foreach (var (method, action, writes) in verbs)
        {
            var operation = new JsonObject
            {
                ["responses"] = new JsonObject { ["200"] = new JsonObject { ["description"] = "OK" } },
                ["x-kubernetes-action"] = action,
                ["x-kubernetes-group-version-kind"] = KindDefinitions.GroupVersionKind(kind, kind.Kind),
            };
            if (writes) operation["parameters"] = WriteParameters(dialect, takesFields: method != "delete");
            if (method == "patch") AddPatchTypes(operation, dialect);
            item[method] = operation;
        }

        if (placeholders.Length > 0)
            item["parameters"] = new JsonArray([.. placeholders.Select(name => (JsonNode)Parameter(name, "path", "", dialect))]);
        return item;
    }

    private static JsonArray WriteParameters(OpenApiDialect dialect, bool takesFields)
    {
        var parameters = new JsonArray((JsonNode)Parameter(
            "dryRun", "query", "All: everything happens but the write itself.", dialect));
        if (!takesFields) return parameters;
        parameters.Add((JsonNode)Parameter("fieldManager", "query", "Name of the writing program; not recorded.", dialect));
        parameters.Add((JsonNode)Parameter(
            "fieldValidation", "query", "Ignore, Warn or Strict: what happens to fields that the kind does not have.", dialect));
        return parameters;
    }

    private static JsonObject Parameter(string name, string place, string description, OpenApiDialect dialect)
    {
        var parameter = new JsonObject { ["name"] = name, ["in"] = place };
        if (description.Length > 0) parameter["description"] = description;
        if (place == "path") parameter["required"] = true;
        if (dialect == OpenApiDialect.V2) parameter["type"] = "string";
        else parameter["schema"] = new JsonObject { ["type"] = "string" };
        return parameter;
    }

    private static void AddPatchTypes(JsonObject operation, OpenApiDialect dialect)
    {
        if (dialect == OpenApiDialect.V2)
        {
            operation["consumes"] = new JsonArray([.. PatchTypes.Select(type => (JsonNode)type)]);
            return;
        }

        var content = new JsonObject();
        foreach (var type in PatchTypes) content[type] = new JsonObject { ["schema"] = new JsonObject { ["type"] = "object" } };
        operation["requestBody"] = new JsonObject { ["required"] = true, ["content"] = content };
    }
}
