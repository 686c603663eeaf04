using Margay.Model.Intent;
using Margay.Model.Resources;
using Margay.Policy.Oracle;
using Margay.Primitives;

namespace Margay.Tests.Unit.Policy.Oracle;

public sealed class OracleClusterPolicyTests
{
    private static readonly ClusterNetworkPolicyPeer Anyone = new() { Namespaces = new LabelSelector() };

    private static readonly Resource[] Shop =
    [
        Given.Namespace("shop", "team=a"), Given.Namespace("bank", "team=b"),
        Given.Pod("shop", "web", "10.0.0.1").WithPort("http", 80), Given.Pod("bank", "teller", "10.0.0.3").WithPort("http", 8080, "UDP"),
        Given.Node("n1", "192.0.2.1") with { Metadata = new ObjectMeta { Name = "n1", Labels = new Dictionary<string, string> { ["zone"] = "x" } } },
    ];

    private static ClusterNetworkPolicy Policy(string tier, int priority, ClusterNetworkPolicySubject? subject, params ClusterNetworkPolicyIngressRule[] rules) => new()
    {
        Metadata = new ObjectMeta { Name = $"p{priority}" },
        Spec = new ClusterNetworkPolicySpec { Tier = tier, Priority = priority, Subject = subject, Ingress = rules },
    };

    private static ClusterNetworkPolicySubject All => new() { Namespaces = new LabelSelector() };

    private static ClusterNetworkPolicyIngressRule From(string action, params ClusterNetworkPolicyPeer[] peers) => new() { Action = action, From = peers };

    private static Verdict Ask(params Resource[] policies) => ClusterState.Of([.. Shop, .. policies])
        .Ask("shop/web", Direction.Ingress, "10.0.0.3 > 10.0.0.1 TCP/80").Verdict;

    private static LearntName[] Known =>
    [
        new(DomainName.Parse("www.example.org"), [IpAddr.Parse("192.0.2.2")]), new(DomainName.Parse("b.test"), [IpAddr.Parse("192.0.2.3")]),
    ];

    private static Verdict AskEgress(ClusterNetworkPolicyEgressRule rule, string packet)
    {
        var spec = new ClusterNetworkPolicySpec { Tier = "Admin", Subject = All, Egress = [rule] };
        var policy = new ClusterNetworkPolicy { Metadata = new ObjectMeta { Name = "p" }, Spec = spec };
        var cluster = ClusterState.Of([.. Shop, Given.Egress("shop", "closed"), policy]) with { Names = Known };
        return cluster.Ask("shop/web", Direction.Egress, packet).Verdict;
    }

    [Fact]
    public void Admin_comes_before_kubernetes_policies_and_baseline_after()
    {
        var closed = Given.Ingress("shop", "closed");
        var open = Given.Ingress("shop", "open", Given.AnyIngress);
        Assert.Equal(Verdict.Allow, Ask(Policy("Admin", 1, All, From("Accept", Anyone)), closed));
        Assert.Equal(Verdict.Deny, Ask(Policy("Admin", 1, All, From("Deny", Anyone)), open));
        Assert.Equal(Verdict.Deny, Ask(Policy("Admin", 1, All, From("Pass", Anyone), From("Accept", Anyone)), closed));
        Assert.Equal(Verdict.Allow, Ask(Policy("Baseline", 1, All, From("Deny", Anyone)), open));
        Assert.Equal(Verdict.Deny, Ask(Policy("Baseline", 1, All, From("Deny", Anyone))));
        Assert.Equal(Verdict.Allow, Ask(Policy("Baseline", 1, All, From("Pass", Anyone))));
    }

    [Theory]
    [InlineData("Accept", Verdict.Allow)]
    [InlineData("Pass", Verdict.Deny)]
    [InlineData("Deny", Verdict.Deny)]
    public void Names_of_domains_are_for_accepting_only_and_another_rule_with_one_denies_all(string action, Verdict expected)
    {
        var names = new ClusterNetworkPolicyEgressRule { Action = action, To = [new() { DomainNames = ["example.org"] }] };
        var policy = new ClusterNetworkPolicy
        {
            Metadata = new ObjectMeta { Name = "p" },
            Spec = new ClusterNetworkPolicySpec { Tier = "Admin", Subject = All, Egress = [names] },
        };
        var verdict = ClusterState.Of([.. Shop, policy]).Ask("shop/web", Direction.Egress, "10.0.0.1 > 192.0.2.2 TCP/80").Verdict;
        Assert.Equal(expected, verdict);
    }

    [Fact]
    public void The_lower_priority_number_comes_first_and_a_rule_that_does_not_match_decides_nothing()
    {
        Assert.Equal(Verdict.Deny, Ask(Policy("Admin", 2, All, From("Accept", Anyone)), Policy("Admin", 1, All, From("Deny", Anyone))));
        var teamA = new ClusterNetworkPolicyPeer { Namespaces = Given.Selector("team=a") };
        Assert.Equal(Verdict.Allow, Ask(Policy("Admin", 1, All, From("Deny", teamA))));
    }

    [Fact]
    public void The_subject_is_pods_of_known_namespaces()
    {
        Assert.Equal(Verdict.Deny, Ask(Policy("Admin", 1, new() { Namespaces = Given.Selector("team=a") }, From("Deny", Anyone))));
        Assert.Equal(Verdict.Allow, Ask(Policy("Admin", 1, new() { Namespaces = Given.Selector("team=b") }, From("Deny", Anyone))));
        var web = new NamespacedPod { NamespaceSelector = Given.Selector("team=a"), PodSelector = Given.Selector("app=web") };
        Assert.Equal(Verdict.Deny, Ask(Policy("Admin", 1, new() { Pods = web }, From("Deny", Anyone))));
        var db = web with { PodSelector = Given.Selector("app=db") };
        Assert.Equal(Verdict.Allow, Ask(Policy("Admin", 1, new() { Pods = db }, From("Deny", Anyone))));
    }

    [Fact]
    public void A_policy_without_a_tier_or_subject_is_skipped()
    {
        Assert.Equal(Verdict.Allow, Ask(Policy("Other", 1, All, From("Deny", Anyone))));
        Assert.Equal(Verdict.Allow, Ask(Policy("Admin", 1, null, From("Deny", Anyone))));
        Assert.Equal(Verdict.Allow, Ask(Policy("Admin", 1, new() { Namespaces = new(), Pods = new() }, From("Deny", Anyone))));
    }

    [Theory]
    [InlineData("Accept", Verdict.Deny)]
    [InlineData("Deny", Verdict.Deny)]
    [InlineData("Pass", Verdict.Deny)]
    [InlineData("Other", Verdict.Deny)]
    public void A_rule_that_cannot_be_read_closes(string action, Verdict verdict)
    {
        var neither = From(action, new ClusterNetworkPolicyPeer { Networks = ["0.0.0.0/0"] });
        Assert.Equal(verdict, Ask(Policy("Admin", 1, All, neither), Given.Ingress("shop", "closed")));
        if (action != "Accept") Assert.Equal(verdict, Ask(Policy("Admin", 1, All, neither), Given.Ingress("shop", "open", Given.AnyIngress)));
    }

    [Fact]
    public void Protocols_are_alternatives_with_numbers_ranges_and_names_of_the_selected_pods()
    {
        Verdict On(ClusterNetworkPolicyProtocol protocol) => Ask(
            Policy("Admin", 1, All, From("Accept", Anyone) with { Protocols = [new() { Udp = new() }, protocol] }), Given.Ingress("shop", "closed"));
        Assert.Equal(Verdict.Allow, On(new() { Tcp = new() }));
        Assert.Equal(Verdict.Allow, On(new() { Tcp = new() { DestinationPort = new() { Number = 80 } } }));
        Assert.Equal(Verdict.Deny, On(new() { Tcp = new() { DestinationPort = new() { Number = 81 } } }));
        Assert.Equal(Verdict.Allow, On(new() { Tcp = new() { DestinationPort = new() { Range = new() { Start = 79, End = 80 } } } }));
        Assert.Equal(Verdict.Deny, On(new() { Tcp = new() { DestinationPort = new() { Range = new() { Start = 80, End = 79 } } } }));
        Assert.Equal(Verdict.Allow, On(new() { DestinationNamedPort = "http" }));
        Assert.Equal(Verdict.Deny, On(new() { DestinationNamedPort = "dns" }));
    }

    [Fact]
    public void Egress_peers_are_pods_nodes_networks_and_what_names_are_known_to_stand_for()
    {
        ClusterNetworkPolicyEgressRule To(ClusterNetworkPolicyPeer peer) => new() { Action = "Accept", To = [peer] };
        var nodes = To(new() { Nodes = Given.Selector("zone=x") });
        Assert.Equal(Verdict.Allow, AskEgress(nodes, "10.0.0.1 > 192.0.2.1 TCP/80"));
        Assert.Equal(Verdict.Deny, AskEgress(nodes, "10.0.0.1 > 192.0.2.2 TCP/80"));
        Assert.Equal(Verdict.Deny, AskEgress(To(new() { Nodes = Given.Selector("zone=y") }), "10.0.0.1 > 192.0.2.1 TCP/80"));
        Assert.Equal(Verdict.Allow, AskEgress(To(new() { Networks = ["192.0.2.0/24"] }), "10.0.0.1 > 192.0.2.2 TCP/80"));
        var names = To(new() { DomainNames = ["a.test", "*.example.org."] });
        Assert.Equal(Verdict.Allow, AskEgress(names, "10.0.0.1 > 192.0.2.2 TCP/80"));
        Assert.Equal(Verdict.Deny, AskEgress(names, "10.0.0.1 > 192.0.2.3 TCP/80"));
        var named = To(Anyone) with { Protocols = [new() { DestinationNamedPort = "http" }] };
        Assert.Equal(Verdict.Allow, AskEgress(named, "10.0.0.1 > 10.0.0.3 UDP/8080"));
        Assert.Equal(Verdict.Deny, AskEgress(named, "10.0.0.1 > 10.0.0.3 TCP/8080"));
    }
}
