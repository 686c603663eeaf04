using Margay.Model.Intent;

namespace Margay.Policy.Evaluation;

/// <summary>Evaluates packets against a node's intent as every dataplane must: the reference for all of them.</summary>
/// <remarks>
/// Only policy is judged: that the node itself reaches its pods, that answers follow what was allowed, that failsafe
/// ports stay open, and that a pod's packets bear its own address is the dataplane's part.
/// </remarks>
public static class IntentEvaluator
{
    /// <summary>The verdict of a pod's policies on a packet that enters (ingress) or leaves (egress) the pod.</summary>
    public static PacketVerdict Evaluate(
        IntentState state, WorkloadEndpointIntent endpoint, Direction direction, Packet packet) =>
        Evaluate(state, direction == Direction.Ingress ? endpoint.Ingress : endpoint.Egress, direction, packet);

    /// <summary>The verdict of one direction of an endpoint; never undecided.</summary>
    public static PacketVerdict Evaluate(
        IntentState state, DirectionIntent intent, Direction direction, Packet packet)
    {
        var tiers = Evaluate(state, intent.Tiers, direction, packet, countDefaults: true);
        if (tiers.Fate != PacketFate.Undecided) return tiers;
        foreach (var profile in intent.Profiles)
        {
            if (Try(state, state.Policies[profile], direction, packet, out _) is { } decided) return decided;
        }

        return new PacketVerdict(intent.OtherwiseAllow ? PacketFate.Allowed : PacketFate.Denied, null, null, null);
    }

    /// <summary>The verdict of tiers alone, as at the hooks of host endpoints.</summary>
    /// <param name="state">The intent.</param>
    /// <param name="tiers">The tiers.</param>
    /// <param name="direction">Which lists of rules are tried.</param>
    /// <param name="packet">The packet.</param>
    /// <param name="countDefaults">Whether a tier that decides nothing ends with its default.</param>
    public static PacketVerdict Evaluate(
        IntentState state, IReadOnlyList<TierIntent> tiers, Direction direction, Packet packet, bool countDefaults)
    {
        foreach (var tier in tiers)
        {
            var passes = false;
            foreach (var id in tier.Policies)
            {
                if (Try(state, state.Policies[id], direction, packet, out passes) is { } decided) return decided;
                if (passes) break;
            }

            if (!passes && countDefaults && tier.Default == TierDefault.Deny)
                return new PacketVerdict(PacketFate.Denied, null, null, tier.Name);
        }

        return PacketVerdict.Undecided;
    }

    /// <returns>The verdict of the first rule that allows or denies; null if none does.</returns>
    private static PacketVerdict? Try(
        IntentState state, PolicyIntent policy, Direction direction, Packet packet, out bool passes)
    {
        passes = false;
        foreach (var rule in policy.RulesOf(direction))
        {
            if (rule.Action is RuleAction.Log || !PacketMatching.Matches(state, rule.Match, packet)) continue;
            passes = rule.Action is RuleAction.Pass;
            if (passes) return null;
            var fate = rule.Action is RuleAction.Allow ? PacketFate.Allowed : PacketFate.Denied;
            return new PacketVerdict(fate, policy.Id, rule.Origin, null);
        }

        return null;
    }
}
