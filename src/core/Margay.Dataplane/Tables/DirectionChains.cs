using Margay.Model.Intent;
using Margay.Netlink.Nftables;

namespace Margay.Dataplane.Tables;

/// <summary>What is left for a packet that no tier and no profile decided.</summary>
internal enum ChainEnd
{
    /// <summary>It passes.</summary>
    Allow,

    /// <summary>It is refused.</summary>
    Deny,

    /// <summary>The rules after decide.</summary>
    Continue,
}

/// <summary>
/// How one direction of one endpoint is judged: a chain that tries the policies of each tier, then the profiles. A tier
/// with a policy that passes is a chain of its own, so that leaving it is a return.
/// </summary>
/// <param name="Name">The name of the chain, which begins the names of its tiers' chains.</param>
/// <param name="Owner">The endpoint, for comments.</param>
/// <param name="Direction">The direction.</param>
/// <param name="Tiers">The tiers, in order.</param>
/// <param name="End">What follows them.</param>
internal sealed record DirectionChains(
    string Name, string Owner, Direction Direction, IReadOnlyList<TierIntent> Tiers, ChainEnd End)
{
    /// <summary>The profiles, in order.</summary>
    internal IReadOnlyList<PolicyId> Profiles { get; init; } = [];

    /// <summary>Whether what a tier's policies leave undecided is refused where the tier says so.</summary>
    internal bool HasTierDefaults { get; init; } = true;

    /// <summary>Rules before the first tier.</summary>
    internal IReadOnlyList<NftRule> Before { get; init; } = [];

    /// <summary>Rules after everything.</summary>
    internal IReadOnlyList<NftRule> After { get; init; } = [];

    /// <summary>The direction of an endpoint as its intent says it.</summary>
    internal static DirectionChains Of(string name, string owner, Direction direction, DirectionIntent intent) =>
        new(name, owner, direction, intent.Tiers, intent.OtherwiseAllow ? ChainEnd.Allow : ChainEnd.Deny)
        {
            Profiles = intent.Profiles,
        };

    /// <summary>The chains.</summary>
    /// <param name="passes">Whether a policy has a rule of the direction that passes.</param>
    /// <param name="options">The node's layout.</param>
    internal IEnumerable<NftChain> Render(Func<PolicyId, Direction, bool> passes, TableOptions options)
    {
        var verdicts = new VerdictRules(options);
        var rules = new List<NftRule>(Before);
        var chains = new List<NftChain>();
        foreach (var tier in Tiers)
        {
            var inTier = TierRules(tier, passes, verdicts);
            if (!tier.Policies.Any(policy => passes(policy, Direction)))
            {
                rules.AddRange(inTier);
                continue;
            }

            var chain = new NftChain(NftName.Of("", $"{Name}/{tier.Name}"), null, [.. inTier]);
            chains.Add(chain);
            rules.Add(Jump(chain.Name));
            rules.Add(verdicts.ForgetPass);
        }

        foreach (var profile in Profiles)
        {
            rules.Add(Jump(PolicyChains.NameOf(profile, Direction)));
            if (passes(profile, Direction)) rules.Add(verdicts.ForgetPass);
        }

        if (End != ChainEnd.Continue) rules.Add(LastRule(verdicts));
        rules.AddRange(After);
        return chains.Prepend(new NftChain(Name, null, rules));
    }

    private IEnumerable<NftRule> TierRules(
        TierIntent tier, Func<PolicyId, Direction, bool> passes, VerdictRules verdicts)
    {
        foreach (var policy in tier.Policies)
        {
            yield return Jump(PolicyChains.NameOf(policy, Direction));
            if (passes(policy, Direction))
                yield return new NftRule([verdicts.HasPassed], new RuleEnd.Decide(Verdict.Return));
        }

        if (!HasTierDefaults) yield break;
        var action = tier.Default == TierDefault.Deny ? VerdictAction.Deny : VerdictAction.Pass;
        var comment = action == VerdictAction.Deny
            ? $"{Owner}: no policy of tier {tier.Name} decided"
            : $"{Owner}: tier {tier.Name} leaves it to the next";
        yield return verdicts.Decide(VerdictPrefix.OfTier(action, Direction, tier.Name), [], comment);
    }

    private NftRule LastRule(VerdictRules verdicts) => End == ChainEnd.Allow
        ? new NftRule([], new RuleEnd.Decide(Verdict.Accept))
        : verdicts.Decide(
            VerdictPrefix.OfNoProfile(VerdictAction.Deny, Direction), [], $"{Owner} has no profile that allows it");

    private static NftRule Jump(string chain) => new([], new RuleEnd.Decide(Verdict.Jump(chain)));
}
