using System.Diagnostics;
using Margay.Model.Intent;
using Margay.Policy.Oracle.Holders;
using Margay.Policy.Oracle.Policies;
using Margay.Policy.Oracle.Rules;
using Margay.Primitives;

namespace Margay.Policy.Oracle.Judging;

/// <summary>Asks the policies of one pod or host endpoint, at one hook, about one packet.</summary>
/// <param name="cluster">The cluster.</param>
/// <param name="end">The pod or host endpoint.</param>
/// <param name="endpoint">The same, with its labels.</param>
/// <param name="hook">Where it is asked.</param>
/// <param name="direction">From the endpoint's view.</param>
/// <param name="packet">The packet.</param>
internal sealed class Judge(
    ClusterIndex cluster, PolicedEnd end, Holder endpoint, PolicyHook hook, Direction direction, PacketFacts packet)
{
    // From multicast listener query (RFC 2710) to neighbour advertisement (RFC 4861), router advertisement among them.
    private const byte FirstDiscoveryType = 130;
    private const byte LastDiscoveryType = 136;

    private readonly PacketView _view = PacketView.Of(cluster, packet);

    /// <summary>Tier defaults hold where there is no further hook that could decide.</summary>
    private bool HasDefaults => hook is PolicyHook.Normal or PolicyHook.Forward;

    /// <summary>The verdict, and beside it what staged policies would make of it.</summary>
    public DirectionDecision Decide()
    {
        if (IsNeighborDiscovery()) return Say(Verdict.Allow, new Reason.NeighborDiscovery());
        if (Failsafe() is { } failsafe) return Say(Verdict.Allow, failsafe);
        var candidates = cluster.Policies.Candidates(endpoint.Namespace).ToList();
        var enforced = candidates.Where(policy => !policy.IsStaged && IsAsked(policy)).ToList();
        var decision = Decide(enforced);
        return WouldBe(candidates.Where(policy => policy.IsStaged), enforced) is { } wouldBe
            ? decision with { Staged = Decide(wouldBe) }
            : decision;
    }

    /// <remarks>Without neighbour discovery and MLD no port of a node is reached over IPv6, failsafe or not.</remarks>
    private bool IsNeighborDiscovery() =>
        endpoint is Holder.Host && hook != PolicyHook.Forward
        && packet.Protocol == IpProtocol.IcmpV6
        && packet.IcmpType is >= FirstDiscoveryType and <= LastDiscoveryType;

    private Reason.FailsafePort? Failsafe() => endpoint is Holder.Host host && hook != PolicyHook.Forward
        ? new FailsafePorts(cluster, host.Resource.Spec?.Node ?? "")
            .Find(direction, packet, withReplies: hook == PolicyHook.Untracked)
        : null;

    private bool IsAsked(PolicyForm policy) => policy.Judges(endpoint, hook, direction);

    /// <summary>
    /// The policies that would be asked if each staged one stood in its place; null if that changes nothing here.
    /// </summary>
    private List<PolicyForm>? WouldBe(IEnumerable<PolicyForm> staged, List<PolicyForm> enforced)
    {
        var places = staged.DistinctBy(policy => policy.EnforcedId).ToDictionary(policy => policy.EnforcedId);
        var entering = places.Values.Where(IsAsked).ToList();
        var staying = enforced.Where(policy => !places.ContainsKey(policy.Id)).ToList();
        return entering.Count == 0 && staying.Count == enforced.Count ? null : [.. staying, .. entering];
    }

    private DirectionDecision Decide(IEnumerable<PolicyForm> policies)
    {
        var traces = new List<TierTrace>();
        foreach (var (tier, ordered) in cluster.Policies.InOrder(policies))
        {
            var (trace, decided) = JudgeTier(tier, ordered);
            traces.Add(trace);
            if (decided is { } reason) return Say(VerdictOf(reason), reason) with { Tiers = traces };
        }

        return AfterTiers(traces);
    }

    private (TierTrace Trace, Reason? Decided) JudgeTier(TierPlace tier, IReadOnlyList<PolicyForm> policies)
    {
        var tried = new List<PolicyTrace>();
        foreach (var policy in policies)
        {
            var trace = new PolicyTrace(policy.Id, Try(policy.RulesOf(direction)));
            tried.Add(trace);
            switch (Decisive(trace))
            {
                case { Effect: RuleEffect.Pass }:
                    return (new TierTrace(tier.Name, TierEnd.PassedByRule, tried), null);
                case { } rule:
                    var reason = new Reason.ByRule(tier.Name, policy.Id, rule.Index, VerdictOf(rule.Effect));
                    return (new TierTrace(tier.Name, TierEnd.Decided, tried), reason);
            }
        }

        if (!HasDefaults || tier.PassesOn) return (new TierTrace(tier.Name, TierEnd.PassedByDefault, tried), null);
        var denied = new Reason.EndOfTier(tier.Name, [.. policies.Select(policy => policy.Id)]);
        return (new TierTrace(tier.Name, TierEnd.DeniedByDefault, tried), denied);
    }

    private DirectionDecision AfterTiers(List<TierTrace> tiers)
    {
        Reason none = tiers.Count == 0 ? new Reason.NoPolicySelects() : new Reason.AllTiersPassed();
        return (hook, endpoint) switch
        {
            (PolicyHook.Untracked or PolicyHook.PreDnat, _) => Say(Verdict.Undecided, none) with { Tiers = tiers },
            (PolicyHook.Forward, _) => Say(Verdict.Allow, none) with { Tiers = tiers },
            (_, Holder.Pod pod) => AfterTiers(pod, tiers),
            (_, Holder.Host host) => new ProfileJudge(cluster, host, direction, rules => Try(rules))
                .Decide(Say(Verdict.Deny, none) with { Tiers = tiers }),
            _ => throw new UnreachableException(),
        };
    }

    /// <remarks>A pod's profiles are its namespace, which allows everything, and its account, which says nothing.</remarks>
    private DirectionDecision AfterTiers(Holder.Pod pod, List<TierTrace> tiers)
    {
        if (pod.KnownNamespace is null)
            return Say(Verdict.Deny, new Reason.NamespaceUnknown(pod.Namespace!)) with { Tiers = tiers };
        Reason why = tiers.Count == 0
            ? new Reason.NoPolicySelects()
            : new Reason.ByProfile($"kns.{pod.Namespace}", 0, Verdict.Allow);
        return Say(Verdict.Allow, why) with { Tiers = tiers };
    }

    private List<RuleTrace> Try(IEnumerable<RuleForm> rules)
    {
        var tried = new List<RuleTrace>();
        foreach (var rule in rules)
        {
            tried.Add(rule.Try(_view));
            if (tried[^1] is { Matched: true, Effect: not RuleEffect.Log }) break;
        }

        return tried;
    }

    private DirectionDecision Say(Verdict verdict, Reason why) => new(end, hook, direction, verdict, why);

    /// <summary>The rule that ended the trying; null if none did.</summary>
    internal static RuleTrace? Decisive(PolicyTrace trace) =>
        trace.Rules is [.., { Matched: true, Effect: not RuleEffect.Log } last] ? last : null;

    internal static Verdict VerdictOf(RuleEffect effect) => effect == RuleEffect.Allow ? Verdict.Allow : Verdict.Deny;

    private static Verdict VerdictOf(Reason reason) => reason is Reason.ByRule rule ? rule.Verdict : Verdict.Deny;
}
