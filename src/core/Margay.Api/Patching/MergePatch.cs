using System.Text.Json.Nodes;

namespace Margay.Api.Patching;

/// <summary>JSON merge patch (RFC 7396).</summary>
public static class MergePatch
{
    /// <summary>The patched value; neither argument is changed.</summary>
    public static JsonNode? Apply(JsonNode? target, JsonNode? patch)
    {
        if (patch is not JsonObject members) return patch?.DeepClone();
        var result = target is JsonObject existing ? existing.DeepClone().AsObject() : [];
        foreach (var (name, value) in members)
        {
            if (value is null) result.Remove(name);
            else result[name] = Apply(result[name], value);
        }

        return result;
    }
}
