using Margay.Model.Intent;
using Margay.Model.Resources;
using Margay.Policy.Oracle;
using static Margay.Tests.Unit.Policy.Oracle.Calico;

namespace Margay.Tests.Unit.Policy.Oracle;

public sealed class OracleTierTests
{
    private const string Call = "10.0.0.3 > 10.0.0.1 TCP/80";

    private static readonly Resource[] Shop =
        [Given.Namespace("shop"), Given.Pod("shop", "web", "10.0.0.1"), Given.Pod("void", "ghost", "10.0.0.9")];

    private static DirectionDecision Ask(params Resource[] policies) =>
        ClusterState.Of([.. Shop, .. policies]).Ask("shop/web", Direction.Ingress, Call);

    private static CalicoPolicySpec In(string? tier, CalicoPolicySpec spec, double? order = null) =>
        spec with { Tier = tier, Order = order };

    private static PolicyId Id(string name) => new(PolicyId.GlobalNetworkPolicy, "", name);

    [Fact]
    public void The_first_rule_that_matches_decides()
    {
        Assert.Equal(new Reason.ByRule("default", Id("p"), 1, Verdict.Deny), Ask(Global("p", Ingress(Allow.From("app == 'db'"), Deny, Allow))).Why);
        Assert.Equal(new Reason.ByRule("default", Id("p"), 0, Verdict.Allow), Ask(Global("p", Ingress(Allow, Deny))).Why);
    }

    [Fact]
    public void A_log_rule_decides_nothing() =>
        Assert.Equal([true, true], Ask(Global("p", Ingress(Log, Allow))).Tried.Single().Rules.Select(rule => rule.Matched));

    [Fact]
    public void Policies_go_by_order_and_the_one_without_comes_last()
    {
        Assert.Equal(Verdict.Deny, Ask(Global("a", In(null, Ingress(Allow))), Global("b", In(null, Ingress(Deny), 10))).Verdict);
        Assert.Equal(Verdict.Allow, Ask(Global("a", In(null, Ingress(Allow), 5)), Global("b", In(null, Ingress(Deny), 10))).Verdict);
    }

    [Fact]
    public void Of_one_order_the_lower_name_comes_first_then_namespace_then_kind()
    {
        var kubernetes = Given.Ingress("shop", "p", Given.AnyIngress);
        var calico = Namespaced("shop", "p", In(null, Ingress(Deny), 1000));
        Assert.Equal(Verdict.Allow, Ask(kubernetes, calico).Verdict);
        Assert.Equal(Verdict.Deny, Ask(kubernetes, Global("p", In(null, Ingress(Deny), 1000))).Verdict);
        Assert.Equal(Verdict.Deny, Ask(kubernetes, Global("o", In(null, Ingress(Deny), 1000))).Verdict);
    }

    [Fact]
    public void Pass_leaves_the_tier_and_after_the_last_the_namespace_allows()
    {
        var decision = Ask(Global("p", Ingress(Pass, Deny)), Global("q", Ingress(Deny)));
        Assert.Equal(new Reason.ByProfile("kns.shop", 0, Verdict.Allow), decision.Why);
        Assert.Equal(TierEnd.PassedByRule, Assert.Single(decision.Tiers).End);
        Assert.Equal(Id("p"), Assert.Single(decision.Tried).Policy);
    }

    [Fact]
    public void A_tier_that_selects_and_does_not_decide_ends_with_its_default()
    {
        var none = Ingress(Allow.From("app == 'db'"));
        var denied = Ask(Tier("t", 1), Global("p", In("t", none)), Global("q", Ingress(Allow)));
        Assert.Equal(new Reason.EndOfTier("t", [Id("p")]), denied.Why);
        var passed = Ask(Tier("t", 1, "Pass"), Global("p", In("t", none)), Global("q", Ingress(Allow)));
        Assert.Equal(new Reason.ByRule("default", Id("q"), 0, Verdict.Allow), passed.Why);
        Assert.Equal([TierEnd.PassedByDefault, TierEnd.Decided], passed.Tiers.Select(tier => tier.End));
    }

    [Fact]
    public void A_tier_without_a_policy_for_the_direction_is_not_there()
    {
        var decision = Ask(Tier("t", 1), Global("p", In("t", Egress(Deny))), Global("q", In("t", Ingress(Deny) with { Selector = "app == 'db'" })));
        Assert.Equal(new Reason.NoPolicySelects(), decision.Why);
        Assert.Empty(decision.Tiers);
    }

    [Fact]
    public void Tiers_go_by_order_which_is_a_million_when_absent_and_then_by_name()
    {
        var inA = Global("p", In("a", Ingress(Allow)));
        var inZ = Global("q", In("z", Ingress(Deny)));
        Assert.Equal(Verdict.Deny, Ask(Tier("a", 20), Tier("z", 10), inA, inZ).Verdict);
        Assert.Equal(Verdict.Allow, Ask(Tier("a", null), Tier("z", 1_000_000), inA, inZ).Verdict);
        Assert.Equal(Verdict.Allow, Ask(Tier("a", null), Tier("z", 1_000_001), inA, inZ).Verdict);
    }

    [Fact]
    public void Built_in_tiers_are_what_they_are_whatever_is_stored()
    {
        var none = Ingress(Allow.From("app == 'db'"));
        Assert.Equal(Verdict.Deny, Ask(Tier("default", 1, "Pass"), Global("p", none)).Verdict);
        Assert.Equal(Verdict.Allow, Ask(Tier("kube-admin", 1, "Deny"), Global("p", In("kube-admin", none))).Verdict);
        Assert.Equal(Verdict.Allow, Ask(Global("p", In("kube-baseline", none))).Verdict);
        Assert.Equal(Verdict.Allow, Ask(Tier("kube-baseline", 1), Global("p", In("kube-baseline", Ingress(Deny))), Global("q", Ingress(Allow))).Verdict);
    }

    [Fact]
    public void A_tier_that_is_missing_comes_last_and_denies()
    {
        var lost = Global("p", In("lost", Ingress(Allow.From("app == 'db'"))));
        Assert.Equal(new Reason.EndOfTier("lost", [Id("p")]), Ask(lost).Why);
        Assert.Equal(Verdict.Allow, Ask(lost, Global("q", In("kube-baseline", Ingress(Allow)))).Verdict);
    }

    [Fact]
    public void A_pod_of_an_unknown_namespace_has_no_profile_and_is_closed()
    {
        var cluster = ClusterState.Of(Shop);
        Assert.Equal(new Reason.NamespaceUnknown("void"), cluster.Ask("void/ghost", Direction.Ingress, "10.0.0.1 > 10.0.0.9 TCP/80").Why);
        Assert.Equal(Verdict.Deny, cluster.Ask("void/ghost", Direction.Egress, "10.0.0.9 > 10.0.0.1 TCP/80").Verdict);
        Assert.Equal(Verdict.Allow, ClusterState.Of([.. Shop, Global("p", Ingress(Allow))])
            .Ask("void/ghost", Direction.Ingress, "10.0.0.1 > 10.0.0.9 TCP/80").Verdict);
    }

    [Theory]
    [InlineData("none", "ingress", true, false)]
    [InlineData("none", "egress", false, true)]
    [InlineData("none", "both", true, true)]
    [InlineData("none", "neither", true, false)]
    [InlineData("Ingress", "egress", true, false)]
    [InlineData("Ingress,Egress", "ingress", true, true)]
    public void Types_say_which_directions_are_policed(string types, string rules, bool ingress, bool egress)
    {
        var policy = Global("p", new CalicoPolicySpec
        {
            Types = types == "none" ? null : types.Split(','),
            Ingress = rules is "ingress" or "both" ? [Deny] : null,
            Egress = rules is "egress" or "both" ? [Deny] : null,
        });
        var cluster = ClusterState.Of([.. Shop, policy]);
        Assert.Equal(ingress, cluster.Ask("shop/web", Direction.Ingress, Call).Verdict == Verdict.Deny);
        Assert.Equal(egress, cluster.Ask("shop/web", Direction.Egress, "10.0.0.1 > 10.0.0.3 TCP/80").Verdict == Verdict.Deny);
    }
}
