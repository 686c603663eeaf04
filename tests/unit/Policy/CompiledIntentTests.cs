using Margay.Model.Intent;
using Margay.Policy.Evaluation;
using Margay.Primitives;

namespace Margay.Tests.Unit.Policy;

public sealed class CompiledIntentTests
{
    private static readonly PolicyId Policy = new(PolicyId.GlobalNetworkPolicy, "", "p");
    private static readonly Packet Web = new(IpAddr.Parse("10.0.0.2"), IpAddr.Parse("10.0.0.1"), IpProtocol.Tcp, 80);

    [Fact]
    public void The_lowest_rule_decides_whichever_set_it_is_found_by()
    {
        var compiled = new CompiledIntent();
        compiled.Apply(Intent(
            [Set("a", IpSetKind.Addresses, "10.0.0.2/32"), Set("b", IpSetKind.Networks, "10.0.0.0/8", "192.0.2.0/24")],
            new RuleIntent(new RuleAction.Deny(), new PacketMatch { Source = In("b"), Protocol = IpProtocol.Udp }, 0),
            new RuleIntent(new RuleAction.Allow(), new PacketMatch { Source = In("a") }, 1),
            new RuleIntent(new RuleAction.Deny(), PacketMatch.Any, 2)));
        Assert.Equal("Allowed 1", Judge(compiled, Web));
        Assert.Equal("Denied 0", Judge(compiled, Web with { Protocol = IpProtocol.Udp }));
        Assert.Equal("Denied 2", Judge(compiled, Web with { Source = IpAddr.Parse("10.0.0.3") }));
    }

    [Fact]
    public void A_set_that_changes_changes_verdicts_at_once()
    {
        var compiled = new CompiledIntent();
        compiled.Apply(Intent([Set("a", IpSetKind.Addresses)], new RuleIntent(new RuleAction.Allow(), new PacketMatch { Source = In("a") }, 0)));
        Assert.Equal("Denied ", Judge(compiled, Web));
        var member = IpSetMember.Of(Web.Source);
        compiled.Apply(new IntentDelta { Sets = [new IpSetDelta(new IpSetId("a"), IpSetKind.Addresses, false, [member], [])] });
        Assert.Equal("Allowed 0", Judge(compiled, Web));
        compiled.Apply(new IntentDelta { Sets = [new IpSetDelta(new IpSetId("a"), IpSetKind.Addresses, false, [], [member])] });
        Assert.Equal("Denied ", Judge(compiled, Web));
    }

    [Fact]
    public void Sets_that_are_gone_leave_nothing_to_those_that_come_after_them()
    {
        var compiled = new CompiledIntent();
        for (var turn = 0; turn < 10; turn++)
        {
            var (name, address) = ($"set-{turn}", turn % 2 == 0 ? "10.0.0.2/32" : "10.0.0.3/32");
            compiled.Apply(Intent(
                [Set(name, IpSetKind.Addresses, address)], new RuleIntent(new RuleAction.Allow(), new PacketMatch { Source = In(name) }, 0)));
            Assert.Equal(turn % 2 == 0 ? "Allowed 0" : "Denied ", Judge(compiled, Web));
            Assert.Equal(turn % 2 == 1 ? "Allowed 0" : "Denied ", Judge(compiled, Web with { Source = IpAddr.Parse("10.0.0.3") }));
            compiled.Apply(new IntentDelta { EndpointsRemoved = ["cali1"], PoliciesRemoved = [Policy], SetsRemoved = [new IpSetId(name)] });
        }
    }

    private static string Judge(CompiledIntent compiled, Packet packet)
    {
        var verdict = compiled.Evaluate(compiled.Endpoints["cali1"], Direction.Ingress, packet);
        return $"{verdict.Fate} {verdict.Rule}";
    }

    private static IntentDelta Intent(IpSetDelta[] sets, params RuleIntent[] rules) => new()
    {
        Sets = sets,
        Policies = [new PolicyIntent(Policy, "default", rules, [])],
        Endpoints =
        [
            new WorkloadEndpointIntent(
                "cali1",
                "shop",
                "web",
                [Web.Destination],
                [],
                new DirectionIntent([new TierIntent("default", TierDefault.Deny, [Policy])], [], true),
                DirectionIntent.Open),
        ],
    };

    private static EndMatch In(string set) => new() { In = [new IpSetId(set)] };

    private static IpSetDelta Set(string name, IpSetKind kind, params string[] members) =>
        new(new IpSetId(name), kind, true, [.. members.Select(text => IpSetMember.Of(Cidr.Parse(text)))], []);
}
