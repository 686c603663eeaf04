using System.Text.Json.Serialization.Metadata;

namespace Margay.Model.Resources;

/// <summary>What the API calls a kind: its group, version, names and scope.</summary>
public abstract class ResourceKind
{
    /// <summary>The group; empty for the core group.</summary>
    public required string Group { get; init; }

    /// <summary>The version, as in <c>v1</c>.</summary>
    public required string Version { get; init; }

    /// <summary>The kind, as in <c>IPPool</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The lower-case plural of the URL, as in <c>ippools</c>.</summary>
    public required string Plural { get; init; }

    /// <summary>The lower-case singular, as in <c>ippool</c>.</summary>
    public required string Singular { get; init; }

    /// <summary>Short names that a command line may use.</summary>
    public IReadOnlyList<string> ShortNames { get; init; } = [];

    /// <summary>Whether objects live in a namespace.</summary>
    public required bool Namespaced { get; init; }

    /// <summary>Whether the kind has a status subresource.</summary>
    public bool HasStatus { get; init; }

    /// <summary>Group and version as manifests write them: <c>v1</c>, <c>networking.k8s.io/v1</c>.</summary>
    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary>The plural with the group, as in <c>networkpolicies.projectcalico.org</c>; unique among all kinds.</summary>
    public string QualifiedPlural => Group.Length == 0 ? Plural : $"{Plural}.{Group}";

    /// <summary>The URL path of the kind's collection, in one namespace or (null) in all.</summary>
    public string CollectionPath(string? ns) =>
        (Group.Length == 0 ? $"/api/{Version}" : $"/apis/{Group}/{Version}")
        + (Namespaced && ns is not null ? $"/namespaces/{ns}/{Plural}" : $"/{Plural}");

    /// <summary>The URL path of one object.</summary>
    public string ObjectPath(string? ns, string name) => $"{CollectionPath(ns)}/{Uri.EscapeDataString(name)}";

    /// <inheritdoc/>
    public override string ToString() => $"{Plural}.{(Group.Length == 0 ? Version : Group)}";
}

/// <summary>A kind together with how its objects are read from and written to JSON.</summary>
public sealed class ResourceKind<T> : ResourceKind
    where T : Resource
{
    /// <summary>The source-generated contract of the object.</summary>
    public required JsonTypeInfo<T> Json { get; init; }
}
