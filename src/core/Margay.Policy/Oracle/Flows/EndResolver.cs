using System.Diagnostics;
using Margay.Policy.Oracle.Holders;
using Margay.Primitives;

namespace Margay.Policy.Oracle.Flows;

/// <summary>Finds out who the ends of a flow are.</summary>
internal static class EndResolver
{
    /// <summary>RFC 2544 and RFC 3849: an address of a name of which none is known.</summary>
    private static readonly (IpAddr V4, IpAddr V6) Nowhere = (IpAddr.Parse("198.19.255.255"), IpAddr.Parse("2001:db8:ffff:ffff::"));

    /// <summary>The family that the flow's packets have: what an address says, else what is asked for, else a common one.</summary>
    public static IpFamily FamilyOf(ClusterIndex cluster, Flow flow)
    {
        if (flow.Source is FlowEnd.Address source) return source.Value.Family;
        if (flow.Destination is FlowEnd.Address destination) return destination.Value.Family;
        if (flow.Family != IpFamily.None) return flow.Family;
        return new[] { IpFamily.V4, IpFamily.V6 }.FirstOrDefault(
            family => Resolve(cluster, flow.Source, family) is not null && Resolve(cluster, flow.Destination, family) is not null);
    }

    /// <summary>What the end is, with its address of the family; null if it has none.</summary>
    public static ResolvedEnd? Resolve(ClusterIndex cluster, FlowEnd end, IpFamily family) => end switch
    {
        FlowEnd.Pod named => cluster.FindPod(named.Namespace, named.Name) is { } pod ? Resolve(cluster, pod, family) : null,
        FlowEnd.Domain { Value: var name } => Resolve(cluster, name, family),
        FlowEnd.Address { Value: var address } => address.Family == family ? Resolve(cluster, address) : null,
        _ => throw new UnreachableException(),
    };

    private static ResolvedEnd.Domain Resolve(ClusterIndex cluster, DomainName name, IpFamily family)
    {
        var known = cluster.AddressesOf(name).FirstOrDefault(address => address.Family == family);
        return known.IsNone
            ? new ResolvedEnd.Domain(name, family == IpFamily.V4 ? Nowhere.V4 : Nowhere.V6, IsKnown: false)
            : new ResolvedEnd.Domain(name, known, IsKnown: true);
    }

    private static ResolvedEnd? Resolve(ClusterIndex cluster, Holder.Pod pod, IpFamily family)
    {
        var address = pod.Resource.Addresses().FirstOrDefault(candidate => candidate.Family == family);
        if (pod.Resource.IsOnHostNetwork() && address.IsNone) address = NodeAddress(cluster, pod, family);
        if (address.IsNone) return null;
        return pod.Resource.IsOnHostNetwork()
            ? new ResolvedEnd.Node(pod.Resource.Spec?.NodeName ?? "", address)
            : new ResolvedEnd.Pod(pod.Namespace!, pod.Resource.Metadata.Name, address);
    }

    private static ResolvedEnd Resolve(ClusterIndex cluster, IpAddr address)
    {
        if (cluster.PodsAt(address).FirstOrDefault() is { } pod)
            return new ResolvedEnd.Pod(pod.Namespace!, pod.Resource.Metadata.Name, address);
        var node = cluster.Nodes.FirstOrDefault(node => NodeReading.Addresses(node).Contains(address))?.Metadata.Name
            ?? cluster.HostNetworkPodAt(address)?.Spec?.NodeName;
        return node is null ? new ResolvedEnd.Outside(address) : new ResolvedEnd.Node(node, address);
    }

    private static IpAddr NodeAddress(ClusterIndex cluster, Holder.Pod pod, IpFamily family) => pod.Resource.HasFinished()
        ? default
        : NodeReading.Addresses(cluster.FindNode(pod.Resource.Spec?.NodeName)).FirstOrDefault(address => address.Family == family);
}
