using Margay.Model.Resources;

namespace Margay.Policy.Snapshot;

/// <summary>Which pod. Order: namespace, name, ordinal.</summary>
public readonly record struct PodKey(string Namespace, string Name) : IComparable<PodKey>
{
    /// <summary>The key of a pod's resource; a missing namespace reads <c>default</c>.</summary>
    public static PodKey Of(Pod pod) => new(pod.Metadata.Namespace ?? "default", pod.Metadata.Name);

    /// <inheritdoc/>
    public int CompareTo(PodKey other)
    {
        var order = string.CompareOrdinal(Namespace, other.Namespace);
        return order != 0 ? order : string.CompareOrdinal(Name, other.Name);
    }

    /// <summary><c>namespace/name</c>.</summary>
    public override string ToString() => $"{Namespace}/{Name}";
}
