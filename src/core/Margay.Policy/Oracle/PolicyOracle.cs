using Margay.Model.Intent;

namespace Margay.Policy.Oracle;

/// <summary>
/// The written semantics of policy: the verdict on one flow, straight from the resources, with the rule that decided.
/// </summary>
/// <remarks>
/// Slow and meant to be read; nothing is shared with the incremental graph, which is held against it. The rules:
/// <list type="bullet">
/// <item>A flow passes if the source pod's egress and the destination pod's ingress both allow it.</item>
/// <item>A direction that no policy selects is open. One that is selected allows what some rule allows, and no more.</item>
/// <item>A policy without types isolates ingress, and egress if it has an egress rule.</item>
/// <item>A node always reaches its own pods. Policy does not apply to nodes and to pods in their network.</item>
/// <item>A finished pod has no address. A pod of an unknown namespace matches no namespace selector.</item>
/// <item>A named port is looked up on the destination pod, and matches no address that is no pod's.</item>
/// <item>What is malformed matches nothing, so that a mistake in an allowing rule closes and does not open.</item>
/// </list>
/// </remarks>
public static class PolicyOracle
{
    /// <summary>Decides about the first packet of <paramref name="flow"/>; answers follow it without being asked for.</summary>
    /// <returns>
    /// The verdict. A flow whose ends cannot be told is denied, with <see cref="Reason.UnknownEnd"/> or
    /// <see cref="Reason.NoAddressOfFamily"/>.
    /// </returns>
    public static Decision Decide(ClusterState cluster, Flow flow)
    {
        foreach (var end in new[] { flow.Source, flow.Destination })
        {
            if (end is FlowEnd.Pod named && EndResolver.Find(cluster, named.Namespace, named.Name) is null)
                return Decision.Unanswerable(flow, new Reason.UnknownEnd(end), null, null);
        }

        var family = EndResolver.FamilyOf(cluster, flow);
        var source = EndResolver.Resolve(cluster, flow.Source, family);
        var destination = EndResolver.Resolve(cluster, flow.Destination, family);
        if (source is null || destination is null)
        {
            var lacking = source is null ? flow.Source : flow.Destination;
            return Decision.Unanswerable(flow, new Reason.NoAddressOfFamily(lacking, family), source, destination);
        }

        var egress = DecideFor(cluster, Direction.Egress, source, flow, destination, destination);
        var ingress = DecideFor(cluster, Direction.Ingress, destination, flow, source, destination);
        return Decision.Combine(flow, source, destination, egress, ingress);
    }

    private static DirectionDecision? DecideFor(
        ClusterState cluster, Direction direction, ResolvedEnd own, Flow flow, ResolvedEnd peer, ResolvedEnd destination)
    {
        if (own is not ResolvedEnd.Pod named) return null;
        var pod = EndResolver.Find(cluster, named.Namespace, named.Name)!;
        return new DirectionOracle(cluster, direction, pod, flow, peer, destination).Decide();
    }
}
