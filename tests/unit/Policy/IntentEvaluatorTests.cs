using Margay.Model.Intent;
using Margay.Policy.Evaluation;
using Margay.Primitives;

namespace Margay.Tests.Unit.Policy;

public sealed class IntentEvaluatorTests
{
    private static readonly IpSetId Peers = new("sel_peers");
    private static readonly IpSetId Nets = new("net_nets");
    private static readonly IpSetId Ports = new("port_ports");
    private static readonly PolicyId Policy = new("KubernetesNetworkPolicy", "shop", "p");
    private static readonly RuleAction Allow = new RuleAction.Allow();

    private static readonly IpSetDelta[] Sets =
    [
        New(Nets, IpSetKind.Networks, new IpSetMember(Cidr.Parse("203.0.113.0/24"), default, 0)),
        New(Ports, IpSetKind.AddressPorts, new IpSetMember(Cidr.Parse("10.0.0.1/32"), IpProtocol.Tcp, 8080)),
        New(Peers, IpSetKind.Addresses, IpSetMember.Of(IpAddr.Parse("10.0.0.2"))),
    ];

    [Theory]
    [InlineData("10.0.0.2", 443, "TCP", true, 0)]
    [InlineData("10.0.0.3", 443, "TCP", false, null)]
    [InlineData("10.0.0.2", 443, "UDP", false, null)]
    [InlineData("10.0.0.3", 8080, "TCP", true, 1)]
    [InlineData("10.0.0.3", 8081, "TCP", false, null)]
    [InlineData("10.0.0.3", 0, "ICMP", true, 2)]
    [InlineData("203.0.113.7", 443, "TCP", true, 3)]
    public void A_rule_matches_when_all_its_parts_do(string source, ushort port, string protocol, bool allowed, int? rule)
    {
        Assert.True(IpProtocol.TryParse(protocol, out var number));
        var state = StateOf(
            Rule(0, new PacketMatch
            {
                Protocol = IpProtocol.Tcp,
                Source = new EndMatch { In = [Peers] },
                Destination = new EndMatch { Ports = [PortRange.Single(443)] },
            }),
            Rule(1, new PacketMatch { Source = new EndMatch { NotIn = [Nets] }, Destination = new EndMatch { InPorts = [Ports] } }),
            Rule(2, new PacketMatch { Protocol = IpProtocol.Icmp }),
            Rule(3, new PacketMatch { Source = new EndMatch { In = [Nets] }, Destination = new EndMatch { NotPorts = [PortRange.Single(8080)] } }));
        var packet = new Packet(IpAddr.Parse(source), IpAddr.Parse("10.0.0.1"), number, port);
        var verdict = IntentEvaluator.Evaluate(state, state.Endpoints["cali1"], Direction.Ingress, packet);
        Assert.Equal((allowed, allowed ? Policy : null, rule), (verdict.IsAllowed, verdict.Policy, verdict.Rule));
        Assert.Equal(allowed ? null : "default", verdict.Tier);
    }

    [Fact]
    public void The_first_match_decides_and_an_open_direction_lets_pass()
    {
        var state = StateOf(Rule(0, PacketMatch.Any, new RuleAction.Log()), Rule(1, PacketMatch.Any, new RuleAction.Deny()), Rule(2, PacketMatch.Any));
        var packet = new Packet(IpAddr.Parse("10.0.0.2"), IpAddr.Parse("10.0.0.1"), IpProtocol.Tcp, 80);
        var endpoint = state.Endpoints["cali1"];
        Assert.Equal(
            new PacketVerdict(PacketFate.Denied, Policy, 1, null), IntentEvaluator.Evaluate(state, endpoint, Direction.Ingress, packet));
        Assert.Equal(
            new PacketVerdict(PacketFate.Allowed, null, null, null), IntentEvaluator.Evaluate(state, endpoint, Direction.Egress, packet));
    }

    [Fact]
    public void A_pass_leaves_the_tier_and_its_default_behind()
    {
        var state = StateOf(Rule(0, PacketMatch.Any, new RuleAction.Pass()));
        var packet = new Packet(IpAddr.Parse("10.0.0.2"), IpAddr.Parse("10.0.0.1"), IpProtocol.Tcp, 80);
        Assert.True(IntentEvaluator.Evaluate(state, state.Endpoints["cali1"], Direction.Ingress, packet).IsAllowed);
    }

    [Fact]
    public void A_delta_that_breaks_its_contract_is_refused()
    {
        var rule = Rule(0, new PacketMatch { Source = new EndMatch { In = [new IpSetId("sel_unknown")] } });
        Assert.Throws<InvalidOperationException>(() => StateOf(rule));
        var state = StateOf(Rule(0, new PacketMatch { Source = new EndMatch { In = [Peers] } }));
        Assert.Throws<InvalidOperationException>(() => state.Apply(IntentDelta.Empty with { SetsRemoved = [Peers] }));
        Assert.Throws<InvalidOperationException>(() => state.Apply(IntentDelta.Empty with { PoliciesRemoved = [Policy] }));
        Assert.Throws<InvalidOperationException>(() => state.Apply(IntentDelta.Empty with { EndpointsRemoved = ["cali9"] }));
        Assert.Throws<InvalidOperationException>(() => state.Apply(IntentDelta.Empty with { Sets = [Sets[0]] }));
    }

    private static RuleIntent Rule(int origin, PacketMatch match, RuleAction? action = null) => new(action ?? Allow, match, origin);

    private static IntentState StateOf(params RuleIntent[] ingress)
    {
        var state = new IntentState();
        var endpoint = new WorkloadEndpointIntent(
            "cali1",
            "shop",
            "web",
            [IpAddr.Parse("10.0.0.1")],
            [],
            new DirectionIntent([new TierIntent("default", TierDefault.Deny, [Policy])], [], true),
            DirectionIntent.Open);
        state.Apply(IntentDelta.Empty with
        {
            Sets = Sets,
            Policies = [new PolicyIntent(Policy, "default", ingress, [])],
            Endpoints = [endpoint],
        });
        return state;
    }

    private static IpSetDelta New(IpSetId id, IpSetKind kind, params IpSetMember[] members) => new(id, kind, true, members, []);
}
