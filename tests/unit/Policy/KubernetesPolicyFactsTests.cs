using Margay.Model.Resources;
using Margay.Policy.Graph;
using Margay.Policy.Snapshot;
using static Margay.Tests.Unit.Policy.Given;

namespace Margay.Tests.Unit.Policy;

public sealed class KubernetesPolicyFactsTests
{
    public static TheoryData<NetworkPolicyIngressRule, string[]> IngressRules() => new()
    {
        { new(), ["0: allow"] },
        { On(Port("80"), Port("81"), Port("90", end: 99), Port("53", "UDP")), ["0: allow TCP to(port 80-81 90-99)", "0: allow UDP to(port 53)"] },
        { On(Port("80"), Port(null)), ["0: allow TCP"] },
        { On(Port("http"), Port("80")), ["0: allow TCP to(port 80)", "0: allow to(named TCP/http of pods in shop: all())"] },
        { On(Port("80", "ICMP")), [] },
        { On(Port("80", "ICMP"), Port("81")), ["0: allow TCP to(port 81)"] },
        { From(Pods("app=db")), ["0: allow from(pods in shop: app == \"db\")"] },
        { From(Namespaces("team=a")), ["0: allow from(pods where team == \"a\": all())"] },
        { From(Namespaces() with { PodSelector = Selector("app=db") }), ["0: allow from(pods where all(): app == \"db\")"] },
        { From(Block("10.0.0.0/30", "10.0.0.1/32"), Block("10.0.0.1/32")), ["0: allow from(10.0.0.0/30)"] },
        { From(Block("10.0.0.0/24", "10.0.0.0/24")), [] },
        { From(new NetworkPolicyPeer()), [] },
        { From(new NetworkPolicyPeer(), Pods("app=db")), ["0: allow from(pods in shop: app == \"db\")"] },
        { From(Block("oops"), Block("10.0.0.0/8", "oops")), [] },
    };

    [Theory]
    [MemberData(nameof(IngressRules))]
    public void An_ingress_rule_becomes_rules_whose_conditions_all_hold(NetworkPolicyIngressRule rule, string[] expected) =>
        Assert.Equal(expected, FactsText.Describe(KubernetesPolicyFacts.Of(Ingress("shop", "p", rule))!.Ingress));

    [Fact]
    public void Named_ports_of_an_egress_rule_are_those_of_its_peers()
    {
        var rule = To(Pods("app=db"), Pods("app=web"), Block("10.0.0.0/8")) with { Ports = [Port("http"), Port("dns", "UDP")] };
        Assert.Equal(
            [
                "0: allow to(10.0.0.0/8; named TCP/http,UDP/dns of pods anywhere: all())",
                "0: allow to(named TCP/http,UDP/dns of pods in shop: app == \"db\")",
                "0: allow to(named TCP/http,UDP/dns of pods in shop: app == \"web\")",
            ],
            FactsText.Describe(KubernetesPolicyFacts.Of(Egress("shop", "p", rule))!.Egress).Order(StringComparer.Ordinal));
        Assert.Equal(
            ["0: allow to(named TCP/http of pods anywhere: all())"],
            FactsText.Describe(KubernetesPolicyFacts.Of(Egress("shop", "p", new NetworkPolicyEgressRule { Ports = [Port("http")] }))!.Egress));
    }

    [Fact]
    public void Rules_keep_the_index_at_which_they_were_written() =>
        Assert.Equal(
            ["0: allow", "2: allow TCP to(port 80)"],
            FactsText.Describe(KubernetesPolicyFacts.Of(Ingress("shop", "p", AnyIngress, From(new NetworkPolicyPeer()), On(Port("80"))))!.Ingress));

    [Fact]
    public void A_direction_that_is_not_isolated_has_no_rules()
    {
        var policy = PolicyOf("shop", "p", new NetworkPolicySpec { PolicyTypes = ["Ingress"], Ingress = [AnyIngress], Egress = [To()] });
        Assert.Empty(KubernetesPolicyFacts.Of(policy)!.Egress);
    }

    [Fact]
    public void The_order_of_peers_and_ports_does_not_matter() =>
        Assert.Equal(
            FactsText.Describe(KubernetesPolicyFacts.Of(Ingress("shop", "p", On(Port("b"), Port("a")) with { From = [Pods("x=1"), Pods("y=2"), Pods("x=1")] }))!.Ingress),
            FactsText.Describe(KubernetesPolicyFacts.Of(Ingress("shop", "p", On(Port("a"), Port("b")) with { From = [Pods("y=2"), Pods("x=1")] }))!.Ingress));

    [Fact]
    public void Set_ids_are_the_same_in_every_run_and_leave_room_for_a_suffix()
    {
        var set = new SetDefinition.Chosen(Selection.EveryPod);
        Assert.Equal(set.Id, new SetDefinition.Chosen(Selection.EveryPod).Id);
        Assert.Equal($"nsel_{set.Id.Value[4..]}", set.NetworksId.Value);
        Assert.All(
            new[] { set.NetworksId, new SetDefinition.Ports(new NamedPorts(Selection.EveryPod, [])).Id, new SetDefinition.Networks([]).Id },
            id => Assert.InRange(id.Value.Length, 1, 25));
    }
}
