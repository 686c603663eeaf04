using Margay.Model.Intent;
using Margay.Policy.Oracle.Flows;
using Margay.Policy.Oracle.Holders;
using Margay.Policy.Oracle.Judging;

namespace Margay.Policy.Oracle;

/// <summary>The written semantics of policy: the verdict on one flow, straight from the resources, with what decided.</summary>
/// <remarks>
/// Slow and meant to be read; nothing is shared with the incremental graph, which is held against it. docs/design/policy.md
/// has the rules as text. No resource makes it throw, validated or not.
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
        var index = cluster.Index;
        foreach (var end in new[] { flow.Source, flow.Destination })
        {
            if (end is FlowEnd.Pod named && index.FindPod(named.Namespace, named.Name) is null)
                return Decision.Unanswerable(flow, new Reason.UnknownEnd(end), null, null);
        }

        var family = EndResolver.FamilyOf(index, flow);
        var source = EndResolver.Resolve(index, flow.Source, family);
        var destination = EndResolver.Resolve(index, flow.Destination, family);
        if (source is null || destination is null)
        {
            var lacking = source is null ? flow.Source : flow.Destination;
            return Decision.Unanswerable(flow, new Reason.NoAddressOfFamily(lacking, family), source, destination);
        }

        return Decision.Combine(flow, source, destination, new FlowPath(index, flow, source, destination).Judge());
    }

    /// <summary>
    /// What the policies of one pod or host endpoint say of a packet at one hook. What happens between a node and its own
    /// pods is not asked here, failsafe ports are.
    /// </summary>
    /// <returns>
    /// Null if there is no such endpoint, or the hook is none of its: a pod has the normal hook only and none if it is on
    /// its node's network, egress has no pre-DNAT hook, and a host endpoint for every interface no untracked one.
    /// </returns>
    public static DirectionDecision? DecideAt(
        ClusterState cluster, PolicedEnd end, PolicyHook hook, Direction direction, PacketFacts packet) =>
        DecideAt(cluster.Index, end, hook, direction, packet);

    internal static DirectionDecision? DecideAt(
        ClusterIndex cluster, PolicedEnd end, PolicyHook hook, Direction direction, PacketFacts packet) =>
        FindEndpoint(cluster, end, hook, direction) is { } endpoint
            ? new Judge(cluster, end, endpoint, hook, direction, packet).Decide()
            : null;

    /// <summary>The tiers with an enforced policy that is asked about whatever the endpoint sends or gets at the hook, in order.</summary>
    /// <returns>Null where <see cref="DecideAt(ClusterState, PolicedEnd, PolicyHook, Direction, PacketFacts)"/> has no answer.</returns>
    public static IReadOnlyList<SelectingTier>? TiersThatSelect(
        ClusterState cluster, PolicedEnd end, PolicyHook hook, Direction direction)
    {
        if (FindEndpoint(cluster.Index, end, hook, direction) is not { } endpoint) return null;
        var book = cluster.Index.Policies;
        var asked = book.Candidates(endpoint.Namespace)
            .Where(policy => !policy.IsStaged && policy.Judges(endpoint, hook, direction));
        return
        [
            .. book.InOrder(asked).Select(tier => new SelectingTier(
                tier.Tier.Name, tier.Tier.PassesOn, [.. tier.Policies.Select(policy => policy.Id)])),
        ];
    }

    private static Holder? FindEndpoint(ClusterIndex cluster, PolicedEnd end, PolicyHook hook, Direction direction)
    {
        switch (end)
        {
            case PolicedEnd.Pod(var ns, var name):
                var pod = cluster.FindPod(ns, name);
                return hook == PolicyHook.Normal && pod?.Resource.IsOnHostNetwork() == false ? pod : null;
            case PolicedEnd.HostEndpoint(var name):
                var host = cluster.FindHost(name);
                if (hook == PolicyHook.PreDnat && direction == Direction.Egress) return null;
                return hook == PolicyHook.Untracked && host?.Resource.IsForEveryInterface() == true ? null : host;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }
}
