using System.Text;
using System.Text.Json.Nodes;
using Margay.Model.Resources;
using Margay.Model.Settings;

namespace Margay.Model.Validation;

/// <summary>Names, labels and annotations, by the rules of Kubernetes.</summary>
internal static class MetadataCheck
{
    private const int MaxAnnotationBytes = 256 * 1024;

    public static void Check(ResourceKind kind, JsonObject resource, FaultList faults)
    {
        var path = FieldPath.Root.Member("metadata");
        var metadata = resource.Object("metadata");
        CheckName(kind, metadata, path, faults);
        CheckNamespace(kind, metadata, path.Member("namespace"), faults);
        CheckLabels(metadata.Object("labels"), path.Member("labels"), faults);
        CheckAnnotations(metadata.Object("annotations"), path.Member("annotations"), faults);
        CheckOpenConnections(metadata.Object("annotations"), path.Member("annotations"), faults);
        CheckBfd(metadata.Object("annotations"), path.Member("annotations"), faults);
        CheckFinalizers(metadata.Items("finalizers"), path.Member("finalizers"), faults);
        CheckOwners(metadata.Items("ownerReferences"), path.Member("ownerReferences"), faults);
    }

    public static void CheckLabels(JsonObject? labels, FieldPath path, FaultList faults)
    {
        foreach (var (key, value) in labels ?? [])
        {
            CheckLabelKey(key, path.Member(key), faults);
            if (value.AsText() is { } text) CheckLabelValue(text, path.Member(key), faults);
        }
    }

    public static void CheckLabelKey(string key, FieldPath path, FaultList faults)
    {
        if (!NameRules.IsQualifiedName(key))
        {
            faults.Add(
                path,
                $"has the key {FormatCheck.Quote(key)}, which is no label key",
                "use at most 63 letters, digits and inner -_., optionally after a DNS name and a slash");
        }
    }

    public static void CheckLabelValue(string value, FieldPath path, FaultList faults)
    {
        if (!NameRules.IsLabelValue(value))
        {
            faults.Add(
                path,
                $"is {FormatCheck.Quote(value)}, which is no label value",
                "use at most 63 letters, digits and inner -_.");
        }
    }

    public static void CheckAnnotations(JsonObject? annotations, FieldPath path, FaultList faults)
    {
        var bytes = 0;
        foreach (var (key, value) in annotations ?? [])
        {
            CheckLabelKey(key.ToLowerInvariant(), path.Member(key), faults);
            bytes += Encoding.UTF8.GetByteCount(key) + Encoding.UTF8.GetByteCount(value.AsText() ?? "");
        }

        if (bytes > MaxAnnotationBytes)
            faults.Add(path, $"take {bytes} bytes", $"keep to at most {MaxAnnotationBytes} bytes in all");
    }

    /// <remarks>A value that is misspelt would keep connections that are to be cut.</remarks>
    private static void CheckOpenConnections(JsonObject? annotations, FieldPath path, FaultList faults)
    {
        if (annotations?[OpenConnectionsAnnotation.Key].AsText() is not { } text || OpenConnectionsAnnotation.TryParse(text, out _)) return;
        faults.Add(path.Member(OpenConnectionsAnnotation.Key), $"is {FormatCheck.Quote(text)}", "write keep or rejudge");
    }

    /// <remarks>A value that is misspelt would leave its peers without a session.</remarks>
    private static void CheckBfd(JsonObject? annotations, FieldPath path, FaultList faults)
    {
        if (annotations?[BfdAnnotation.Key].AsText() is { } text && !BfdAnnotation.TryParse(text, out _))
            faults.Add(path.Member(BfdAnnotation.Key), $"is {FormatCheck.Quote(text)}", BfdAnnotation.Remedy);
    }

    private static void CheckName(ResourceKind kind, JsonObject? metadata, FieldPath path, FaultList faults)
    {
        if (metadata.Text("name") is { Length: > 0 } name)
            ObjectNameCheck.Check(kind, name, path.Member("name"), faults);
        else if (metadata.Text("generateName") is { Length: > 0 } prefix)
            ObjectNameCheck.Check(kind, prefix.TrimEnd('-', '.'), path.Member("generateName"), faults);
        else if (!metadata.Has("name") || metadata.Text("name") is not null)
            faults.Add(path.Member("name"), "is missing", $"give the {kind.Singular} a name");
    }

    private static void CheckNamespace(ResourceKind kind, JsonObject? metadata, FieldPath path, FaultList faults)
    {
        if (metadata.Text("namespace") is not { Length: > 0 } ns) return;
        if (!kind.Namespaced)
            faults.Add(path, $"is {FormatCheck.Quote(ns)}", $"remove it: a {kind.Kind} belongs to the whole cluster");
        else if (!NameRules.IsDnsLabel(ns))
            faults.Add(path, $"is {FormatCheck.Quote(ns)}", NameRules.DnsLabelRemedy);
    }

    private static void CheckFinalizers(JsonArray finalizers, FieldPath path, FaultList faults)
    {
        for (var i = 0; i < finalizers.Count; i++)
        {
            if (finalizers[i].AsText() is { } name && !NameRules.IsQualifiedName(name))
                faults.Add(path.Item(i), $"is {FormatCheck.Quote(name)}", "write it as in example.com/clean-up");
        }
    }

    private static void CheckOwners(JsonArray owners, FieldPath path, FaultList faults)
    {
        var controllers = 0;
        for (var i = 0; i < owners.Count; i++)
        {
            if ((owners[i] as JsonObject).Flag("controller") == true && ++controllers > 1)
            {
                faults.Add(
                    path.Item(i).Member("controller"),
                    "is true a second time",
                    "let one owner be the controller");
            }
        }
    }
}
