using Margay.Model.Intent;
using Margay.Model.Resources;

namespace Margay.Policy.Oracle;

/// <summary>Asks all policies that select one pod about one direction of a flow.</summary>
/// <param name="cluster">The cluster.</param>
/// <param name="direction">Which side of the flow the pod is on.</param>
/// <param name="pod">The pod whose policies are asked.</param>
/// <param name="flow">The flow.</param>
/// <param name="peer">The other end.</param>
/// <param name="destination">The end that is called: the pod itself for ingress, the other end for egress.</param>
internal sealed class DirectionOracle(
    ClusterState cluster, Direction direction, Pod pod, Flow flow, ResolvedEnd peer, ResolvedEnd destination)
{
    public DirectionDecision Decide()
    {
        if (direction == Direction.Ingress && peer is ResolvedEnd.Node node && node.Name == pod.Spec?.NodeName)
            return new DirectionDecision(direction, Verdict.Allow, new Reason.HostToOwnPod(node.Name), []);

        var selecting = cluster.Policies.Where(policy => Isolation.Covers(policy, direction, pod)).OrderBy(Id).ToList();
        if (selecting.Count == 0)
            return new DirectionDecision(direction, Verdict.Allow, new Reason.NoPolicySelects(), []);

        var tried = new List<PolicyTrace>();
        foreach (var policy in selecting)
        {
            var trace = Try(policy);
            tried.Add(trace);
            if (trace.Rules is [.., { Matched: true } rule])
                return new DirectionDecision(direction, Verdict.Allow, new Reason.AllowedBy(trace.Policy, rule.Index), tried);
        }

        var nothing = new Reason.NothingAllowed([.. selecting.Select(Id)]);
        return new DirectionDecision(direction, Verdict.Deny, nothing, tried);
    }

    private static PolicyId Id(NetworkPolicy policy) =>
        new(PolicyId.KubernetesNetworkPolicy, ClusterState.NamespaceOf(policy), policy.Metadata.Name);

    private PolicyTrace Try(NetworkPolicy policy)
    {
        var rules = new List<RuleTrace>();
        foreach (var (ports, peers) in RulesOf(policy))
        {
            rules.Add(Try(policy, rules.Count, ports, peers));
            if (rules[^1].Matched) break;
        }

        return new PolicyTrace(Id(policy), rules);
    }

    private IEnumerable<(IReadOnlyList<NetworkPolicyPort?> Ports, IReadOnlyList<NetworkPolicyPeer?> Peers)> RulesOf(
        NetworkPolicy policy) => direction == Direction.Ingress
            ? (policy.Spec?.Ingress ?? []).Select(rule => (Listed(rule?.Ports), Listed(rule?.From)))
            : (policy.Spec?.Egress ?? []).Select(rule => (Listed(rule?.Ports), Listed(rule?.To)));

    private static IReadOnlyList<T?> Listed<T>(IReadOnlyList<T>? list) => list ?? [];

    /// <remarks>
    /// A packet names its ends only by address. Where several pods hold the peer's address, the rule matches if it does
    /// for one of them, peer and port name together.
    /// </remarks>
    private RuleTrace Try(
        NetworkPolicy policy, int index, IReadOnlyList<NetworkPolicyPort?> ports, IReadOnlyList<NetworkPolicyPeer?> peers)
    {
        var holders = EndResolver.Holders(cluster, peer.Address);
        var traces = (holders.Count == 0 ? [null] : holders.Cast<Pod?>())
            .Select(holder => Try(policy, index, ports, peers, holder)).ToList();
        return traces.Find(trace => trace.Matched) ?? traces[0];
    }

    private RuleTrace Try(
        NetworkPolicy policy,
        int index,
        IReadOnlyList<NetworkPolicyPort?> ports,
        IReadOnlyList<NetworkPolicyPeer?> peers,
        Pod? peerPod)
    {
        IReadOnlyList<Pod> named = direction == Direction.Egress
            ? peerPod is null ? [] : [peerPod]
            : [.. EndResolver.Holders(cluster, destination.Address).Where(holder => Isolation.Selects(policy, holder))];
        var policyNamespace = ClusterState.NamespaceOf(policy);
        return RuleTrace.Of(
            index,
            [.. peers.Select((wanted, i) => new PeerTrace(
                i, PeerMatching.Compare(cluster, policyNamespace, wanted, peer.Address, peerPod)))],
            [.. ports.Select((wanted, i) => new PortTrace(i, PortMatching.Compare(wanted, flow, named)))]);
    }
}
