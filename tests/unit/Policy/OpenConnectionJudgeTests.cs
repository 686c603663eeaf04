using Margay.Model.Intent;
using Margay.Model.Settings;
using Margay.Policy.Evaluation;
using Margay.Primitives;

namespace Margay.Tests.Unit.Policy;

/// <summary>Which open connections are cut: those that are denied now, where the denying policy or else the node asks for it.</summary>
public sealed class OpenConnectionJudgeTests
{
    private static readonly PolicyId Web = new("NetworkPolicy", "shop", "web");
    private static readonly PolicyId Other = new("NetworkPolicy", "shop", "other");
    private static readonly IpAddr Client = IpAddr.Parse("10.0.0.9");
    private static readonly IpAddr Server = IpAddr.Parse("10.0.0.1");
    private static readonly IpAddr Node = IpAddr.Parse("192.0.2.1");

    [Theory]
    [InlineData(80, OpenConnections.Rejudge, null, false)]
    [InlineData(81, OpenConnections.Rejudge, null, true)]
    [InlineData(81, OpenConnections.Keep, null, false)]
    [InlineData(81, OpenConnections.Keep, OpenConnections.Rejudge, true)]
    [InlineData(81, OpenConnections.Rejudge, OpenConnections.Keep, false)]
    [InlineData(82, OpenConnections.Rejudge, null, true)]
    [InlineData(82, OpenConnections.Keep, OpenConnections.Rejudge, true)]
    [InlineData(82, OpenConnections.Rejudge, OpenConnections.Keep, false)]
    public void A_denied_one_is_cut_as_the_policy_or_else_the_node_chooses(int port, OpenConnections node, OpenConnections? policy, bool cut) =>
        Assert.Equal(cut, Judge(node, policy).IsCut(Packet(Client, Server, port)));

    [Fact]
    public void Where_a_tier_ends_one_policy_that_cuts_is_enough() =>
        Assert.True(Judge(OpenConnections.Keep, OpenConnections.Keep, other: OpenConnections.Rejudge).IsCut(Packet(Client, Server, 82)));

    [Fact]
    public void What_the_node_opens_and_what_is_nobodys_here_is_let_be()
    {
        var judge = Judge(OpenConnections.Rejudge, null);
        Assert.False(judge.IsCut(Packet(Node, Server, 81)));
        Assert.False(judge.IsCut(Packet(Client, IpAddr.Parse("10.0.0.77"), 81)));
    }

    [Fact]
    public void The_senders_policy_counts_too()
    {
        var judge = Judge(OpenConnections.Rejudge, null, egress: new DirectionIntent([new TierIntent("default", TierDefault.Deny, [Other])], [], true));
        Assert.True(judge.IsCut(Packet(Server, Client, 80)));
    }

    [Fact]
    public void What_is_allowed_again_is_let_be()
    {
        var judge = Judge(OpenConnections.Rejudge, null);
        judge.Apply(new IntentDelta { Policies = [Policy(Web, OpenConnections.Rejudge, Rule(81, new RuleAction.Allow()))] });
        judge.Begin([Node], OpenConnections.Rejudge);
        Assert.False(judge.IsCut(Packet(Client, Server, 81)));
    }

    /// <summary>Port 80 is allowed, 81 is denied by a rule, 82 by the end of the tier.</summary>
    private static OpenConnectionJudge Judge(
        OpenConnections node, OpenConnections? policy, OpenConnections? other = null, DirectionIntent? egress = null)
    {
        var judge = new OpenConnectionJudge();
        judge.Apply(new IntentDelta
        {
            Policies =
            [
                Policy(Web, policy, Rule(80, new RuleAction.Allow()), Rule(81, new RuleAction.Deny())),
                Policy(Other, other),
            ],
            Endpoints =
            [
                new WorkloadEndpointIntent(
                    "cali1", "shop", "web", [Server], [], new DirectionIntent([new TierIntent("default", TierDefault.Deny, [Web, Other])], [], true),
                    egress ?? DirectionIntent.Open),
            ],
        });
        judge.Begin([Node], node);
        return judge;
    }

    private static PolicyIntent Policy(PolicyId id, OpenConnections? choice, params RuleIntent[] ingress) =>
        new(id, "default", ingress, []) { OpenConnections = choice };

    private static RuleIntent Rule(ushort port, RuleAction action) => new(
        action, new PacketMatch { Protocol = IpProtocol.Tcp, Destination = new EndMatch { Ports = [new PortRange(port, port)] } }, 0, "");

    private static Packet Packet(IpAddr from, IpAddr to, int port) => new(from, to, IpProtocol.Tcp, (ushort)port, 40000);
}
