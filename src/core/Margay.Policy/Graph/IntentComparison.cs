using Margay.Model.Intent;

namespace Margay.Policy.Graph;

/// <summary>Whether two intents ask for the same, member by member.</summary>
internal static class IntentComparison
{
    public static bool AreSame(PolicyIntent one, PolicyIntent other) =>
        one.Id == other.Id
        && one.Tier == other.Tier
        && one.OpenConnections == other.OpenConnections
        && AreSame(one.Ingress, other.Ingress)
        && AreSame(one.Egress, other.Egress);

    public static bool AreSame(WorkloadEndpointIntent one, WorkloadEndpointIntent other) =>
        one.Interface == other.Interface
        && one.Namespace == other.Namespace
        && one.Name == other.Name
        && one.Addresses.SequenceEqual(other.Addresses)
        && one.Sources.SequenceEqual(other.Sources)
        && AreSame(one.Ingress, other.Ingress)
        && AreSame(one.Egress, other.Egress);

    public static bool AreSame(HostEndpointIntent one, HostEndpointIntent other) =>
        one.Name == other.Name
        && one.Interface == other.Interface
        && AreSame(one.Ingress, other.Ingress)
        && AreSame(one.Egress, other.Egress)
        && AreSame(one.ForwardIngress, other.ForwardIngress)
        && AreSame(one.ForwardEgress, other.ForwardEgress)
        && AreSame(one.UntrackedIngress, other.UntrackedIngress)
        && AreSame(one.UntrackedEgress, other.UntrackedEgress)
        && AreSame(one.PreDnat, other.PreDnat);

    private static bool AreSame(DirectionIntent one, DirectionIntent other) =>
        ReferenceEquals(one, other)
        || (one.OtherwiseAllow == other.OtherwiseAllow
            && AreSame(one.Tiers, other.Tiers)
            && one.Profiles.SequenceEqual(other.Profiles));

    private static bool AreSame(IReadOnlyList<TierIntent> one, IReadOnlyList<TierIntent> other)
    {
        if (one.Count != other.Count) return false;
        for (var i = 0; i < one.Count; i++)
        {
            if (one[i].Name != other[i].Name
                || one[i].Default != other[i].Default
                || !one[i].Policies.SequenceEqual(other[i].Policies))
                return false;
        }

        return true;
    }

    private static bool AreSame(IReadOnlyList<RuleIntent> one, IReadOnlyList<RuleIntent> other)
    {
        if (one.Count != other.Count) return false;
        for (var i = 0; i < one.Count; i++)
        {
            if (!AreSame(one[i], other[i])) return false;
        }

        return true;
    }

    private static bool AreSame(RuleIntent one, RuleIntent other) =>
        one.Action == other.Action
        && one.Origin == other.Origin
        && one.Note == other.Note
        && one.Match.Family == other.Match.Family
        && one.Match.Protocol == other.Match.Protocol
        && one.Match.NotProtocol == other.Match.NotProtocol
        && one.Match.Icmp == other.Match.Icmp
        && one.Match.NotIcmp == other.Match.NotIcmp
        && AreSame(one.Match.Source, other.Match.Source)
        && AreSame(one.Match.Destination, other.Match.Destination);

    private static bool AreSame(EndMatch one, EndMatch other) =>
        one.In.SequenceEqual(other.In)
        && one.NotIn.SequenceEqual(other.NotIn)
        && one.Ports.SequenceEqual(other.Ports)
        && one.NotPorts.SequenceEqual(other.NotPorts)
        && one.InPorts.SequenceEqual(other.InPorts)
        && one.NotInPorts.SequenceEqual(other.NotInPorts);
}
