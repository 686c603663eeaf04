using Margay.Model.Resources;

namespace Margay.Policy.Snapshot;

/// <summary>Which bearer of labels. The namespace is empty for one that is in none.</summary>
public readonly record struct BearerKey(Population Kind, string Namespace, string Name)
{
    /// <summary>The key of a pod; a missing namespace reads <c>default</c>.</summary>
    public static BearerKey Of(Pod pod) => Pod(pod.Metadata.Namespace ?? "default", pod.Metadata.Name);

    /// <summary>The key of a pod.</summary>
    public static BearerKey Pod(string podNamespace, string name) => new(Population.Pods, podNamespace, name);

    /// <summary>The key of a network set; a missing namespace reads <c>default</c>.</summary>
    public static BearerKey Of(NetworkSet set) =>
        new(Population.NetworkSets, set.Metadata.Namespace ?? "default", set.Metadata.Name);

    /// <summary>The key of a global network set.</summary>
    public static BearerKey Of(GlobalNetworkSet set) => new(Population.NetworkSets, "", set.Metadata.Name);

    /// <summary>The key of a node.</summary>
    public static BearerKey Of(Node node) => new(Population.Nodes, "", node.Metadata.Name);

    /// <summary><c>namespace/name</c>, or the name alone.</summary>
    public override string ToString() => Namespace.Length == 0 ? Name : $"{Namespace}/{Name}";
}
