using Margay.Model.Resources;
using Margay.Policy.Oracle;
using Margay.Primitives;
using static Margay.Tests.Unit.Policy.Oracle.Calico;

namespace Margay.Tests.Unit.Policy.Oracle;

/// <summary>The whole way of a flow: two nodes with a host endpoint each, a pod on each, and strangers.</summary>
public sealed class OracleFlowTests
{
    private static readonly Resource[] Cluster =
    [
        Given.Namespace("shop"), Given.Node("n1", "192.0.2.1"), Given.Node("n2", "192.0.2.2"),
        Given.Pod("shop", "web", "10.0.0.1").On("n1"), Given.Pod("shop", "db", "10.0.0.2").On("n2"), Given.Pod("shop", "api", "10.0.0.3").On("n1"),
        HostOf("h1", "n1", "eth0", "192.0.2.1").WithProfiles("projectcalico-default-allow"),
        HostOf("h2", "n2", "eth0", "192.0.2.2").WithProfiles("projectcalico-default-allow"),
    ];

    private static readonly CalicoPolicySpec BothOnForward = new()
    {
        Ingress = [Allow],
        Egress = [Allow],
        Types = ["Ingress", "Egress"],
        ApplyOnForward = true,
        Selector = "has(host)",
    };

    private static readonly Resource[] EveryHook =
    [
        Global("normal", BothOnForward),
        Global("untracked", BothOnForward with { DoNotTrack = true, Ingress = [Pass], Egress = [Pass] }),
        Global("prednat", new CalicoPolicySpec { PreDnat = true, Ingress = [Pass], Selector = "has(host)" }),
    ];

    [Theory]
    [InlineData("shop/web", "shop/db", "shop/web Egress|h1 Forward Egress|h2 Untracked Ingress|h2 PreDnat Ingress|h2 Forward Ingress|shop/db Ingress")]
    [InlineData("shop/web", "shop/api", "shop/web Egress|shop/api Ingress")]
    [InlineData("shop/web", "203.0.113.9", "shop/web Egress|h1 Forward Egress")]
    [InlineData("203.0.113.9", "shop/db", "h2 Untracked Ingress|h2 PreDnat Ingress|h2 Forward Ingress|shop/db Ingress")]
    [InlineData("shop/web", "192.0.2.1", "shop/web Egress|shop/web Egress")]
    [InlineData("192.0.2.1", "shop/web", "shop/web Ingress")]
    [InlineData("192.0.2.1", "shop/db", "h1 Untracked Egress|h1 Egress|h2 Untracked Ingress|h2 PreDnat Ingress|h2 Forward Ingress|shop/db Ingress")]
    [InlineData("192.0.2.1", "192.0.2.2", "h1 Untracked Egress|h1 Egress|h2 Untracked Ingress|h2 PreDnat Ingress|h2 Ingress")]
    [InlineData("shop/web", "192.0.2.2", "shop/web Egress|h1 Forward Egress|h2 Untracked Ingress|h2 PreDnat Ingress|h2 Ingress")]
    [InlineData("192.0.2.1", "192.0.2.1", "")]
    [InlineData("203.0.113.9", "203.0.113.10", "")]
    public void A_flow_passes_these_hooks(string source, string destination, string expected)
    {
        var decision = ClusterState.Of([.. Cluster, .. EveryHook]).Decide(source, destination);
        Assert.Equal(expected, string.Join('|', decision.Steps.Select(Name)));
    }

    [Fact]
    public void Hooks_where_no_policy_selects_anything_are_left_out() => Assert.Equal(
        ["shop/web Egress", "shop/db Ingress"], ClusterState.Of(Cluster).Decide("shop/web", "shop/db").Steps.Select(Name));

    [Fact]
    public void What_an_early_hook_allows_the_later_ones_are_not_asked_about()
    {
        var deny = Global("normal", BothOnForward with { Ingress = [Deny], Egress = [Deny] });
        var untracked = Global("u", BothOnForward with { DoNotTrack = true });
        Assert.Equal(Verdict.Allow, ClusterState.Of([.. Cluster, deny, untracked]).Decide("192.0.2.1", "192.0.2.2").Verdict);
        var preDnat = Global("d", new CalicoPolicySpec { PreDnat = true, Ingress = [Allow], Selector = "has(host)" });
        Assert.Equal(Verdict.Allow, ClusterState.Of([.. Cluster, deny, preDnat]).Decide("203.0.113.9", "192.0.2.2").Verdict);
        Assert.Equal(Verdict.Allow, ClusterState.Of([.. Cluster, deny, preDnat]).Decide("203.0.113.9", "shop/db").Verdict);
        Assert.Equal(Verdict.Deny, ClusterState.Of([.. Cluster, deny, preDnat, Given.Ingress("shop", "p")]).Decide("203.0.113.9", "shop/db").Verdict);
        Assert.Equal(Verdict.Deny, ClusterState.Of([.. Cluster, deny]).Decide("203.0.113.9", "192.0.2.2").Verdict);
    }

    [Theory]
    [InlineData("shop/db", Verdict.Deny)]
    [InlineData("192.0.2.2", Verdict.Allow)]
    public void A_failsafe_port_is_open_at_the_node_and_no_leave_to_be_forwarded(string destination, Verdict expected)
    {
        var deny = Global("normal", BothOnForward with { Ingress = [Deny], Egress = [Deny] });
        var ssh = new Flow(Given.End("203.0.113.9"), Given.End(destination), IpProtocol.Tcp, 22);
        Assert.Equal(expected, PolicyOracle.Decide(ClusterState.Of([.. Cluster, deny]), ssh).Verdict);
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("Drop", false)]
    [InlineData("Accept", true)]
    [InlineData("RETURN", true)]
    [InlineData("nonsense", false)]
    public void A_setting_says_whether_a_pod_reaches_its_own_node(string? action, bool passes)
    {
        var setting = Settings("default", new FelixConfigurationSpec { DefaultEndpointToHostAction = action });
        var decision = ClusterState.Of([.. Cluster, setting]).Decide("shop/web", "192.0.2.1");
        Assert.Equal(passes, decision.Verdict == Verdict.Allow);
        Assert.IsType<Reason.EndpointToHost>(decision.Why);
        var closed = ClusterState.Of([.. Cluster, setting, Given.Egress("shop", "p")]).Decide("shop/web", "192.0.2.1");
        Assert.IsType<Reason.EndOfTier>(closed.Why);
    }

    [Fact]
    public void A_node_reaches_its_own_pods_past_host_endpoints_and_policy()
    {
        var cluster = ClusterState.Of([.. Cluster, Global("p", Ingress(Deny) with { Egress = [Deny], Types = ["Ingress", "Egress"] })]);
        Assert.Equal(new Reason.HostToOwnPod("n1"), cluster.Decide("192.0.2.1", "shop/web").Why);
        Assert.Equal(Verdict.Deny, cluster.Decide("192.0.2.2", "shop/web").Verdict);
    }

    [Fact]
    public void Pre_DNAT_policy_sees_the_destination_before_it_is_translated()
    {
        var flow = new Flow(Given.End("203.0.113.9"), Given.End("shop/db"), IpProtocol.Tcp, 5432)
        {
            Original = new OriginalDestination(IpAddr.Parse("192.0.2.2"), 30080),
        };
        Verdict Pinhole(string port) => PolicyOracle.Decide(ClusterState.Of([.. Cluster, Global("d", new CalicoPolicySpec
        {
            PreDnat = true,
            Selector = "has(host)",
            Ingress = [(Allow with { Protocol = "TCP" }).To(new EntityRule { Ports = [port] }), Deny],
        })]), flow).Verdict;
        Assert.Equal(Verdict.Allow, Pinhole("30080"));
        Assert.Equal(Verdict.Deny, Pinhole("5432"));
    }

    [Fact]
    public void Pre_DNAT_policy_of_every_interface_meets_what_the_nodes_pods_send_too()
    {
        var deny = Global("d", new CalicoPolicySpec { PreDnat = true, Ingress = [Deny], Selector = "has(host)" });
        Assert.Equal(Verdict.Allow, ClusterState.Of([.. Cluster, deny]).Decide("shop/web", "shop/api").Verdict);
        Assert.Equal(Verdict.Deny, ClusterState.Of([.. Cluster, deny, HostOf("every", "n1", "*")]).Decide("shop/web", "shop/api").Verdict);
    }

    [Theory]
    [InlineData(null, "h1")]
    [InlineData("eth0", "h1")]
    [InlineData("eth1", "a1")]
    [InlineData("eth2", "unnamed")]
    public void The_interface_says_which_host_endpoint_is_asked(string? via, string expected)
    {
        var cluster = ClusterState.Of(
        [
            .. Cluster, HostOf("every", "n1", "*"), HostOf("a2", "n1", "eth1"), HostOf("a1", "n1", "eth1"), HostOf("a0", "n2", "eth1"),
            HostOf("unnamed", "n1", null, "192.0.2.1"), Global("p", BothOnForward),
        ]);
        var flow = new Flow(Given.End("shop/web"), Given.End("203.0.113.9"), IpProtocol.Tcp, 80)
        {
            Via = via is null ? null : new Dictionary<string, string> { ["n1"] = via },
        };
        Assert.Equal(new PolicedEnd.HostEndpoint(expected), PolicyOracle.Decide(cluster, flow).Steps[^1].End);
    }

    [Fact]
    public void A_host_endpoint_for_every_interface_is_asked_where_no_other_is()
    {
        Resource[] cluster = [.. Cluster.Where(resource => resource is not HostEndpoint), HostOf("every", "n1", "*"), Global("p", BothOnForward)];
        Assert.Equal("every Forward Egress", Name(ClusterState.Of(cluster).Decide("shop/web", "203.0.113.9").Steps[^1]));
    }

    [Fact]
    public void A_flow_is_judged_with_its_source_port_and_ICMP_type()
    {
        var cluster = ClusterState.Of([.. Cluster, Global("p", Ingress(
            (Allow with { Protocol = "TCP" }).From(new EntityRule { Ports = ["1000"] }),
            Allow with { Protocol = "ICMP", Icmp = new IcmpFields { Type = 8 } }) with { Selector = "app == 'api'" })]);
        var flow = new Flow(Given.End("shop/web"), Given.End("shop/api"), IpProtocol.Tcp, 80);
        Assert.Equal(Verdict.Allow, PolicyOracle.Decide(cluster, flow with { SourcePort = 1000 }).Verdict);
        Assert.Equal(Verdict.Deny, PolicyOracle.Decide(cluster, flow).Verdict);
        Assert.Equal(Verdict.Allow, PolicyOracle.Decide(cluster, flow with { Protocol = IpProtocol.Icmp, Port = 0, IcmpType = 8 }).Verdict);
        Assert.Equal(Verdict.Deny, PolicyOracle.Decide(cluster, flow with { Protocol = IpProtocol.Icmp, Port = 0, IcmpType = 0 }).Verdict);
    }

    private static string Name(DirectionDecision step)
    {
        var end = step.End is PolicedEnd.HostEndpoint host ? host.Name : step.End.ToString();
        return step.Hook == PolicyHook.Normal ? $"{end} {step.Direction}" : $"{end} {step.Hook} {step.Direction}";
    }
}
