using System.Diagnostics;
using Margay.Model.Intent;
using Margay.Netlink.Nftables;

namespace Margay.Dataplane.Tables;

/// <summary>
/// A policy as two chains, one for each direction, shared by all endpoints it selects. A packet that no rule matches
/// goes back to the endpoint's chain.
/// </summary>
internal static class PolicyChains
{
    internal static string NameOf(PolicyId id, Direction direction)
    {
        var prefix = direction == Direction.Ingress ? "in/" : "out/";
        var scope = id.Namespace.Length == 0 ? id.Kind : $"{id.Kind}/{id.Namespace}";
        return NftName.Of(prefix, $"{scope}/{id.Name}");
    }

    /// <summary>The chain of one direction.</summary>
    internal static NftChain Render(PolicyIntent policy, Direction direction)
    {
        var rules = direction == Direction.Ingress ? policy.Ingress : policy.Egress;
        var rendered = rules.SelectMany(rule => Render(policy.Id, rule, direction));
        return new NftChain(NameOf(policy.Id, direction), null, [.. rendered]);
    }

    /// <summary>
    /// One kernel rule for each peer set and family; one for both families when the rule names no set.
    /// </summary>
    private static IEnumerable<NftRule> Render(PolicyId policy, RuleIntent rule, Direction direction)
    {
        var end = new RuleEnd.Decide(rule.Action switch
        {
            RuleAction.Allow => Verdict.Accept,
            RuleAction.Deny => Verdict.Drop,
            _ => throw new UnreachableException(),
        });
        var comment = CommentOf(policy, rule, direction);
        return Conditions(rule).Select(matches => new NftRule(matches, end, IsCounted: true, comment));
    }

    /// <summary>Where the rule comes from; of a name too long for a comment the end is left out.</summary>
    private static string CommentOf(PolicyId policy, RuleIntent rule, Direction direction)
    {
        var place = $" {(direction == Direction.Ingress ? "ingress" : "egress")} rule {rule.Origin}";
        var name = policy.ToString();
        return RuleComment.Clean(name[..Math.Min(name.Length, RuleComment.MaxLength - place.Length)] + place);
    }

    private static IEnumerable<IReadOnlyList<Match>> Conditions(RuleIntent rule)
    {
        var match = rule.Match;
        var transport =
            PortSets.MatchOf(rule) ?? (match.Protocol is { } protocol ? new Match.Protocol(protocol) : null);
        IReadOnlyList<Match> onTransport = transport is null ? [] : [transport];
        if (!match.Source.Sets.Concat(match.Destination.Sets).Any()) return [onTransport];
        return PeerSets.Families.Select(family => (IReadOnlyList<Match>)
        [
            .. match.Source.In.Select(set =>
                new Match.AddressIn(AddressSide.Source, family, PeerSets.NameOf(set, family))),
            .. match.Destination.In.Select(set =>
                new Match.AddressIn(AddressSide.Destination, family, PeerSets.NameOf(set, family))),
            .. match.Destination.InPorts.Select(set =>
                new Match.DestinationServiceIn(family, PeerSets.NameOf(set, family))),
            .. onTransport,
        ]);
    }
}
