using Margay.Model.Intent;

namespace Margay.Policy.Graph;

/// <summary>Whether two intents ask for the same, member by member.</summary>
internal static class IntentComparison
{
    public static bool AreSame(PolicyIntent one, PolicyIntent other) =>
        one.Id == other.Id && AreSame(one.Ingress, other.Ingress) && AreSame(one.Egress, other.Egress);

    public static bool AreSame(WorkloadEndpointIntent one, WorkloadEndpointIntent other) =>
        one.Interface == other.Interface
        && one.Namespace == other.Namespace
        && one.Name == other.Name
        && one.Addresses.SequenceEqual(other.Addresses)
        && AreSame(one.Ingress, other.Ingress)
        && AreSame(one.Egress, other.Egress);

    private static bool AreSame(DirectionIntent one, DirectionIntent other) =>
        one.Isolated == other.Isolated && one.Policies.SequenceEqual(other.Policies);

    private static bool AreSame(IReadOnlyList<RuleIntent> one, IReadOnlyList<RuleIntent> other) =>
        one.Count == other.Count && one.Zip(other).All(pair => AreSame(pair.First, pair.Second));

    private static bool AreSame(RuleIntent one, RuleIntent other) =>
        one.Action == other.Action
        && one.Protocol == other.Protocol
        && one.DestinationPorts.SequenceEqual(other.DestinationPorts)
        && one.PeerSets.SequenceEqual(other.PeerSets)
        && one.NamedPortSet == other.NamedPortSet
        && one.Origin == other.Origin;
}
