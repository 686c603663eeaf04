using Margay.Model.Resources;
using Margay.Primitives;

namespace Margay.Policy.Oracle;

/// <summary>Finds out who the ends of a flow are.</summary>
internal static class EndResolver
{
    /// <summary>The pods, other than those on a host network, that hold an address; sorted by namespace and name.</summary>
    /// <remarks>
    /// It may be several for a moment, when an address has passed to a new pod and the old one is not yet seen to be gone.
    /// </remarks>
    public static IReadOnlyList<Pod> Holders(ClusterState cluster, IpAddr address) =>
        [.. cluster.Pods
            .Where(pod => !pod.IsOnHostNetwork() && pod.Addresses().Contains(address))
            .OrderBy(ClusterState.NamespaceOf, StringComparer.Ordinal)
            .ThenBy(pod => pod.Metadata.Name, StringComparer.Ordinal)];

    /// <summary>The pod of this name; null if there is none.</summary>
    public static Pod? Find(ClusterState cluster, string podNamespace, string name) =>
        cluster.Pods.FirstOrDefault(pod => pod.Metadata.Name == name && ClusterState.NamespaceOf(pod) == podNamespace);

    /// <summary>The family that the flow's packets have: what an address says, else what is asked for, else a common one.</summary>
    public static IpFamily FamilyOf(ClusterState cluster, Flow flow)
    {
        if (flow.Source is FlowEnd.Address source) return source.Value.Family;
        if (flow.Destination is FlowEnd.Address destination) return destination.Value.Family;
        if (flow.Family != IpFamily.None) return flow.Family;
        return new[] { IpFamily.V4, IpFamily.V6 }.FirstOrDefault(
            family => Resolve(cluster, flow.Source, family) is not null && Resolve(cluster, flow.Destination, family) is not null);
    }

    /// <summary>What the end is, with its address of the family; null if it has none.</summary>
    public static ResolvedEnd? Resolve(ClusterState cluster, FlowEnd end, IpFamily family) => end switch
    {
        FlowEnd.Pod named => Find(cluster, named.Namespace, named.Name) is { } pod ? Resolve(cluster, pod, family) : null,
        FlowEnd.Address { Value: var address } => address.Family == family ? Resolve(cluster, address) : null,
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static ResolvedEnd? Resolve(ClusterState cluster, Pod pod, IpFamily family)
    {
        var address = pod.Addresses().FirstOrDefault(candidate => candidate.Family == family);
        if (pod.IsOnHostNetwork() && address.IsNone) address = NodeAddress(cluster, pod, family);
        if (address.IsNone) return null;
        return pod.IsOnHostNetwork()
            ? new ResolvedEnd.Node(pod.Spec?.NodeName ?? "", address)
            : new ResolvedEnd.Pod(ClusterState.NamespaceOf(pod), pod.Metadata.Name, address);
    }

    private static ResolvedEnd Resolve(ClusterState cluster, IpAddr address)
    {
        if (Holders(cluster, address) is [var pod, ..])
            return new ResolvedEnd.Pod(ClusterState.NamespaceOf(pod), pod.Metadata.Name, address);
        var node = cluster.Nodes.FirstOrDefault(node => Addresses(node).Contains(address))?.Metadata.Name
            ?? cluster.Pods.FirstOrDefault(pod => pod.IsOnHostNetwork() && pod.Addresses().Contains(address))?.Spec?.NodeName;
        return node is null ? new ResolvedEnd.Outside(address) : new ResolvedEnd.Node(node, address);
    }

    private static IpAddr NodeAddress(ClusterState cluster, Pod pod, IpFamily family)
    {
        var node = cluster.Nodes.FirstOrDefault(node => node.Metadata.Name == pod.Spec?.NodeName);
        return node is null || pod.HasFinished()
            ? default
            : Addresses(node).FirstOrDefault(address => address.Family == family);
    }

    private static IEnumerable<IpAddr> Addresses(Node node)
    {
        foreach (var entry in node.Status?.Addresses ?? [])
        {
            if (IpAddr.TryParse(entry?.Address, out var address)) yield return address;
        }
    }
}
