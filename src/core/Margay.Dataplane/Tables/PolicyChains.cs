using System.Diagnostics;
using Margay.Model.Intent;
using Margay.Netlink.Nftables;

namespace Margay.Dataplane.Tables;

/// <summary>
/// A policy as two chains, one for each direction, shared by all endpoints it selects. A packet that no rule decides
/// goes back to the endpoint's chain; one that a rule passes goes back with the pass mark.
/// </summary>
internal static class PolicyChains
{
    private static readonly Direction[] Directions = [Direction.Ingress, Direction.Egress];

    internal static string NameOf(PolicyId id, Direction direction)
    {
        var prefix = direction == Direction.Ingress ? "in/" : "out/";
        var scope = id.Namespace.Length == 0 ? id.Kind : $"{id.Kind}/{id.Namespace}";
        return NftName.Of(prefix, $"{scope}/{id.Name}");
    }

    /// <summary>
    /// Whether a rule of the direction passes: only then is the mark looked at. A profile's rules never do.
    /// </summary>
    internal static bool Passes(PolicyIntent policy, Direction direction) =>
        policy.Id.Kind != PolicyId.Profile && policy.RulesOf(direction).Any(rule => rule.Action is RuleAction.Pass);

    internal static TablePart Render(PolicyIntent policy, TableOptions options)
    {
        var chains = Directions.Select(direction => new NftChain(
            NameOf(policy.Id, direction),
            null,
            [.. policy.RulesOf(direction).SelectMany(rule => Render(policy, rule, direction, options))]));
        var ports = policy.Ingress.Concat(policy.Egress).SelectMany(rule => PortSets.UsedBy(rule.Match));
        return new TablePart([.. chains], [], [.. ports]);
    }

    private static IEnumerable<NftRule> Render(
        PolicyIntent policy, RuleIntent rule, Direction direction, TableOptions options)
    {
        var comment = CommentOf(policy.Id, rule, direction);
        if (rule.Action is RuleAction.Log)
        {
            return PacketMatches.Render(rule.Match)
                .Select(matches => LogRules.Render(policy, matches, comment, options));
        }

        var action = rule.Action switch
        {
            RuleAction.Allow => VerdictAction.Allow,
            RuleAction.Deny => VerdictAction.Deny,
            RuleAction.Pass => VerdictAction.Pass,
            _ => throw new UnreachableException(),
        };
        var verdict = VerdictPrefix.OfRule(action, direction, policy.Id, rule.Origin);
        var rules = new VerdictRules(options);
        return PacketMatches.Render(rule.Match).Select(matches => rules.Decide(verdict, matches, comment));
    }

    /// <summary>
    /// Where the rule comes from and what its author says; of a name too long for a comment the end is left out.
    /// </summary>
    private static string CommentOf(PolicyId policy, RuleIntent rule, Direction direction)
    {
        var place = $" {(direction == Direction.Ingress ? "ingress" : "egress")} rule {rule.Origin}";
        var name = policy.ToString();
        var named = name[..Math.Min(name.Length, RuleComment.MaxLength - place.Length)] + place;
        return RuleComment.Clean(rule.Note.Length == 0 ? named : $"{named}: {rule.Note}");
    }
}
