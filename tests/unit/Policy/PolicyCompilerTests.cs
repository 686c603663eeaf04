using Margay.Model.Intent;
using Margay.Model.Resources;
using Margay.Policy.Graph;
using Margay.Policy.Snapshot;
using static Margay.Tests.Unit.Policy.Given;

namespace Margay.Tests.Unit.Policy;

public sealed class PolicyCompilerTests
{
    public static TheoryData<NetworkPolicyIngressRule, string[]> IngressRules() => new()
    {
        { new(), ["0: any"] },
        { On(Port("80"), Port("81"), Port("90", end: 99), Port("53", "UDP")), ["0: TCP 80-81 90-99", "0: UDP 53"] },
        { On(Port("80"), Port(null)), ["0: TCP"] },
        { On(Port("http"), Port("80")), ["0: TCP 80", "0: any named(TCP/http of in shop: all())"] },
        { On(Port("80", "ICMP")), [] },
        { On(Port("80", "ICMP"), Port("81")), ["0: TCP 81"] },
        { From(Pods("app=db")), ["0: any from(in shop: app == \"db\")"] },
        { From(Namespaces("team=a")), ["0: any from(where team == \"a\": all())"] },
        { From(Namespaces() with { PodSelector = Selector("app=db") }), ["0: any from(where all(): app == \"db\")"] },
        { From(Block("10.0.0.0/30", "10.0.0.1/32"), Block("10.0.0.1/32")), ["0: any from(10.0.0.0/30)"] },
        { From(Block("10.0.0.0/24", "10.0.0.0/24")), [] },
        { From(new NetworkPolicyPeer()), [] },
        { From(new NetworkPolicyPeer(), Pods("app=db")), ["0: any from(in shop: app == \"db\")"] },
        { From(Block("oops"), Block("10.0.0.0/8", "oops")), [] },
    };

    [Theory]
    [MemberData(nameof(IngressRules))]
    public void An_ingress_rule_becomes_rules_over_sets(NetworkPolicyIngressRule rule, string[] expected) =>
        Assert.Equal(expected, Describe(Ingress("shop", "p", rule), compiled => compiled.Ingress));

    [Fact]
    public void Named_ports_of_an_egress_rule_are_those_of_its_peers()
    {
        var rule = To(Pods("app=db"), Pods("app=web"), Block("10.0.0.0/8")) with { Ports = [Port("http"), Port("dns", "UDP")] };
        Assert.Equal(
            [
                "0: any from(10.0.0.0/8) named(TCP/http,UDP/dns of anywhere: all())",
                "0: any named(TCP/http,UDP/dns of in shop: app == \"db\")",
                "0: any named(TCP/http,UDP/dns of in shop: app == \"web\")",
            ],
            Describe(Egress("shop", "p", rule), compiled => compiled.Egress).Order(StringComparer.Ordinal));
        Assert.Equal(
            ["0: any named(TCP/http of anywhere: all())"],
            Describe(Egress("shop", "p", new NetworkPolicyEgressRule { Ports = [Port("http")] }), compiled => compiled.Egress));
    }

    [Fact]
    public void Rules_keep_the_index_at_which_they_were_written() =>
        Assert.Equal(
            ["0: any", "2: TCP 80"],
            Describe(Ingress("shop", "p", AnyIngress, From(new NetworkPolicyPeer()), On(Port("80"))), compiled => compiled.Ingress));

    [Fact]
    public void A_direction_that_is_not_isolated_has_no_rules()
    {
        var policy = PolicyOf("shop", "p", new NetworkPolicySpec { PolicyTypes = ["Ingress"], Ingress = [AnyIngress], Egress = [To()] });
        Assert.Empty(Describe(policy, compiled => compiled.Egress));
    }

    [Fact]
    public void The_order_of_peers_and_ports_does_not_matter() =>
        Assert.Equal(
            Describe(Ingress("shop", "p", On(Port("b"), Port("a")) with { From = [Pods("x=1"), Pods("y=2"), Pods("x=1")] }), c => c.Ingress),
            Describe(Ingress("shop", "p", On(Port("a"), Port("b")) with { From = [Pods("y=2"), Pods("x=1")] }), c => c.Ingress));

    [Fact]
    public void Set_ids_are_the_same_in_every_run_and_leave_room_for_a_suffix()
    {
        var set = new SetDefinition.Pods(PodSelection.Everything);
        Assert.Equal("sel_ouacjw2dwe6hksoqidha", set.Id.Value);
        Assert.All(
            new SetDefinition[] { set, new SetDefinition.Ports(PodSelection.Everything, []), new SetDefinition.Networks([]) },
            definition => Assert.InRange(definition.Id.Value.Length, 1, 25));
    }

    private static List<string> Describe(NetworkPolicy policy, Func<PolicyIntent, IReadOnlyList<RuleIntent>> direction)
    {
        var facts = NetworkPolicyFacts.Of(policy);
        Assert.NotNull(facts);
        var compiled = PolicyCompiler.Compile(NetworkPolicyFacts.IdOf(policy), facts);
        string Content(IpSetId id) => compiled.Sets.Single(set => set.Id == id) switch
        {
            SetDefinition.Pods set => set.Selection.Canonical,
            SetDefinition.Networks set => string.Join(' ', set.Prefixes),
            SetDefinition.Ports set => $"{string.Join(',', set.Names.Select(name => $"{name.Protocol}/{name.Name}"))} of {set.Selection.Canonical}",
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        return [.. direction(compiled.Intent).Select(rule => string.Join(' ', (string[])
        [
            $"{rule.Origin}: {rule.Protocol?.ToString() ?? "any"}",
            .. rule.DestinationPorts.Select(range => range.ToString()),
            .. rule.PeerSets.Select(id => $"from({Content(id)})"),
            .. rule.NamedPortSet is { } named ? [$"named({Content(named)})"] : Array.Empty<string>(),
        ]))];
    }
}
