using Margay.Model.Resources;
using Margay.Policy.Snapshot;

namespace Margay.Tests.Unit.Policy;

public sealed class CalicoPolicyFactsTests
{
    public static TheoryData<CalicoRule, string[]> Rules() => new()
    {
        { Allow(), ["0: allow"] },
        { Allow() with { Action = "Log", Protocol = "UDP" }, ["0: log UDP"] },
        { Allow() with { NotProtocol = "47", IpVersion = 4 }, ["0: allow V4 !47"] },
        { Allow() with { Protocol = "ICMP", Icmp = new IcmpFields { Type = 8 } }, ["0: allow ICMP icmp 8/"] },
        { Allow() with { Source = new EntityRule { Selector = "a == 'b'" } }, ["0: allow from(addressed in shop: a == \"b\")"] },
        { Allow() with { Source = new EntityRule { NamespaceSelector = "all()" } }, ["0: allow from(addressed namespaced: all())"] },
        { Allow() with { Source = new EntityRule { NamespaceSelector = "global()", Selector = "a == 'b'" } }, ["0: allow from(addressed global: a == \"b\")"] },
        { Allow() with { Source = new EntityRule { NamespaceSelector = "t == 'x'" } }, ["0: allow from(addressed where t == \"x\": all())"] },
        { Allow() with { Source = new EntityRule { NotSelector = "a == 'b'" } }, ["0: allow from(!addressed in shop: a == \"b\")"] },
        { Allow() with { Source = new EntityRule { ServiceAccounts = new ServiceAccountMatch { Names = ["x"], Selector = "r == 's'" } } },
            ["0: allow from(addressed in shop: all() account x r == \"s\")"] },
        { Allow() with { Source = new EntityRule { Nets = ["10.0.0.0/8", "10.1.0.0/16"] } }, ["0: allow V4 from(10.0.0.0/8)"] },
        { Allow() with { Source = new EntityRule { NotNets = ["10.0.0.0/8"] } }, ["0: allow V4 from(!10.0.0.0/8)"] },
        { Allow() with { Source = new EntityRule { Nets = ["10.0.0.0/8"] }, Destination = new EntityRule { Nets = ["fd00::/8"] } }, [] },
        { Allow() with { Protocol = "TCP", Destination = new EntityRule { Ports = ["80", "90:99", "http"] } },
            ["0: allow TCP to(port 80 90-99)", "0: allow TCP to(!port 80 90-99; named TCP/http of addressed anywhere: all())"] },
        { Allow() with { Protocol = "TCP", Destination = new EntityRule { NotPorts = ["80", "http"] } },
            ["0: allow TCP to(!port 80; !named TCP/http of addressed anywhere: all())"] },
        { Allow() with { Destination = new EntityRule { Selector = "a == 'b'", Ports = ["http"] } },
            ["0: allow to(named http of addressed in shop: a == \"b\")"] },
        { Allow() with { Destination = new EntityRule { Services = new ServiceMatch { Name = "dns", Namespace = "kube-system" } } },
            ["0: allow to(service kube-system/dns True)"] },
        { Allow() with { Metadata = new RuleMetadata { Annotations = new Dictionary<string, string> { ["b"] = "2", ["a"] = "1" } } }, ["0: allow \"a=1, b=2\""] },
    };

    [Theory]
    [MemberData(nameof(Rules))]
    public void A_rule_becomes_rules_whose_conditions_all_hold(CalicoRule rule, string[] expected) =>
        Assert.Equal(expected, FactsText.Describe(CalicoPolicyFacts.Of(Namespaced(new CalicoPolicySpec { Egress = [rule] }))!.Egress));

    [Theory]
    [InlineData("", "", "policed anywhere: all()")]
    [InlineData("a == 'b'", "", "policed anywhere: a == \"b\"")]
    [InlineData("projectcalico.org/namespace == 'x'", "", "policed in x: projectcalico.org/namespace == \"x\"")]
    [InlineData("a == 'b'", "all()", "policed namespaced: a == \"b\"")]
    [InlineData("", "t == 'x'", "policed where t == \"x\": all()")]
    public void A_global_policy_selects_pods_and_host_endpoints(string selector, string namespaces, string expected) =>
        Assert.Equal(expected, FactsText.Describe(Of(new CalicoPolicySpec { Selector = selector, NamespaceSelector = namespaces })!.Subject));

    [Fact]
    public void A_directions_absence_follows_from_the_rules()
    {
        Assert.Equal((true, false), Types(new CalicoPolicySpec()));
        Assert.Equal((true, false), Types(new CalicoPolicySpec { Ingress = [Allow()] }));
        Assert.Equal((false, true), Types(new CalicoPolicySpec { Egress = [Allow()] }));
        Assert.Equal((true, true), Types(new CalicoPolicySpec { Ingress = [Allow()], Egress = [Allow()] }));
        Assert.Equal((true, false), Types(new CalicoPolicySpec { Egress = [Allow()], Types = ["Ingress"] }));
    }

    [Fact]
    public void Where_a_policy_is_judged_follows_from_its_flags()
    {
        Assert.Equal(PolicyHooks.Normal, Of(new CalicoPolicySpec())!.Hooks);
        Assert.Equal(PolicyHooks.Normal | PolicyHooks.Forward, Of(new CalicoPolicySpec { ApplyOnForward = true })!.Hooks);
        Assert.Equal(PolicyHooks.Untracked, Of(new CalicoPolicySpec { ApplyOnForward = true, DoNotTrack = true })!.Hooks);
        Assert.Equal(PolicyHooks.PreDnat, Of(new CalicoPolicySpec { ApplyOnForward = true, PreDnat = true })!.Hooks);
        Assert.Equal(Population.HostEndpoints, Of(new CalicoPolicySpec { ApplyOnForward = true, PreDnat = true })!.Subject.Population);
    }

    public static TheoryData<CalicoPolicySpec> Malformed() =>
    [
        new CalicoPolicySpec { Selector = "a ==" },
        new CalicoPolicySpec { NamespaceSelector = "(" },
        new CalicoPolicySpec { ServiceAccountSelector = "(" },
        new CalicoPolicySpec { Ingress = [null!] },
        new CalicoPolicySpec { Ingress = [new CalicoRule { Action = "allow" }] },
        new CalicoPolicySpec { Ingress = [Allow() with { IpVersion = 5 }] },
        new CalicoPolicySpec { Ingress = [Allow() with { Protocol = "oops" }] },
        new CalicoPolicySpec { Ingress = [Allow() with { Source = new EntityRule { Nets = ["oops"] } }] },
        new CalicoPolicySpec { Ingress = [Allow() with { Source = new EntityRule { Ports = ["9:8"] } }] },
        new CalicoPolicySpec { Ingress = [Allow() with { Source = new EntityRule { Selector = "&&" } }] },
        new CalicoPolicySpec { Ingress = [Allow() with { Source = new EntityRule { Services = new ServiceMatch { Name = "x" } } }] },
    ];

    [Theory]
    [MemberData(nameof(Malformed))]
    public void A_policy_with_anything_malformed_counts_as_absent(CalicoPolicySpec spec) => Assert.Null(Of(spec));

    [Theory]
    [InlineData(62, true)]
    [InlineData(63, false)]
    public void All_accounts_are_those_whose_name_is_a_label_value(int length, bool matches)
    {
        var subject = Of(new CalicoPolicySpec { ServiceAccountSelector = "all()" })!.Subject;
        Assert.Equal(matches, subject.Accounts!.Matches(new string('a', length), null));
        Assert.False(subject.Accounts.Matches(null, null));
    }

    private static CalicoRule Allow() => new() { Action = "Allow" };

    private static (bool, bool) Types(CalicoPolicySpec spec) => (Of(spec)!.AppliesToIngress, Of(spec)!.AppliesToEgress);

    private static PolicyFacts? Of(CalicoPolicySpec spec) =>
        CalicoPolicyFacts.Of(new GlobalNetworkPolicy { Metadata = new ObjectMeta { Name = "p" }, Spec = spec });

    private static CalicoNetworkPolicy Namespaced(CalicoPolicySpec spec) =>
        new() { Metadata = new ObjectMeta { Name = "p", Namespace = "shop" }, Spec = spec };
}
