using Margay.Model.Intent;
using Margay.Netlink.Nftables;

namespace Margay.Dataplane.Tables;

/// <summary>
/// A workload endpoint: its elements in the dispatch maps, and a chain for each direction that is isolated.
/// </summary>
internal static class EndpointChains
{
    internal static string NameOf(string workloadInterface, Direction direction) =>
        NftName.Of(direction == Direction.Ingress ? "to-" : "from-", workloadInterface);

    /// <summary>The chain that tries the endpoint's policies in order; null when the direction is open.</summary>
    internal static NftChain? Render(WorkloadEndpointIntent endpoint, Direction direction)
    {
        var intent = IntentOf(endpoint, direction);
        if (intent.IsOpen) return null;
        var rules = new List<NftRule>();
        foreach (var tier in intent.Tiers)
        {
            rules.AddRange(Jumps(tier.Policies, direction));
            if (tier.Default == TierDefault.Pass) continue;
            rules.Add(Drop($"{endpoint.Namespace}/{endpoint.Name} is isolated and no policy allows it"));
            return new NftChain(NameOf(endpoint.Interface, direction), null, rules);
        }

        rules.AddRange(Jumps(intent.Profiles, direction));
        rules.Add(intent.OtherwiseAllow
            ? new NftRule([], new RuleEnd.Decide(Verdict.Accept))
            : Drop($"{endpoint.Namespace}/{endpoint.Name} has no profile that allows it"));
        return new NftChain(NameOf(endpoint.Interface, direction), null, rules);
    }

    private static IEnumerable<NftRule> Jumps(IEnumerable<PolicyId> policies, Direction direction) => policies.Select(
        policy => new NftRule([], new RuleEnd.Decide(Verdict.Jump(PolicyChains.NameOf(policy, direction)))));

    private static NftRule Drop(string comment) =>
        new([], new RuleEnd.Decide(Verdict.Drop), IsCounted: true, RuleComment.Clean(comment));

    /// <summary>The endpoint's elements, each with the set it belongs to.</summary>
    internal static IEnumerable<(string Set, SetElement Element)> Elements(WorkloadEndpointIntent endpoint)
    {
        yield return (BaseChains.FromWorkload, Dispatch(endpoint, Direction.Egress));
        yield return (BaseChains.ToWorkload, Dispatch(endpoint, Direction.Ingress));
        foreach (var address in endpoint.Addresses)
        {
            var source = new SetElement.InterfaceAddress(endpoint.Interface, address);
            yield return (BaseChains.WorkloadSources(address.Family), source);
        }
    }

    private static SetElement.InterfaceVerdict Dispatch(WorkloadEndpointIntent endpoint, Direction direction) =>
        new(endpoint.Interface, IntentOf(endpoint, direction).IsOpen
            ? Verdict.Accept
            : Verdict.Goto(NameOf(endpoint.Interface, direction)));

    private static DirectionIntent IntentOf(WorkloadEndpointIntent endpoint, Direction direction) =>
        direction == Direction.Ingress ? endpoint.Ingress : endpoint.Egress;
}
