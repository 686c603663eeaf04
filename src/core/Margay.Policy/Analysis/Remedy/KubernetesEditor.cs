using Margay.Model.Intent;
using Margay.Model.Resources;
using Margay.Policy.Oracle;

namespace Margay.Policy.Analysis.Remedy;

/// <summary>Edits a networking.k8s.io NetworkPolicy.</summary>
internal sealed class KubernetesEditor(PolicyId id, NetworkPolicy policy) : PolicyEditor(id)
{
    private readonly NetworkPolicySpec _spec = policy.Spec ?? new NetworkPolicySpec();

    public override PolicyEdit? Widen(RuleTrace rule, WantedRule wanted)
    {
        if (wanted.Peer is ResolvedEnd.Domain) return null;
        var (ports, peers) = PartsOf(wanted.Direction, rule.Index);
        var field = wanted.Direction == Direction.Ingress ? "from" : "to";
        if (OnlyMismatch(rule) == field && ports is [{ EndPort: null, Port: not null }])
        {
            var wider = Inserted(peers, null, Peer(wanted), out var at);
            return Edited(wanted.Direction, rule.Index, ports, wider, EditKind.AddedPeer, $"{rule.Path}.{field}[{at}]");
        }

        if (OnlyMismatch(rule) == "ports" && peers is [_] && wanted.Flow.Protocol.HasPorts)
        {
            var wider = Inserted(ports, null, Port(wanted), out var at);
            return Edited(wanted.Direction, rule.Index, wider, peers, EditKind.AddedPort, $"{rule.Path}.ports[{at}]");
        }

        return null;
    }

    /// <remarks>
    /// The kind has no word for protocols without ports: such a rule is about all traffic. For names it has none at all.
    /// </remarks>
    public override PolicyEdit? Insert(int? before, WantedRule wanted)
    {
        if (wanted.Peer is ResolvedEnd.Domain) return null;
        IReadOnlyList<NetworkPolicyPort>? ports = wanted.Flow.Protocol.HasPorts ? [Port(wanted)] : null;
        IReadOnlyList<NetworkPolicyPeer> peers = [Peer(wanted)];
        int index;
        var spec = wanted.Direction == Direction.Ingress
            ? _spec with { Ingress = Inserted(_spec.Ingress, before, new NetworkPolicyIngressRule { Ports = ports, From = peers }, out index) }
            : _spec with { Egress = Inserted(_spec.Egress, before, new NetworkPolicyEgressRule { Ports = ports, To = peers }, out index) };
        return new PolicyEdit(Id, EditKind.AddedRule, $"{Field(wanted.Direction)}[{index}]", policy with { Spec = spec });
    }

    private (IReadOnlyList<NetworkPolicyPort>? Ports, IReadOnlyList<NetworkPolicyPeer>? Peers) PartsOf(Direction direction, int index) =>
        direction == Direction.Ingress
            ? (_spec.Ingress![index].Ports, _spec.Ingress[index].From)
            : (_spec.Egress![index].Ports, _spec.Egress[index].To);

    private PolicyEdit Edited(
        Direction direction, int index, IReadOnlyList<NetworkPolicyPort>? ports, IReadOnlyList<NetworkPolicyPeer>? peers, EditKind kind, string path)
    {
        var spec = direction == Direction.Ingress
            ? _spec with { Ingress = Replaced(_spec.Ingress!, index, _spec.Ingress![index] with { Ports = ports, From = peers }) }
            : _spec with { Egress = Replaced(_spec.Egress!, index, _spec.Egress![index] with { Ports = ports, To = peers }) };
        return new PolicyEdit(Id, kind, path, policy with { Spec = spec });
    }

    private NetworkPolicyPeer Peer(WantedRule wanted) => wanted.Peer switch
    {
        ResolvedEnd.Pod pod when pod.Namespace == Id.Namespace => new NetworkPolicyPeer { PodSelector = wanted.PodSelector },
        ResolvedEnd.Pod pod => new NetworkPolicyPeer
        {
            NamespaceSelector = WantedRule.NamespaceSelector(pod.Namespace),
            PodSelector = wanted.PodSelector,
        },
        _ => new NetworkPolicyPeer { IpBlock = new IpBlock { Cidr = wanted.Network } },
    };

    private static NetworkPolicyPort Port(WantedRule wanted) => new() { Protocol = wanted.Flow.Protocol.ToString(), Port = wanted.Port };
}
