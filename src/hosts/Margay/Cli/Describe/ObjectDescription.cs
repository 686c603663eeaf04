using System.Text.Json.Nodes;
using Margay.Host.Cli.Output;
using Margay.Model.Manifests;
using Margay.Model.Resources;

namespace Margay.Host.Cli.Describe;

/// <summary>What is said of an object of any kind.</summary>
internal static class ObjectDescription
{
    /// <summary>Name, namespace, labels, age.</summary>
    public static Description Start(Resource item, DateTimeOffset now) => new Description()
        .Add("Name", item.Metadata.Name)
        .AddIfKnown("Namespace", item.Metadata.Namespace)
        .AddPairs("Labels", item.Metadata.Labels)
        .Add("Age", Age.Since(item.Metadata.CreationTimestamp, now));

    /// <summary>An object of a kind about which there is nothing more to say than it says itself: its members as YAML.</summary>
    public static string Of(JsonObject item, DateTimeOffset now)
    {
        var metadata = item["metadata"] as JsonObject ?? [];
        var description = new Description()
            .Add("Name", (string?)metadata["name"] ?? "")
            .AddIfKnown("Namespace", (string?)metadata["namespace"])
            .AddPairs("Labels", Texts(metadata["labels"]))
            .Add("Age", Age.Since(TimeOf(metadata["creationTimestamp"]), now));
        foreach (var (name, value) in item)
        {
            if (name is "apiVersion" or "kind" or "metadata" || value is null) continue;
            description.Add(char.ToUpperInvariant(name[0]) + name[1..], ManifestWriter.ToYaml(value));
        }

        return description.Render();
    }

    private static Dictionary<string, string> Texts(JsonNode? pairs) =>
        (pairs as JsonObject ?? []).ToDictionary(pair => pair.Key, pair => pair.Value?.ToString() ?? "");

    private static DateTimeOffset? TimeOf(JsonNode? time) =>
        DateTimeOffset.TryParse((string?)time, out var parsed) ? parsed : null;
}
