using Margay.Model.Resources;

namespace Margay.Api.Storage;

/// <summary>Which object is meant: its kind, its namespace (empty for cluster-scoped kinds) and its name.</summary>
/// <param name="Kind">The kind; compared by reference, as <see cref="Kinds"/> holds one instance of each.</param>
/// <param name="Namespace">The namespace; empty if and only if the kind is cluster-scoped.</param>
/// <param name="Name">The name, unique within kind and namespace.</param>
public sealed record ResourceKey(ResourceKind Kind, string Namespace, string Name)
{
    /// <summary>The name within its kind.</summary>
    public ObjectName ObjectName => new(Namespace, Name);

    /// <inheritdoc/>
    public override string ToString() =>
        Namespace.Length == 0 ? $"{Kind} \"{Name}\"" : $"{Kind} \"{Namespace}/{Name}\"";
}

/// <summary>An object's name within its kind; ordered by namespace, then name, as lists are.</summary>
/// <param name="Namespace">The namespace; empty for cluster-scoped kinds.</param>
/// <param name="Name">The name.</param>
public readonly record struct ObjectName(string Namespace, string Name) : IComparable<ObjectName>
{
    /// <inheritdoc/>
    public int CompareTo(ObjectName other)
    {
        var order = string.CompareOrdinal(Namespace, other.Namespace);
        return order != 0 ? order : string.CompareOrdinal(Name, other.Name);
    }
}
