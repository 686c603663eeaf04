using Margay.Model.Intent;
using Margay.Policy.Evaluation;
using Margay.Policy.Oracle;
using Margay.Primitives;

namespace Margay.Tests.Property.Policy;

/// <summary>Holds what a node's intent says of packets at its pods and host endpoints against what the oracle says.</summary>
internal static class OracleComparison
{
    /// <summary>Each endpoint, hook and direction is asked about this share of all packets; another one after each change.</summary>
    private const int OneIn = 7;

    private static readonly IpAddr[] Strangers =
    [
        IpAddr.Parse("203.0.113.9"), IpAddr.Parse("10.0.0.200"), IpAddr.Parse("192.0.2.1"), IpAddr.Parse("10.0.0.7"),
        IpAddr.Parse("2001:db8::9"), IpAddr.Parse("fd00::c8"), IpAddr.Parse("fd00::7"),
    ];

    private static readonly (IpProtocol Protocol, ushort From, ushort To, byte? Type)[] Services =
    [
        (IpProtocol.Tcp, 4000, 80, null), (IpProtocol.Tcp, 80, 81, null), (IpProtocol.Udp, 53, 80, null), (IpProtocol.Udp, 4000, 53, null),
        (IpProtocol.Sctp, 4000, 80, null), (IpProtocol.Icmp, 0, 0, 8), (IpProtocol.Icmp, 0, 0, 3), (new IpProtocol(47), 0, 0, null), (IpProtocol.IcmpV6, 0, 0, 135),
    ];

    /// <summary>The first difference, in words; null if there is none.</summary>
    public static string? FirstDifference(World world, IntentState intent, int turn = 0)
    {
        var cluster = world.Cluster();
        return HostEndpointAssignment.Difference(world, intent)
            ?? intent.Endpoints.Values.Select(endpoint => PodDifference(cluster, intent, endpoint, turn)).FirstOrDefault(found => found is not null)
            ?? intent.HostEndpoints.Values.Select(host => HostDifference(cluster, intent, host, turn)).FirstOrDefault(found => found is not null);
    }

    private static string? PodDifference(ClusterState cluster, IntentState intent, WorkloadEndpointIntent endpoint, int turn)
    {
        var end = new PolicedEnd.Pod(endpoint.Namespace, endpoint.Name);
        foreach (var (direction, ours) in new[] { (Direction.Ingress, endpoint.Ingress), (Direction.Egress, endpoint.Egress) })
        {
            foreach (var packet in Packets(cluster, endpoint.Addresses, direction, turn))
            {
                var expected = PolicyOracle.DecideAt(cluster, end, PolicyHook.Normal, direction, FactsOf(packet));
                if (expected is null)
                {
                    if (ours.OtherwiseAllow || ours.Tiers.Count > 0) return $"{end}: not a pod that is policed, but not closed";
                    continue;
                }

                var actual = IntentEvaluator.Evaluate(intent, endpoint, direction, packet);
                if (Difference(expected, actual) is { } found) return $"{end} {direction} {packet}: {found}";
            }
        }

        return null;
    }

    private static string? HostDifference(ClusterState cluster, IntentState intent, HostEndpointIntent host, int turn)
    {
        var end = new PolicedEnd.HostEndpoint(host.Name);
        foreach (var (hook, direction, evaluate) in Hooks(intent, host))
        {
            foreach (var packet in Packets(cluster, [IpAddr.Parse("10.0.0.7"), IpAddr.Parse("fd00::7")], direction, turn))
            {
                var expected = PolicyOracle.DecideAt(cluster, end, hook, direction, FactsOf(packet));
                var actual = evaluate(packet);
                if (expected is null)
                {
                    if (actual.Fate != PacketFate.Undecided) return $"{end} {hook} {direction}: no such hook, but {actual}";
                    continue;
                }

                if (expected.Why is Reason.FailsafePort or Reason.NeighborDiscovery) continue;
                if (hook == PolicyHook.Forward && actual.Fate == PacketFate.Undecided) actual = actual with { Fate = PacketFate.Allowed };
                if (Difference(expected, actual) is { } found) return $"{end} {hook} {direction} {packet}: {found}";
            }
        }

        return null;
    }

    private static IEnumerable<(PolicyHook Hook, Direction Direction, Func<Packet, PacketVerdict> Evaluate)> Hooks(
        IntentState intent, HostEndpointIntent host)
    {
        PacketVerdict Tiers(IReadOnlyList<TierIntent> tiers, Direction direction, Packet packet, bool defaults) =>
            IntentEvaluator.Evaluate(intent, tiers, direction, packet, defaults);
        yield return (PolicyHook.Normal, Direction.Ingress, packet => IntentEvaluator.Evaluate(intent, host.Ingress, Direction.Ingress, packet));
        yield return (PolicyHook.Normal, Direction.Egress, packet => IntentEvaluator.Evaluate(intent, host.Egress, Direction.Egress, packet));
        yield return (PolicyHook.Forward, Direction.Ingress, packet => Tiers(host.ForwardIngress, Direction.Ingress, packet, true));
        yield return (PolicyHook.Forward, Direction.Egress, packet => Tiers(host.ForwardEgress, Direction.Egress, packet, true));
        yield return (PolicyHook.Untracked, Direction.Ingress, packet => Tiers(host.UntrackedIngress, Direction.Ingress, packet, false));
        yield return (PolicyHook.Untracked, Direction.Egress, packet => Tiers(host.UntrackedEgress, Direction.Egress, packet, false));
        yield return (PolicyHook.PreDnat, Direction.Ingress, packet => Tiers(host.PreDnat, Direction.Ingress, packet, false));
    }

    private static string? Difference(DirectionDecision expected, PacketVerdict actual)
    {
        var fate = expected.Verdict switch
        {
            Verdict.Allow => PacketFate.Allowed,
            Verdict.Deny => PacketFate.Denied,
            _ => PacketFate.Undecided,
        };
        var (policy, rule, tier) = expected.Why switch
        {
            Reason.ByRule by => (by.Policy, by.Rule, null),
            Reason.ByProfile by when !by.Profile.StartsWith("kns.", StringComparison.Ordinal) =>
                (new PolicyId(PolicyId.Profile, "", by.Profile), by.Rule, null),
            Reason.EndOfTier end => ((PolicyId?)null, (int?)null, end.Tier),
            _ => (null, null, null),
        };
        var same = actual == new PacketVerdict(fate, policy, rule, tier);
        return same ? null : $"oracle {expected.Verdict}, {expected.Why}; graph {actual}";
    }

    private static IEnumerable<Packet> Packets(
        ClusterState cluster, IReadOnlyList<IpAddr> own, Direction direction, int turn)
    {
        var peers = cluster.Pods.SelectMany(pod => pod.Status?.PodIps?.Select(entry => IpAddr.Parse(entry.Ip)) ?? [])
            .Concat(own).Concat(Strangers).Distinct().ToList();
        var number = turn;
        foreach (var address in own)
        {
            foreach (var peer in peers.Where(peer => peer.Family == address.Family))
            {
                foreach (var (protocol, from, to, type) in Services)
                {
                    if (number++ % OneIn != 0) continue;
                    var (source, destination) = direction == Direction.Ingress ? (peer, address) : (address, peer);
                    IcmpMatch? icmp = type is { } message ? new IcmpMatch(message, 0) : null;
                    yield return new Packet(source, destination, protocol, to, from, icmp);
                }
            }
        }
    }

    private static PacketFacts FactsOf(Packet packet) => new(packet.Source, packet.Destination, packet.Protocol)
    {
        SourcePort = packet.SourcePort,
        DestinationPort = packet.DestinationPort,
        IcmpType = packet.Icmp?.Type,
        IcmpCode = packet.Icmp?.Code,
    };
}
