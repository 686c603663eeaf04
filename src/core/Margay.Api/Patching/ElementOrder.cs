using System.Text.Json.Nodes;

namespace Margay.Api.Patching;

/// <summary>The order that <c>$setElementOrder</c> gives a merged list.</summary>
/// <remarks>
/// Elements that the patch lists stand as it lists them. The others keep the order they had among themselves, and each
/// stands before a listed element if it stood before it already; otherwise listed elements come first.
/// </remarks>
internal static class ElementOrder
{
    public static JsonArray Apply(JsonArray merged, JsonArray order, JsonArray original, string? mergeKey)
    {
        var before = original.Select(element => Identity(element, mergeKey)).ToList();
        var wanted = order.Select(element => Identity(element, mergeKey)).ToList();
        var elements = merged.Select(element => (Id: Identity(element, mergeKey), Node: element?.DeepClone())).ToList();
        var listed = elements.Where(element => wanted.Contains(element.Id)).OrderBy(element => wanted.IndexOf(element.Id));
        var others = new Queue<(string Id, JsonNode? Node)>(elements.Where(element => !wanted.Contains(element.Id)));

        var result = new JsonArray();
        foreach (var (id, node) in listed)
        {
            while (others.TryPeek(out var other) && before.IndexOf(other.Id) < before.IndexOf(id))
                result.Add(others.Dequeue().Node);
            result.Add(node);
        }

        while (others.TryDequeue(out var rest)) result.Add(rest.Node);
        return result;
    }

    private static string Identity(JsonNode? element, string? mergeKey) =>
        (mergeKey is not null && element is JsonObject members ? members[mergeKey] : element)?.ToJsonString() ?? "null";
}
