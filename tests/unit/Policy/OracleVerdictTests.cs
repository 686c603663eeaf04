using Margay.Model.Resources;
using Margay.Policy.Oracle;
using Margay.Primitives;
using static Margay.Tests.Unit.Policy.Given;

namespace Margay.Tests.Unit.Policy;

public sealed class OracleVerdictTests
{
    private static readonly Resource[] Shop =
    [
        Namespace("shop", "team=a"), Namespace("bank", "team=b"),
        Pod("shop", "web", "10.0.0.1", "fd00::1").WithPort("http", 80).WithPort("dns", 53, "UDP"),
        Pod("shop", "db", "10.0.0.2"),
        Pod("bank", "teller", "10.0.0.3", "fd00::3"),
        Node("n1", "192.0.2.1"), Node("n2", "192.0.2.2"),
    ];

    private static ClusterState With(params Resource[] more) => ClusterState.Of(Shop.Concat(more));

    [Fact]
    public void Without_a_policy_everything_passes()
    {
        var decision = With().Decide("bank/teller", "shop/web");
        Assert.Equal(Verdict.Allow, decision.Verdict);
        Assert.Equal(new Reason.NoPolicySelects(), decision.Egress?.Why);
        Assert.Equal(new Reason.NoPolicySelects(), decision.Ingress?.Why);
    }

    [Theory]
    [InlineData("none", false, true)]
    [InlineData("none, egress rule", false, false)]
    [InlineData("Ingress", false, true)]
    [InlineData("Egress", true, false)]
    [InlineData("Ingress,Egress", false, false)]
    public void Types_say_which_directions_are_isolated(string types, bool ingressPasses, bool egressPasses)
    {
        var policy = PolicyOf("shop", "p", new NetworkPolicySpec
        {
            PolicyTypes = types.StartsWith("none", StringComparison.Ordinal) ? null : types.Split(','),
            Egress = types.EndsWith("rule", StringComparison.Ordinal) ? [To(Block("203.0.113.0/24"))] : null,
        });
        Assert.Equal(ingressPasses, With(policy).Decide("bank/teller", "shop/web").Verdict == Verdict.Allow);
        Assert.Equal(egressPasses, With(policy).Decide("shop/web", "bank/teller").Verdict == Verdict.Allow);
    }

    [Fact]
    public void Policies_add_up_and_the_first_rule_that_matches_is_named()
    {
        var cluster = With(Ingress("shop", "b", AnyIngress), Ingress("shop", "a", From(Pods("app=db")), From(Namespaces("team=b"))));
        Assert.Equal(Allows(Id("shop", "a"), 1), cluster.Decide("bank/teller", "shop/web").Why);
        Assert.Equal(Allows(Id("shop", "b"), 0), cluster.Decide("203.0.113.9", "shop/web").Why);
    }

    [Fact]
    public void A_policy_of_another_namespace_selects_nothing_here() =>
        Assert.Equal(Verdict.Allow, With(Ingress("bank", "p")).Decide("shop/db", "shop/web").Verdict);

    [Fact]
    public void The_first_direction_that_denies_is_why()
    {
        var decision = With(Egress("bank", "out"), Ingress("shop", "in")).Decide("bank/teller", "shop/web");
        Assert.Equal(new Reason.EndOfTier("default", [Id("bank", "out")]), decision.Why);
        Assert.Equal(new Reason.EndOfTier("default", [Id("shop", "in")]), decision.Ingress?.Why);
    }

    [Theory]
    [InlineData("10.0.0.3", true)]
    [InlineData("10.0.0.2", false)]
    [InlineData("203.0.113.9", true)]
    [InlineData("203.0.113.8", false)]
    public void A_block_counts_for_pods_and_strangers_and_its_exceptions_do_not(string source, bool passes)
    {
        var cluster = With(Ingress("shop", "p", From(Block("10.0.0.0/8", "10.0.0.2/32"), Block("203.0.113.8/31", "203.0.113.8/32"))));
        Assert.Equal(passes, cluster.Decide(source, "shop/web").Verdict == Verdict.Allow);
    }

    [Theory]
    [InlineData("TCP/80", true)]
    [InlineData("TCP/81", false)]
    [InlineData("UDP/80", false)]
    [InlineData("UDP/53", true)]
    [InlineData("TCP/8085", true)]
    [InlineData("TCP/8091", false)]
    [InlineData("SCTP/7", true)]
    [InlineData("ICMP/0", false)]
    public void Ports_match_by_number_range_name_and_protocol(string port, bool passes)
    {
        var cluster = With(Ingress("shop", "p", On(Port("http"), Port("8080", end: 8090), Port("dns", "UDP"), Port(null, "SCTP"))));
        Assert.Equal(passes, cluster.Decide("shop/db", "shop/web", port).Verdict == Verdict.Allow);
    }

    [Fact]
    public void A_rule_without_ports_is_for_every_protocol() =>
        Assert.Equal(Verdict.Allow, With(Ingress("shop", "p", AnyIngress)).Decide("shop/db", "shop/web", "ICMP/0").Verdict);

    [Fact]
    public void A_port_name_means_the_destination_pods_own_port_and_never_a_strangers()
    {
        var cluster = With(Egress("shop", "p", new NetworkPolicyEgressRule { Ports = [Port("http")] }));
        Assert.Equal(Verdict.Allow, cluster.Decide("shop/db", "shop/web").Verdict);
        Assert.Equal(Verdict.Deny, cluster.Decide("shop/db", "bank/teller").Verdict);
        Assert.Equal(Verdict.Deny, cluster.Decide("shop/db", "203.0.113.9").Verdict);
    }

    [Theory]
    [InlineData("10.0.0.1", "shop/web")]
    [InlineData("fd00::1", "shop/web")]
    public void An_address_that_a_pod_holds_is_the_pod(string address, string pod)
    {
        var end = Assert.IsType<ResolvedEnd.Pod>(With().Decide("bank/teller", address).Destination);
        Assert.Equal(pod, $"{end.Namespace}/{end.Name}");
    }

    [Fact]
    public void A_node_reaches_its_own_pods_and_no_others()
    {
        var cluster = With(Ingress("shop", "p"));
        Assert.Equal(new Reason.HostToOwnPod("n1"), cluster.Decide("192.0.2.1", "shop/web").Why);
        Assert.Equal(Verdict.Deny, cluster.Decide("192.0.2.2", "shop/web").Verdict);
    }

    [Fact]
    public void A_pod_on_the_host_network_is_its_node()
    {
        var agent = Pod("shop", "agent");
        agent = agent with { Spec = agent.Spec! with { HostNetwork = true } };
        var cluster = With(agent, Ingress("shop", "p"), Egress("shop", "q", To(Pods("app=agent"))));
        var toPod = cluster.Decide("shop/agent", "shop/web");
        Assert.Equal(new Reason.HostToOwnPod("n1"), toPod.Why);
        Assert.Equal(new ResolvedEnd.Node("n1", IpAddr.Parse("192.0.2.1")), toPod.Source);
        Assert.Null(toPod.Egress);
        Assert.Equal(Verdict.Deny, cluster.Decide("shop/web", "shop/agent").Verdict);
        Assert.Equal(new Reason.NoEndpointInvolved(), cluster.Decide("192.0.2.2", "shop/agent").Why);
    }

    [Fact]
    public void A_pod_of_an_unknown_namespace_matches_no_namespace_selector()
    {
        var cluster = With(Pod("void", "ghost", "10.0.0.9"), Ingress("shop", "p", From(Namespaces())));
        Assert.Equal(Verdict.Deny, cluster.Decide("void/ghost", "shop/web").Verdict);
        Assert.Equal(Verdict.Allow, cluster.Decide("bank/teller", "shop/web").Verdict);
    }

    [Fact]
    public void Ends_that_cannot_be_told_are_denied_and_said_so()
    {
        var done = Pod("shop", "job", "10.0.0.7");
        done = done with { Status = done.Status! with { Phase = "Succeeded" } };
        var cluster = With(done);
        Assert.Equal(new Reason.UnknownEnd(End("shop/nobody")), cluster.Decide("shop/nobody", "shop/web").Why);
        Assert.Equal(new Reason.NoAddressOfFamily(End("shop/db"), IpFamily.V6), cluster.Decide("fd00::1", "shop/db").Why);
        Assert.Equal(new Reason.NoAddressOfFamily(End("shop/job"), IpFamily.None), cluster.Decide("shop/job", "shop/web").Why);
        Assert.Equal(new ResolvedEnd.Outside(IpAddr.Parse("10.0.0.7")), cluster.Decide("shop/web", "10.0.0.7").Destination);
    }

    [Fact]
    public void Two_pods_speak_the_family_that_is_asked_for_or_the_first_they_share()
    {
        var flow = new Flow(End("bank/teller"), End("shop/web"), IpProtocol.Tcp, 80);
        Assert.Equal("10.0.0.1", PolicyOracle.Decide(With(), flow).Destination?.Address.ToString());
        Assert.Equal("fd00::1", PolicyOracle.Decide(With(), flow with { Family = IpFamily.V6 }).Destination?.Address.ToString());
    }
}
