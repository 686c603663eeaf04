using System.Text;
using System.Text.Json.Nodes;

namespace Margay.Model.Validation;

/// <summary>Entries of a Secret that are written as plain text move into its data, as in Kubernetes.</summary>
internal static class SecretDefaults
{
    public static void Apply(JsonObject resource)
    {
        // What is no text is left for validation.
        if (resource.Object("stringData") is not { } plain || plain.Any(entry => entry.Value is not null && entry.Value.AsText() is null)) return;
        if (resource["data"] is not (null or JsonObject)) return;
        var data = resource.Object("data") ?? [];
        foreach (var (key, value) in plain) data[key] = Convert.ToBase64String(Encoding.UTF8.GetBytes(value.AsText() ?? ""));
        resource.Remove("stringData");
        if (data.Count > 0) resource["data"] = data;
    }
}
