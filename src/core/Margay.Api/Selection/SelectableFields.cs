using System.Text.Json;
using Margay.Model.Resources;
using Margay.Primitives;

namespace Margay.Api.Selection;

/// <summary>The part of an object that label and field selectors may ask about.</summary>
public sealed class SelectableFields
{
    /// <summary>Stands for the name within it.</summary>
    private const string EventSource = "source";

    private static readonly string[] PodPaths =
        ["spec.nodeName", "spec.serviceAccountName", "spec.hostNetwork", "status.phase", "status.podIP"];

    private static readonly string[] TieredPaths = ["spec.tier"];

    private static readonly string[] NodePaths = ["spec.unschedulable"];

    private static readonly string[] NamespacePaths = ["status.phase"];

    private static readonly string[] SecretPaths = ["type"];

    private static readonly string[] EventPaths =
    [
        "involvedObject.kind", "involvedObject.namespace", "involvedObject.name", "involvedObject.uid", "involvedObject.apiVersion",
        "involvedObject.resourceVersion", "involvedObject.fieldPath", "reason", "reportingComponent", EventSource, "type",
    ];

    private readonly string[] _paths;
    private readonly string[] _values;

    private SelectableFields(LabelSet labels, string[] paths, string[] values) =>
        (Labels, _paths, _values) = (labels, paths, values);

    /// <summary>The object's labels.</summary>
    public LabelSet Labels { get; }

    /// <summary>Whether a field selector on <paramref name="kind"/> may name <paramref name="path"/>.</summary>
    /// <remarks>Kubernetes serves these few fields because each is indexed; others are a bad request there too.</remarks>
    public static bool IsSelectable(ResourceKind kind, string path) =>
        path is "metadata.name" or "metadata.namespace" || PathsOf(kind).Contains(path);

    /// <summary>The value of a selectable field; empty when the object does not have it.</summary>
    public string Field(string path) => Array.IndexOf(_paths, path) is var index and >= 0 ? _values[index] : "";

    internal static SelectableFields Read(ResourceKind kind, ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        var paths = PathsOf(kind);
        return new SelectableFields(ReadLabels(root), paths, Array.ConvertAll(paths, path => ReadField(root, path)));
    }

    private static LabelSet ReadLabels(JsonElement root) =>
        TryGet(root, "metadata", out var metadata) && TryGet(metadata, "labels", out var labels)
        && labels.ValueKind == JsonValueKind.Object
            ? LabelSet.Of(labels.EnumerateObject().Select(label => KeyValuePair.Create(label.Name, Text(label.Value))))
            : LabelSet.Empty;

    private static string ReadField(JsonElement root, string path)
    {
        var at = root;
        foreach (var step in path == EventSource ? ["source", "component"] : path.Split('.'))
        {
            if (!TryGet(at, step, out at)) return "";
        }

        return Text(at);
    }

    private static bool TryGet(JsonElement at, string name, out JsonElement value)
    {
        value = default;
        return at.ValueKind == JsonValueKind.Object && at.TryGetProperty(name, out value);
    }

    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Null => "",
        _ => value.GetRawText(),
    };

    private static string[] PathsOf(ResourceKind kind) =>
        kind == Kinds.Pod ? PodPaths : kind == Kinds.Node ? NodePaths : kind == Kinds.Namespace ? NamespacePaths
        : kind == Kinds.Secret ? SecretPaths
        : kind == Kinds.Event ? EventPaths
        : Kinds.Tiered.Contains(kind) ? TieredPaths : [];
}
