using Margay.Model.Resources;
using Margay.Primitives;

namespace Margay.Policy.Oracle;

/// <summary>Whether the other end of a flow is among the peers of a rule.</summary>
internal static class PeerMatching
{
    /// <summary>Why <paramref name="peer"/> does not stand for the end at an address; null if it does.</summary>
    /// <param name="cluster">Where the namespaces' labels are.</param>
    /// <param name="policyNamespace">The namespace of the policy.</param>
    /// <param name="peer">The rule's peer.</param>
    /// <param name="address">The address of the end.</param>
    /// <param name="pod">The pod at the address; null if it is no pod's.</param>
    public static PeerMismatch? Compare(
        ClusterState cluster, string policyNamespace, NetworkPolicyPeer? peer, IpAddr address, Pod? pod)
    {
        if (peer is null or { IpBlock: null, PodSelector: null, NamespaceSelector: null })
            return new PeerMismatch.Malformed("the peer is empty");
        if (peer.IpBlock is null) return CompareSelectors(cluster, policyNamespace, peer, address, pod);
        return peer is { PodSelector: null, NamespaceSelector: null }
            ? CompareBlock(peer.IpBlock, address)
            : new PeerMismatch.Malformed("the peer has both an ipBlock and a selector");
    }

    private static PeerMismatch? CompareSelectors(
        ClusterState cluster, string policyNamespace, NetworkPolicyPeer peer, IpAddr address, Pod? pod)
    {
        if (pod is null) return new PeerMismatch.NotAPod(address);
        var podNamespace = ClusterState.NamespaceOf(pod);
        if (peer.NamespaceSelector is null)
        {
            if (podNamespace != policyNamespace) return new PeerMismatch.OtherNamespace(podNamespace, policyNamespace);
        }
        else
        {
            var labels = cluster.NamespaceLabels(podNamespace);
            if (labels is null) return new PeerMismatch.NamespaceUnknown(podNamespace);
            if (LabelMatching.FirstUnmet(peer.NamespaceSelector, labels) is { } ofNamespace)
                return new PeerMismatch.NamespaceLabels(podNamespace, ofNamespace);
        }

        var unmet = LabelMatching.FirstUnmet(peer.PodSelector ?? new LabelSelector(), pod.Metadata.Labels);
        return unmet is null ? null : new PeerMismatch.PodLabels(podNamespace, pod.Metadata.Name, unmet);
    }

    /// <remarks>A block counts for every address in it, be it a pod's, a node's or another.</remarks>
    private static PeerMismatch? CompareBlock(IpBlock block, IpAddr address)
    {
        if (!Cidr.TryParse(block.Cidr, out var cidr))
            return new PeerMismatch.Malformed($"'{block.Cidr}' is not a CIDR");
        var exceptions = new List<Cidr>();
        foreach (var text in block.Except ?? [])
        {
            if (!Cidr.TryParse(text, out var exception)) return new PeerMismatch.Malformed($"'{text}' is not a CIDR");
            exceptions.Add(exception);
        }

        if (!cidr.Contains(address)) return new PeerMismatch.OutsideBlock(address, cidr);
        var hit = exceptions.FirstOrDefault(exception => exception.Contains(address));
        return hit.IsNone ? null : new PeerMismatch.InException(address, hit);
    }
}
