using Margay.Dataplane.Linux.Tables;
using Margay.Dataplane.Tables;
using Margay.Model.Intent;
using Margay.Model.Settings;
using Margay.Primitives;
using static Margay.Tests.Kernel.Tables.Intents;

namespace Margay.Tests.Kernel.Tables;

/// <summary>Policy of the node's own interface <c>ext0</c>, with a neighbour outside.</summary>
public sealed class HostEndpointTests(PodNetwork net) : IClassFixture<PodNetwork>
{
    private static readonly string[] Hosts = ["192.0.2.1", "2001:db8::1"];
    private static readonly string[] Pods = ["10.1.0.2", "fd00:1::2"];
    private static readonly string[] Outsiders = ["192.0.2.10", "2001:db8::10"];

    [Theory]
    [InlineData("ext0")]
    [InlineData("*")]
    public void What_comes_to_the_node_meets_its_ingress_policy_unless_the_port_is_failsafe(string name)
    {
        using var driver = Program(new HostEndpointIntent("h", name) { Ingress = Only("web"), Egress = DirectionIntent.Open });
        using var allowed = net.Listen("host", 80);
        using var failsafe = net.Listen("host", 22);
        using var denied = net.Listen("host", 81);
        foreach (var host in Hosts)
        {
            Assert.True(net.Connects("outside", host, 80, true), host);
            Assert.True(net.Connects("outside", host, 22, true), host);
            Assert.False(net.Connects("outside", host, 81, false), host);
        }

        using var inside = net.Listen("b", 81);
        foreach (var pod in Pods) Assert.True(net.Connects("outside", pod, 81, true), "what is forwarded is not asked");
    }

    [Fact]
    public void What_the_node_sends_meets_its_egress_policy()
    {
        using var driver = Program(new HostEndpointIntent("h", "ext0") { Ingress = DirectionIntent.Open, Egress = Only("web") });
        using var allowed = net.Listen("outside", 80);
        using var failsafe = net.Listen("outside", 6443);
        using var denied = net.Listen("outside", 81);
        foreach (var outsider in Outsiders)
        {
            Assert.True(net.Connects("host", outsider, 80, true), outsider);
            Assert.True(net.Connects("host", outsider, 6443, true), outsider);
            Assert.False(net.Connects("host", outsider, 81, false), outsider);
            Assert.True(net.Connects("a", outsider, 81, true), "a pod's packet is forwarded");
        }
    }

    [Fact]
    public void What_is_forwarded_meets_the_forward_policy_of_both_sides()
    {
        using var driver = Program(Open("ext0") with { ForwardIngress = Tiers("web"), ForwardEgress = Tiers("web") });
        using var allowed = net.Listen("b", 80);
        using var denied = net.Listen("b", 81);
        using var outside = net.Listen("outside", 80);
        using var refused = net.Listen("outside", 22);
        foreach (var pod in Pods)
        {
            Assert.True(net.Connects("outside", pod, 80, true), pod);
            Assert.False(net.Connects("outside", pod, 81, false), pod);
        }

        foreach (var outsider in Outsiders)
        {
            Assert.True(net.Connects("a", outsider, 80, true), outsider);
            Assert.False(net.Connects("a", outsider, 22, false), "failsafe ports are the node's own");
        }
    }

    [Fact]
    public void An_endpoint_of_its_own_comes_before_the_one_of_every_interface()
    {
        using var driver = Program(Open("ext0"), new HostEndpointIntent("all", "*"));
        using var server = net.Listen("host", 81);
        foreach (var host in Hosts) Assert.True(net.Connects("outside", host, 81, true), host);
    }

    [Fact]
    public void Untracked_policy_decides_first_and_an_allow_skips_the_later_hooks()
    {
        using var driver = Program(new HostEndpointIntent("h", "ext0")
        {
            UntrackedIngress = Tiers("web"),
            UntrackedEgress = Tiers("replies"),
        });
        using var allowed = net.Listen("host", 80);
        using var denied = net.Listen("host", 81);
        foreach (var host in Hosts)
        {
            Assert.True(net.Connects("outside", host, 80, true), host);
            Assert.False(net.Connects("outside", host, 81, false), "what untracked policy leaves open, the closed endpoint refuses");
        }
    }

    [Fact]
    public void Policy_before_translation_denies_what_is_forwarded_too_and_its_allow_skips_forward_policy()
    {
        using var driver = Program(Open("ext0") with { PreDnat = Tiers("web", "no-81"), ForwardIngress = Tiers("deny-all") });
        using var allowed = net.Listen("b", 80);
        using var denied = net.Listen("host", 81);
        using var undecided = net.Listen("b", 82);
        foreach (var pod in Pods)
        {
            Assert.True(net.Connects("outside", pod, 80, true), pod);
            Assert.False(net.Connects("outside", pod, 82, false), pod);
        }

        foreach (var host in Hosts) Assert.False(net.Connects("outside", host, 81, false), host);
    }

    private static HostEndpointIntent Open(string name) =>
        new("h", name) { Ingress = DirectionIntent.Open, Egress = DirectionIntent.Open };

    private static DirectionIntent Only(params string[] policies) => new(Tiers(policies), [], false);

    private static IReadOnlyList<TierIntent> Tiers(params string[] policies) =>
        [new TierIntent("default", TierDefault.Deny, [.. policies.Select(PolicyNamed)])];

    private PolicyDriver Program(params HostEndpointIntent[] hosts)
    {
        var web = Rule(IpProtocol.Tcp, "80");
        var replies = Rule(new PacketMatch { Protocol = IpProtocol.Tcp, Source = new EndMatch { Ports = Ranges("80") } });
        var driver = new PolicyDriver(net.Handle("host"), new TableOptions { EndpointToHostAction = EndpointToHostAction.Accept });
        driver.Update(Delta(
            policies:
            [
                Rules("deny-all", [], []), Rules("web", [web], [web]), Rules("replies", [], [replies]),
                Rules("no-81", [Rule(IpProtocol.Tcp, "81", action: new RuleAction.Deny())], []),
            ],
            endpoints: [Endpoint("a", ["10.1.0.1", "fd00:1::1"]), Endpoint("b", ["10.1.0.2", "fd00:1::2"])],
            hosts: hosts));
        var outcome = driver.Apply();
        Assert.True(outcome.Succeeded, outcome.ToString());
        return driver;
    }
}
