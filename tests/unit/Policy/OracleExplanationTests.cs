using Margay.Model.Resources;
using Margay.Policy.Oracle;
using static Margay.Tests.Unit.Policy.Given;

namespace Margay.Tests.Unit.Policy;

public sealed class OracleExplanationTests
{
    private static readonly Resource[] Shop =
    [
        Namespace("shop", "team=a"), Namespace("bank", "team=b"),
        Pod("shop", "web", "10.0.0.1").WithPort("http", 8080), Pod("bank", "teller", "10.0.0.3"), Pod("void", "ghost", "10.0.0.9"),
    ];

    public static TheoryData<string, NetworkPolicyPeer, string> PeerMismatches() => new()
    {
        { "bank/teller", Pods("app=db"), "is in namespace bank, not in shop" },
        { "bank/teller", Namespaces("team=a"), "namespace bank does not meet 'team=a'" },
        { "void/ghost", Namespaces(), "there is no namespace void" },
        { "203.0.113.9", Pods(), "203.0.113.9 is no pod" },
        { "203.0.113.9", Block("10.0.0.0/8"), "203.0.113.9 is not in 10.0.0.0/8" },
        { "10.0.0.3", Block("10.0.0.0/8", "10.0.0.0/24"), "10.0.0.3 is in 10.0.0.0/24, which is excepted" },
        { "10.0.0.3", Block("10.0.0.0/8", "nonsense"), "'nonsense' is not a CIDR" },
        { "10.0.0.3", Block("nonsense"), "'nonsense' is not a CIDR" },
        { "10.0.0.3", new NetworkPolicyPeer(), "the peer is empty" },
        { "10.0.0.3", Block("0.0.0.0/0") with { PodSelector = new LabelSelector() }, "the peer has both an ipBlock and a selector" },
        { "bank/teller", Needs("app", "In", "a", "b"), "pod bank/teller does not meet 'app in (a, b)'" },
        { "bank/teller", Needs("app", "NotIn", "teller"), "pod bank/teller does not meet 'app not in (teller)'" },
        { "bank/teller", Needs("tier", "Exists"), "pod bank/teller does not meet 'has tier'" },
        { "bank/teller", Needs("app", "DoesNotExist"), "pod bank/teller does not meet 'has no app'" },
        { "bank/teller", Needs("app", "Like"), "pod bank/teller does not meet 'app Like: no such operator'" },
    };

    [Theory]
    [MemberData(nameof(PeerMismatches))]
    public void A_peer_that_does_not_match_says_why(string source, NetworkPolicyPeer peer, string why)
    {
        var decision = ClusterState.Of([.. Shop, Ingress("shop", "p", From(peer))]).Decide(source, "shop/web");
        Assert.Equal(Verdict.Deny, decision.Verdict);
        Assert.Equal(why, OnlyCondition(decision).Mismatch?.ToString());
    }

    public static TheoryData<NetworkPolicyPort, string> PortMismatches() => new()
    {
        { Port("80", "UDP"), "is not UDP" },
        { Port("80"), "is not port 80" },
        { Port("80", end: 90), "is not port 80-90" },
        { Port("http"), "the destination's port http is 8080" },
        { Port("dns"), "the destination has no port named dns" },
        { Port("80", "ICMP"), "a policy cannot name ports of protocol 'ICMP'" },
        { Port("0"), "a port is between 1 and 65535" },
        { Port("70000"), "a port is between 1 and 65535" },
        { Port("90", end: 80), "endPort 80 is below port 90" },
        { Port("http", end: 80), "endPort with the port name http" },
        { Port(null, end: 80), "endPort without port" },
    };

    [Theory]
    [MemberData(nameof(PortMismatches))]
    public void A_port_that_does_not_match_says_why(NetworkPolicyPort port, string why)
    {
        var decision = ClusterState.Of([.. Shop, Ingress("shop", "p", On(port))]).Decide("bank/teller", "shop/web", "TCP/443");
        Assert.Equal(Verdict.Deny, decision.Verdict);
        Assert.Equal(why, OnlyCondition(decision).Mismatch?.ToString());
    }

    [Fact]
    public void Only_a_pod_has_named_ports()
    {
        var rule = new NetworkPolicyEgressRule { Ports = [Port("http")] };
        var decision = ClusterState.Of([.. Shop, Egress("shop", "p", rule)]).Decide("shop/web", "203.0.113.9");
        Assert.Equal("only a pod can have a port named http", decision.Egress!.Tried.Single().Rules[0].Conditions[0].Alternatives[0].Mismatch?.ToString());
    }

    [Fact]
    public void The_trace_ends_with_the_rule_that_matched()
    {
        var cluster = ClusterState.Of([.. Shop, Ingress("shop", "a"), Ingress("shop", "b", On(Port("1")), AnyIngress, AnyIngress), Ingress("shop", "c")]);
        var tried = cluster.Decide("bank/teller", "shop/web").Ingress!.Tried.ToList();
        Assert.Equal([Id("shop", "a"), Id("shop", "b")], tried.Select(trace => trace.Policy));
        Assert.Equal([false, true], tried[1].Rules.Select(rule => rule.Matched));
    }

    [Fact]
    public void A_verdict_is_a_sentence()
    {
        var cluster = ClusterState.Of([.. Shop, Ingress("shop", "p", From(Pods("app=db")))]);
        var decision = cluster.Decide("bank/teller", "shop/web");
        Assert.Equal("bank/teller → shop/web TCP/80", decision.Flow.ToString());
        Assert.Equal("pod shop/web (10.0.0.1)", decision.Destination?.ToString());
        Assert.Equal("selected by KubernetesNetworkPolicy shop/p of tier default, and no rule decides", decision.Why.ToString());
    }

    private static ConditionTrace OnlyCondition(Decision decision) =>
        Assert.Single(Assert.Single(Assert.Single(Assert.Single(decision.Ingress!.Tried).Rules).Conditions).Alternatives);

    private static NetworkPolicyPeer Needs(string key, string op, params string[] values) => new()
    {
        NamespaceSelector = new LabelSelector(),
        PodSelector = new LabelSelector { MatchExpressions = [new LabelSelectorRequirement { Key = key, Operator = op, Values = values }] },
    };
}
