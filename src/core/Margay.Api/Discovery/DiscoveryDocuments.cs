using System.Text.Json;
using Margay.Model.Resources;

namespace Margay.Api.Discovery;

/// <summary>The documents by which clients learn what is served, in the form each client has asked for since Kubernetes 1.0.</summary>
public static class DiscoveryDocuments
{
    private static readonly string[] ObjectVerbs =
        ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];

    private static readonly string[] StatusVerbs = ["get", "patch", "update"];

    /// <summary><c>/api</c>: the versions of the core group.</summary>
    public static byte[] CoreVersions { get; } = JsonText.Write(writer =>
    {
        writer.WriteString("kind"u8, "APIVersions"u8);
        writer.WriteStartArray("versions"u8);
        writer.WriteStringValue("v1"u8);
        writer.WriteEndArray();
        writer.WriteStartArray("serverAddressByClientCIDRs"u8);
        writer.WriteEndArray();
    });

    /// <summary><c>/apis</c>: the groups other than the core group.</summary>
    public static byte[] Groups { get; } = JsonText.Write(writer =>
    {
        writer.WriteString("kind"u8, "APIGroupList"u8);
        writer.WriteString("apiVersion"u8, "v1"u8);
        writer.WriteStartArray("groups"u8);
        foreach (var (group, version) in ServedGroups.Where(served => served.Group.Length > 0))
        {
            writer.WriteStartObject();
            WriteGroup(writer, group, version);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    });

    /// <summary>Every group and its version, in the order in which clients look names up.</summary>
    internal static IEnumerable<(string Group, string Version)> ServedGroups =>
        Kinds.All.Select(kind => (kind.Group, kind.Version)).Distinct()
            .OrderBy(served => Kinds.Groups.IndexOf(served.Group));

    /// <summary><c>/apis/GROUP</c>: one group; null if it is not served.</summary>
    public static byte[]? Group(string group)
    {
        var served = ServedGroups.Where(candidate => candidate.Group == group && group.Length > 0).ToList();
        if (served.Count == 0) return null;
        return JsonText.Write(writer =>
        {
            writer.WriteString("kind"u8, "APIGroup"u8);
            writer.WriteString("apiVersion"u8, "v1"u8);
            WriteGroup(writer, group, served[0].Version);
        });
    }

    /// <summary><c>/api/VERSION</c> (with the empty group) and <c>/apis/GROUP/VERSION</c>: the kinds; null if not served.</summary>
    public static byte[]? Resources(string group, string version)
    {
        var kinds = Kinds.All.Where(kind => kind.Group == group && kind.Version == version).ToList();
        if (kinds.Count == 0) return null;
        return JsonText.Write(writer =>
        {
            writer.WriteString("kind"u8, "APIResourceList"u8);
            writer.WriteString("apiVersion"u8, "v1"u8);
            writer.WriteString("groupVersion"u8, kinds[0].ApiVersion);
            writer.WriteStartArray("resources"u8);
            foreach (var kind in kinds)
            {
                WriteResource(writer, kind, kind.Plural, ObjectVerbs);
                if (kind.HasStatus) WriteResource(writer, kind, $"{kind.Plural}/status", StatusVerbs);
            }

            writer.WriteEndArray();
        });
    }

    /// <summary><c>/api</c> and <c>/apis</c> as one aggregated <c>APIGroupDiscoveryList</c>.</summary>
    /// <param name="core">Whether it is the core group's or all others'.</param>
    /// <param name="version">The version of <c>apidiscovery.k8s.io</c> asked for.</param>
    public static byte[] Aggregated(bool core, string version) => JsonText.Write(writer =>
    {
        writer.WriteString("kind"u8, "APIGroupDiscoveryList"u8);
        writer.WriteString("apiVersion"u8, $"apidiscovery.k8s.io/{version}");
        writer.WriteStartObject("metadata"u8);
        writer.WriteEndObject();
        writer.WriteStartArray("items"u8);
        foreach (var (group, groupVersion) in ServedGroups.Where(served => served.Group.Length == 0 == core))
            WriteAggregatedGroup(writer, group, groupVersion);
        writer.WriteEndArray();
    });

    private static void WriteGroup(Utf8JsonWriter writer, string group, string version)
    {
        writer.WriteString("name"u8, group);
        writer.WriteStartArray("versions"u8);
        writer.WriteStartObject();
        WriteGroupVersion(writer, group, version);
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteStartObject("preferredVersion"u8);
        WriteGroupVersion(writer, group, version);
        writer.WriteEndObject();
    }

    private static void WriteGroupVersion(Utf8JsonWriter writer, string group, string version)
    {
        writer.WriteString("groupVersion"u8, $"{group}/{version}");
        writer.WriteString("version"u8, version);
    }

    private static void WriteResource(Utf8JsonWriter writer, ResourceKind kind, string name, string[] verbs)
    {
        writer.WriteStartObject();
        writer.WriteString("name"u8, name);
        writer.WriteString("singularName"u8, name == kind.Plural ? kind.Singular : "");
        writer.WriteBoolean("namespaced"u8, kind.Namespaced);
        writer.WriteString("kind"u8, kind.Kind);
        JsonText.WriteStrings(writer, "verbs", verbs);
        if (name == kind.Plural && kind.ShortNames.Count > 0) JsonText.WriteStrings(writer, "shortNames", kind.ShortNames);
        if (name == kind.Plural && kind == Kinds.Pod) JsonText.WriteStrings(writer, "categories", ["all"]);
        writer.WriteEndObject();
    }

    private static void WriteAggregatedGroup(Utf8JsonWriter writer, string group, string version)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("metadata"u8);
        if (group.Length > 0) writer.WriteString("name"u8, group);
        writer.WriteEndObject();
        writer.WriteStartArray("versions"u8);
        writer.WriteStartObject();
        writer.WriteString("version"u8, version);
        writer.WriteStartArray("resources"u8);
        foreach (var kind in Kinds.All.Where(kind => kind.Group == group && kind.Version == version))
            WriteAggregatedResource(writer, kind);
        writer.WriteEndArray();
        writer.WriteString("freshness"u8, "Current"u8);
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteAggregatedResource(Utf8JsonWriter writer, ResourceKind kind)
    {
        writer.WriteStartObject();
        writer.WriteString("resource"u8, kind.Plural);
        WriteResponseKind(writer, kind);
        writer.WriteString("scope"u8, kind.Namespaced ? "Namespaced"u8 : "Cluster"u8);
        writer.WriteString("singularResource"u8, kind.Singular);
        JsonText.WriteStrings(writer, "verbs", ObjectVerbs);
        if (kind.ShortNames.Count > 0) JsonText.WriteStrings(writer, "shortNames", kind.ShortNames);
        if (kind == Kinds.Pod) JsonText.WriteStrings(writer, "categories", ["all"]);
        if (kind.HasStatus)
        {
            writer.WriteStartArray("subresources"u8);
            writer.WriteStartObject();
            writer.WriteString("subresource"u8, "status"u8);
            WriteResponseKind(writer, kind);
            JsonText.WriteStrings(writer, "verbs", StatusVerbs);
            writer.WriteEndObject();
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private static void WriteResponseKind(Utf8JsonWriter writer, ResourceKind kind)
    {
        writer.WriteStartObject("responseKind"u8);
        writer.WriteString("group"u8, kind.Group);
        writer.WriteString("version"u8, kind.Version);
        writer.WriteString("kind"u8, kind.Kind);
        writer.WriteEndObject();
    }
}
