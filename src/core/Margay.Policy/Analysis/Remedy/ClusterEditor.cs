using Margay.Model.Intent;
using Margay.Model.Resources;
using Margay.Policy.Oracle;
using Margay.Primitives;

namespace Margay.Policy.Analysis.Remedy;

/// <summary>Edits a policy.networking.k8s.io ClusterNetworkPolicy.</summary>
internal sealed class ClusterEditor(PolicyId id, ClusterNetworkPolicy policy) : PolicyEditor(id)
{
    private readonly ClusterNetworkPolicySpec _spec = policy.Spec ?? new ClusterNetworkPolicySpec();

    /// <remarks>Its rules for what comes in know pods only.</remarks>
    public override PolicyEdit? Insert(int? before, WantedRule wanted)
    {
        ClusterNetworkPolicyPeer peer;
        if (wanted.Peer is ResolvedEnd.Pod pod)
        {
            peer = new ClusterNetworkPolicyPeer
            {
                Pods = new NamespacedPod { NamespaceSelector = WantedRule.NamespaceSelector(pod.Namespace), PodSelector = wanted.PodSelector },
            };
        }
        else if (wanted.Direction == Direction.Egress)
        {
            peer = wanted.Peer is ResolvedEnd.Domain named
                ? new ClusterNetworkPolicyPeer { DomainNames = [named.Name.Text] }
                : new ClusterNetworkPolicyPeer { Networks = [wanted.Network] };
        }
        else
        {
            return null;
        }

        var protocols = Protocols(wanted.Flow);
        int index;
        var spec = wanted.Direction == Direction.Ingress
            ? _spec with
            {
                Ingress = Inserted(
                    _spec.Ingress, before, new ClusterNetworkPolicyIngressRule { Action = "Accept", From = [peer], Protocols = protocols }, out index),
            }
            : _spec with
            {
                Egress = Inserted(
                    _spec.Egress, before, new ClusterNetworkPolicyEgressRule { Action = "Accept", To = [peer], Protocols = protocols }, out index),
            };
        return new PolicyEdit(Id, EditKind.AddedRule, $"{Field(wanted.Direction)}[{index}]", policy with { Spec = spec });
    }

    private static IReadOnlyList<ClusterNetworkPolicyProtocol>? Protocols(Flow flow)
    {
        var ports = new ClusterNetworkPolicyPorts { DestinationPort = new ClusterNetworkPolicyPort { Number = flow.Port } };
        if (flow.Protocol == IpProtocol.Tcp) return [new ClusterNetworkPolicyProtocol { Tcp = ports }];
        if (flow.Protocol == IpProtocol.Udp) return [new ClusterNetworkPolicyProtocol { Udp = ports }];
        return flow.Protocol == IpProtocol.Sctp ? [new ClusterNetworkPolicyProtocol { Sctp = ports }] : null;
    }
}
