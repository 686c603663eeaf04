namespace Margay.Model.Resources;

/// <summary>What every resource has: its type and its metadata.</summary>
public abstract record Resource
{
    /// <summary>Group and version, <c>v1</c> for the core group.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>The kind, as in <c>NetworkPolicy</c>.</summary>
    public string? Kind { get; init; }

    /// <summary>Name, namespace, labels, revision.</summary>
    public ObjectMeta Metadata { get => field ?? ObjectMeta.None; init; }
}

/// <summary>Kubernetes object metadata, as far as Margay reads or writes it.</summary>
public sealed record ObjectMeta
{
    internal static ObjectMeta None { get; } = new();

    /// <summary>The name, unique within kind and namespace.</summary>
    public string Name { get => field ?? ""; init; }

    /// <summary>A prefix from which the server makes a name when <see cref="Name"/> is empty.</summary>
    public string? GenerateName { get; init; }

    /// <summary>The namespace; null for cluster-scoped kinds.</summary>
    public string? Namespace { get; init; }

    /// <summary>The identity of this very object: a new one with the same name has another.</summary>
    public string? Uid { get; init; }

    /// <summary>The revision of the last write; opaque except that equal means same.</summary>
    public string? ResourceVersion { get; init; }

    /// <summary>Counts changes of the spec, from 1.</summary>
    public long? Generation { get; init; }

    /// <summary>When the object was created.</summary>
    public DateTimeOffset? CreationTimestamp { get; init; }

    /// <summary>When deletion was asked for; set while finalizers hold the object.</summary>
    public DateTimeOffset? DeletionTimestamp { get; init; }

    /// <summary>Labels, which selectors read.</summary>
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    /// <summary>Annotations, which selectors do not read.</summary>
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }

    /// <summary>What the object belongs to, as a pod belongs to its ReplicaSet.</summary>
    public IReadOnlyList<OwnerReference>? OwnerReferences { get; init; }

    /// <summary>Who must let go before the object disappears.</summary>
    public IReadOnlyList<string>? Finalizers { get; init; }
}

/// <summary>Names an owner, in the namespace of what it owns.</summary>
public sealed record OwnerReference
{
    /// <summary>Group and version of the owner.</summary>
    public string ApiVersion { get => field ?? ""; init; }

    /// <summary>The owner's kind.</summary>
    public string Kind { get => field ?? ""; init; }

    /// <summary>The owner's name.</summary>
    public string Name { get => field ?? ""; init; }

    /// <summary>The owner's identity.</summary>
    public string Uid { get => field ?? ""; init; }

    /// <summary>Whether the owner is the one that manages the object.</summary>
    public bool? Controller { get; init; }

    /// <summary>Whether the owner's deletion waits for this object's.</summary>
    public bool? BlockOwnerDeletion { get; init; }
}

/// <summary>A Kubernetes label selector: both parts must match; an empty one matches everything.</summary>
public sealed record LabelSelector
{
    /// <summary>Each label must have this value.</summary>
    public IReadOnlyDictionary<string, string>? MatchLabels { get; init; }

    /// <summary>Each requirement must hold.</summary>
    public IReadOnlyList<LabelSelectorRequirement>? MatchExpressions { get; init; }
}

/// <summary>One requirement of a label selector.</summary>
public sealed record LabelSelectorRequirement
{
    /// <summary>The label's key.</summary>
    public string Key { get => field ?? ""; init; }

    /// <summary><c>In</c>, <c>NotIn</c>, <c>Exists</c> or <c>DoesNotExist</c>. <c>NotIn</c> matches an absent label.</summary>
    public string Operator { get => field ?? ""; init; }

    /// <summary>The values for <c>In</c> and <c>NotIn</c>.</summary>
    public IReadOnlyList<string>? Values { get; init; }
}
