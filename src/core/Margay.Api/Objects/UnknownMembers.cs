using System.Text.Json.Nodes;
using Margay.Model.Schemas;

namespace Margay.Api.Objects;

/// <summary>Members that an object has and its kind does not.</summary>
internal static class UnknownMembers
{
    /// <summary>Removes them all and says which they were, as paths.</summary>
    public static IReadOnlyList<string> Prune(JsonObject item, ObjectSchema schema)
    {
        var pruned = new List<string>();
        Prune(item, schema, "", pruned);
        return pruned;
    }

    private static void Prune(JsonNode? value, Schema schema, string path, List<string> pruned)
    {
        switch (schema)
        {
            case ObjectSchema shape when value is JsonObject members:
                foreach (var (name, member) in members.ToList())
                {
                    var at = path.Length == 0 ? name : $"{path}.{name}";
                    if (shape.TryGet(name, out var property))
                    {
                        Prune(member, property.Schema, at, pruned);
                    }
                    else if (!shape.PreserveUnknown)
                    {
                        members.Remove(name);
                        pruned.Add(at);
                    }
                }

                break;
            case MapSchema shape when value is JsonObject entries:
                foreach (var (name, entry) in entries) Prune(entry, shape.Values, $"{path}.{name}", pruned);
                break;
            case ArraySchema shape when value is JsonArray items:
                for (var i = 0; i < items.Count; i++) Prune(items[i], shape.Items, $"{path}[{i}]", pruned);
                break;
        }
    }
}
