using Margay.Model.Resources;

namespace Margay.Policy.Oracle;

/// <summary>The part of a cluster on which policy depends, as plain resources. Immutable; the order of the lists means nothing.</summary>
/// <remarks>Two resources of one kind, namespace and name must not both be there. A missing namespace reads <c>default</c>.</remarks>
public sealed record ClusterState(
    IReadOnlyList<Namespace> Namespaces,
    IReadOnlyList<Pod> Pods,
    IReadOnlyList<NetworkPolicy> Policies,
    IReadOnlyList<Node> Nodes)
{
    /// <summary>A cluster in which there is nothing.</summary>
    public static ClusterState Empty { get; } = new([], [], [], []);

    /// <summary>The cluster that these resources describe; kinds on which policy does not depend are ignored.</summary>
    public static ClusterState Of(IEnumerable<Resource> resources)
    {
        var all = resources.ToList();
        return new ClusterState(
            [.. all.OfType<Namespace>()], [.. all.OfType<Pod>()], [.. all.OfType<NetworkPolicy>()], [.. all.OfType<Node>()]);
    }

    /// <summary>The namespace a namespaced resource is in.</summary>
    internal static string NamespaceOf(Resource resource) => resource.Metadata.Namespace ?? "default";

    /// <summary>The labels of a namespace; null when the cluster has no such namespace.</summary>
    internal IReadOnlyDictionary<string, string>? NamespaceLabels(string name) =>
        Namespaces.FirstOrDefault(candidate => candidate.Metadata.Name == name) is { } found
            ? found.Metadata.Labels ?? new Dictionary<string, string>()
            : null;
}
