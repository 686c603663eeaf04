using Margay.Model.Intent;
using Margay.Model.Resources;
using Margay.Policy.Oracle;
using static Margay.Tests.Unit.Policy.Oracle.Calico;

namespace Margay.Tests.Unit.Policy.Oracle;

public sealed class OracleStagedTests
{
    private static readonly Resource[] Shop = [Given.Namespace("shop"), Given.Pod("shop", "web", "10.0.0.1"), Given.Pod("shop", "db", "10.0.0.2")];

    private static DirectionDecision Ask(params Resource[] policies) =>
        ClusterState.Of([.. Shop, .. policies]).Ask("shop/web", Direction.Ingress, "10.0.0.2 > 10.0.0.1 TCP/80");

    [Theory]
    [InlineData(null)]
    [InlineData("Set")]
    [InlineData("Learn")]
    [InlineData("Ignore")]
    public void A_staged_policy_changes_no_verdict_and_says_what_it_would_be(string? action)
    {
        var decision = Ask(StagedGlobal("p", Ingress(Deny) with { StagedAction = action }));
        Assert.Equal((Verdict.Allow, new Reason.NoPolicySelects()), (decision.Verdict, decision.Why));
        var id = new PolicyId(PolicyId.StagedGlobalNetworkPolicy, "", "p");
        Assert.Equal(new Reason.ByRule("default", id, 0, Verdict.Deny), decision.Staged?.Why);
    }

    [Fact]
    public void A_staged_policy_without_a_say_is_not_spoken_of()
    {
        Assert.Null(Ask(StagedGlobal("p", Egress(Deny))).Staged);
        Assert.Null(Ask(StagedGlobal("p", Ingress(Deny) with { Selector = "app == 'db'" })).Staged);
        Assert.Null(Ask(StagedGlobal("p", Ingress(Deny) with { Selector = "(((" })).Staged);
        Assert.Null(Ask(StagedGlobal("other", new CalicoPolicySpec { StagedAction = "Delete" }), Global("p", Ingress(Deny))).Staged);
    }

    [Fact]
    public void A_staged_policy_stands_in_the_place_of_the_enforced_one_of_its_name()
    {
        var decision = Ask(Global("p", Ingress(Deny)), StagedGlobal("p", Ingress(Allow)));
        Assert.Equal((Verdict.Deny, Verdict.Allow), (decision.Verdict, decision.Staged?.Verdict));
        var released = Ask(Global("p", Ingress(Deny)), StagedGlobal("p", Ingress(Allow) with { Selector = "app == 'db'" }));
        Assert.Equal(new Reason.NoPolicySelects(), released.Staged?.Why);
        var beside = Ask(Global("p", Ingress(Deny)), StagedGlobal("q", Ingress(Allow)));
        Assert.Equal(Verdict.Deny, beside.Staged?.Verdict);
        var before = Ask(Global("p", Ingress(Deny)), StagedGlobal("q", Ingress(Allow) with { Order = 1 }));
        Assert.Equal(Verdict.Allow, before.Staged?.Verdict);
    }

    [Fact]
    public void A_staged_deletion_would_release_what_the_enforced_policy_selects()
    {
        var decision = Ask(Global("p", Ingress(Deny)), StagedGlobal("p", new CalicoPolicySpec { StagedAction = "Delete" }));
        Assert.Equal((Verdict.Deny, Verdict.Allow), (decision.Verdict, decision.Staged?.Verdict));
    }

    [Fact]
    public void Every_staged_kind_has_its_counterpart()
    {
        var meta = new ObjectMeta { Namespace = "shop", Name = "p" };
        var kubernetes = new StagedKubernetesNetworkPolicy { Metadata = meta, Spec = new StagedKubernetesNetworkPolicySpec { StagedAction = "Delete" } };
        Assert.Equal(Verdict.Allow, Ask(Given.Ingress("shop", "p"), kubernetes).Staged?.Verdict);
        Assert.Null(Ask(Namespaced("shop", "p", Ingress(Deny)), kubernetes).Staged);
        var calico = new StagedNetworkPolicy { Metadata = meta, Spec = new CalicoPolicySpec { StagedAction = "Delete" } };
        Assert.Equal(Verdict.Allow, Ask(Namespaced("shop", "p", Ingress(Deny)), calico).Staged?.Verdict);
        Assert.Null(Ask(Given.Ingress("shop", "p"), calico).Staged);
        var closing = kubernetes with { Spec = new StagedKubernetesNetworkPolicySpec { PodSelector = new LabelSelector() } };
        Assert.Equal(Verdict.Deny, Ask(closing).Staged?.Verdict);
    }
}
