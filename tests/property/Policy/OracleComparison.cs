using Margay.Model.Intent;
using Margay.Policy.Evaluation;
using Margay.Policy.Oracle;
using Margay.Primitives;

namespace Margay.Tests.Property.Policy;

/// <summary>Holds what a node's intent says of its pods' packets against what the oracle says.</summary>
internal static class OracleComparison
{
    private static readonly IpAddr[] Strangers =
    [
        IpAddr.Parse("203.0.113.9"), IpAddr.Parse("10.0.0.200"), IpAddr.Parse("192.0.2.1"),
        IpAddr.Parse("2001:db8::9"), IpAddr.Parse("fd00::c8"),
    ];

    private static readonly (IpProtocol Protocol, ushort Port)[] Services =
    [
        (IpProtocol.Tcp, 80), (IpProtocol.Tcp, 81), (IpProtocol.Udp, 80), (IpProtocol.Udp, 53), (IpProtocol.Sctp, 80),
        (IpProtocol.Icmp, 0),
    ];

    /// <summary>The first difference, in words; null if there is none.</summary>
    public static string? FirstDifference(World world, IntentState intent)
    {
        var cluster = world.Cluster();
        var peers = AddressesIn(world, cluster).Concat(Strangers).Distinct().ToList();
        foreach (var endpoint in intent.Endpoints.Values)
        {
            foreach (var peer in peers)
            {
                foreach (var (protocol, port) in Services)
                {
                    var difference = Difference(cluster, intent, endpoint, Direction.Ingress, peer, protocol, port)
                        ?? Difference(cluster, intent, endpoint, Direction.Egress, peer, protocol, port);
                    if (difference is not null) return difference;
                }
            }
        }

        return null;
    }

    private static string? Difference(
        ClusterState cluster, IntentState intent, WorkloadEndpointIntent endpoint, Direction direction, IpAddr peer, IpProtocol protocol, ushort port)
    {
        var pod = new FlowEnd.Pod(endpoint.Namespace, endpoint.Name);
        var other = new FlowEnd.Address(peer);
        var flow = direction == Direction.Ingress ? new Flow(other, pod, protocol, port) : new Flow(pod, other, protocol, port);
        var decision = PolicyOracle.Decide(cluster, flow);
        if (decision.Why is Reason.UnknownEnd && !AllowsAnything(endpoint)) return null;
        if (decision.Source is null || decision.Destination is null) return decision.Why is Reason.UnknownEnd ? $"{flow}: unknown, but not closed" : null;

        var expected = direction == Direction.Ingress ? decision.Ingress : decision.Egress;
        if (expected is null) return AllowsAnything(endpoint) ? $"{flow}: no pod, but not closed" : null;
        if (expected.Why is Reason.HostToOwnPod) return null;

        var packet = new Packet(decision.Source.Address, decision.Destination.Address, protocol, port);
        var actual = IntentEvaluator.Evaluate(intent, endpoint, direction, packet);
        var allowedBy = expected.Why is Reason.ByRule { Verdict: Verdict.Allow } rule ? rule : null;
        var same = actual.IsAllowed == (expected.Verdict == Verdict.Allow)
            && actual.Policy == allowedBy?.Policy
            && actual.Rule == allowedBy?.Rule;
        return same ? null : $"{direction} of {flow}: oracle {expected.Verdict}, {expected.Why}; graph {actual}";
    }

    private static bool AllowsAnything(WorkloadEndpointIntent endpoint) =>
        endpoint.Ingress != DirectionIntent.Closed || endpoint.Egress != DirectionIntent.Closed;

    private static IEnumerable<IpAddr> AddressesIn(World world, ClusterState cluster) => cluster.Pods
        .SelectMany(pod => pod.Status?.PodIps?.Select(entry => IpAddr.Parse(entry.Ip)) ?? [])
        .Concat(world.Endpoints.SelectMany(endpoint => endpoint.Addresses));
}
