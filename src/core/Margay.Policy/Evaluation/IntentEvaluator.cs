using Margay.Model.Intent;
using Margay.Primitives;

namespace Margay.Policy.Evaluation;

/// <summary>The first packet of a connection, as it is on the wire.</summary>
public readonly record struct Packet(IpAddr Source, IpAddr Destination, IpProtocol Protocol, ushort DestinationPort);

/// <summary>What a node's intent says of a packet in one direction of one endpoint.</summary>
/// <param name="IsAllowed">Whether it passes.</param>
/// <param name="Policy">The policy whose rule decided; null if none matched.</param>
/// <param name="Rule">The index of that rule in the policy's list of the direction.</param>
public readonly record struct PacketVerdict(bool IsAllowed, PolicyId? Policy, int? Rule);

/// <summary>Evaluates packets against a node's intent as every dataplane must: the reference for all of them.</summary>
public static class IntentEvaluator
{
    /// <summary>
    /// The verdict of one endpoint's policies on a packet that enters (ingress) or leaves (egress) the pod.
    /// </summary>
    /// <remarks>
    /// Only policy is judged: that the node itself reaches its pods, that answers follow what was allowed, and that a
    /// pod's packets bear its own address is the dataplane's part.
    /// </remarks>
    public static PacketVerdict Evaluate(
        IntentState state, WorkloadEndpointIntent endpoint, Direction direction, Packet packet)
    {
        var isolation = direction == Direction.Ingress ? endpoint.Ingress : endpoint.Egress;
        if (!isolation.Isolated) return new PacketVerdict(true, null, null);
        var peer = direction == Direction.Ingress ? packet.Source : packet.Destination;
        foreach (var id in isolation.Policies)
        {
            var policy = state.Policies[id];
            foreach (var rule in direction == Direction.Ingress ? policy.Ingress : policy.Egress)
            {
                if (Matches(state, rule, peer, packet))
                    return new PacketVerdict(rule.Action is RuleAction.Allow, id, rule.Origin);
            }
        }

        return new PacketVerdict(false, null, null);
    }

    private static bool Matches(IntentState state, RuleIntent rule, IpAddr peer, Packet packet)
    {
        if (rule.Protocol is { } protocol && protocol != packet.Protocol) return false;
        if (rule.DestinationPorts.Count > 0
            && !(packet.Protocol.HasPorts && rule.DestinationPorts.Any(range => range.Contains(packet.DestinationPort))))
            return false;
        if (rule.PeerSets.Count > 0 && !rule.PeerSets.Any(set => state.Sets[set].Contains(peer))) return false;
        return rule.NamedPortSet is not { } named
            || state.Sets[named].Contains(packet.Destination, packet.Protocol, packet.DestinationPort);
    }
}
