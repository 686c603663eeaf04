using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Margay.Client;

/// <summary>What <c>apply</c> changes: what the manifest says differently, and what it no longer says.</summary>
/// <remarks>
/// The last manifest stands in the object's annotation, as kubectl leaves it there, so the two tools can take turns.
/// </remarks>
internal static class ThreeWayMerge
{
    internal const string LastApplied = "kubectl.kubernetes.io/last-applied-configuration";

    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The manifest with itself, as text, in its annotation.</summary>
    internal static JsonObject Annotate(JsonObject manifest)
    {
        var annotated = (JsonObject)manifest.DeepClone();
        var metadata = Member(annotated, "metadata");
        var annotations = Member(metadata, "annotations");
        annotations.Remove(LastApplied);
        annotations[LastApplied] = KubectlText(annotated);
        return annotated;
    }

    /// <summary>The RFC 7386 patch that turns <paramref name="current"/> into what <paramref name="manifest"/> wants.</summary>
    /// <param name="current">The object as stored.</param>
    /// <param name="manifest">The manifest as <see cref="Annotate"/> made it.</param>
    /// <returns>The patch; an empty object when nothing is to change.</returns>
    internal static JsonObject Patch(JsonObject current, JsonObject manifest)
    {
        var last = (current["metadata"]?["annotations"]?[LastApplied] as JsonValue)?.GetValue<string>();
        var patch = new JsonObject();
        AddChanges(patch, current, manifest);
        if (last is not null && JsonNode.Parse(last) is JsonObject lastManifest)
            AddRemovals(patch, current, manifest, lastManifest);
        return IsOnlyAnnotation(patch) ? [] : patch;
    }

    /// <summary>The bytes that kubectl would leave, so that it sees no change where there is none.</summary>
    /// <remarks>Keys sorted, a line feed at the end, and what HTML gives a meaning escaped: how Go's encoder writes a map.</remarks>
    private static string KubectlText(JsonObject manifest)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Relaxed)) Sorted(manifest)!.WriteTo(writer);
        return Encoding.UTF8.GetString(buffer.WrittenSpan)
            .Replace("<", "\\u003c", StringComparison.Ordinal)
            .Replace(">", "\\u003e", StringComparison.Ordinal)
            .Replace("&", "\\u0026", StringComparison.Ordinal) + "\n";
    }

    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject members => new JsonObject(members.OrderBy(member => member.Key, StringComparer.Ordinal)
            .Select(member => KeyValuePair.Create(member.Key, Sorted(member.Value)))),
        JsonArray items => new JsonArray([.. items.Select(Sorted)]),
        _ => node?.DeepClone(),
    };

    private static void AddChanges(JsonObject patch, JsonObject current, JsonObject wanted)
    {
        foreach (var (name, value) in wanted)
        {
            var now = current[name];
            if (value is null || Covers(now, value)) continue;
            if (now is JsonObject nowObject && value is JsonObject valueObject)
                AddChanges(Member(patch, name), nowObject, valueObject);
            else
                patch[name] = value.DeepClone();
        }
    }

    private static void AddRemovals(JsonObject patch, JsonObject current, JsonObject wanted, JsonObject last)
    {
        foreach (var (name, before) in last)
        {
            if (!current.ContainsKey(name) || name == LastApplied) continue;
            if (!wanted.TryGetPropertyValue(name, out var value) || value is null) patch[name] = null;
            else if (before is JsonObject beforeObject && value is JsonObject valueObject && current[name] is JsonObject nowObject)
                AddInnerRemovals(patch, name, nowObject, valueObject, beforeObject);
        }
    }

    private static void AddInnerRemovals(JsonObject patch, string name, JsonObject current, JsonObject wanted, JsonObject last)
    {
        var inner = patch[name] as JsonObject ?? [];
        AddRemovals(inner, current, wanted, last);
        if (inner.Count > 0 && inner.Parent is null) patch[name] = inner;
    }

    /// <summary>Whether <paramref name="now"/> says all that <paramref name="wanted"/> does; a server's defaults may be more.</summary>
    /// <remarks>
    /// A list must be the same to the letter: a member more in one of its elements may be a default, or a condition that
    /// the manifest has dropped. It is then sent, and a server for which it was a default changes nothing.
    /// </remarks>
    private static bool Covers(JsonNode? now, JsonNode? wanted) => (now, wanted) switch
    {
        (JsonObject have, JsonObject want) => want.All(pair => pair.Value is null || Covers(have[pair.Key], pair.Value)),
        _ => JsonNode.DeepEquals(now, wanted),
    };

    /// <summary>A manifest that is written differently but wants the same is no change.</summary>
    private static bool IsOnlyAnnotation(JsonObject patch) =>
        patch.Count == 1 && patch["metadata"] is JsonObject { Count: 1 } metadata
        && metadata["annotations"] is JsonObject { Count: 1 } annotations && annotations.ContainsKey(LastApplied);

    private static JsonObject Member(JsonObject parent, string name)
    {
        if (parent[name] is JsonObject existing) return existing;
        var made = new JsonObject();
        parent[name] = made;
        return made;
    }
}
