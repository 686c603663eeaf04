using System.Text.Json.Nodes;
using Margay.Model.Validation;

namespace Margay.Model.Manifests;

/// <summary>Reads manifests: YAML or JSON, one or many documents, lists flattened.</summary>
/// <remarks>
/// Scalars mean what they mean to kubectl: plain <c>yes</c>, <c>on</c> and <c>y</c> are true, <c>0755</c> is octal, a
/// date is a text. A key that stands twice is a fault. Pure and thread-safe.
/// </remarks>
public static class ManifestReader
{
    private const string ListSuffix = "List";

    /// <summary>Reads all documents of <paramref name="text"/>. Never throws, whatever the text.</summary>
    public static ManifestReadResult Read(string source, string text)
    {
        var documents = new List<ManifestDocument>();
        var faults = new List<ManifestFault>();
        foreach (var document in YamlEvents.Read(source, text, faults))
        {
            var known = faults.Count;
            var reader = new YamlToJson(source, document, faults);
            var json = reader.Read();
            if (faults.Count > known || json is null) continue;
            Add(source, json, "", reader.Positions, documents, faults);
        }

        return new ManifestReadResult(documents, faults);
    }

    private static void Add(
        string source,
        JsonNode json,
        string path,
        Dictionary<string, (int Line, int Column)> places,
        List<ManifestDocument> documents,
        List<ManifestFault> faults)
    {
        var positions = new ManifestPositions(places, path);
        if (json is JsonObject list && list["items"] is JsonArray items && IsList(list))
        {
            list.Remove("items");
            for (var i = 0; items.Count > 0; i++)
            {
                var item = items[0];
                items.RemoveAt(0);
                if (item is JsonObject resource) Inherit(list, resource);
                Add(
                    source,
                    item ?? new JsonArray(),
                    $"{path}{(path.Length > 0 ? "." : "")}items[{i}]",
                    places,
                    documents,
                    faults);
            }
        }
        else if (Problem(json) is { } problem)
        {
            var (line, column) = positions.Find("");
            faults.Add(new ManifestFault(source, line, column, problem));
        }
        else
        {
            documents.Add(new ManifestDocument(source, json.AsObject(), positions));
        }
    }

    private static string? Problem(JsonNode json)
    {
        if (json is not JsonObject resource) return "this is no resource: it has no apiVersion and no kind";
        foreach (var member in (string[])["apiVersion", "kind"])
        {
            if (resource.Text(member) is not { Length: > 0 }) return $"{member} is missing: write it as a text";
        }

        return null;
    }

    private static bool IsList(JsonObject json) =>
        json.Text("kind") is { } kind && kind.EndsWith(ListSuffix, StringComparison.Ordinal);

    /// <summary>
    /// The items of a typed list, such as a PodList, may leave out what the list says for all of them.
    /// </summary>
    private static void Inherit(JsonObject list, JsonObject item)
    {
        if (list.Text("kind") is not { } kind || kind == ListSuffix || item.Has("kind")) return;
        item["kind"] = kind[..^ListSuffix.Length];
        item["apiVersion"] ??= list.Text("apiVersion");
    }
}
