using Margay.Model.Intent;
using Margay.Model.Resources;
using Margay.Policy.Oracle;
using Margay.Primitives;
using static Margay.Tests.Unit.Policy.Oracle.Calico;

namespace Margay.Tests.Unit.Policy.Oracle;

/// <summary>Which packets a rule of Calico's matches: the packets that do, and those that do not.</summary>
public sealed class OracleRuleTests
{
    private const string Http = "10.0.0.3 > 10.0.0.1 TCP/80";

    private static readonly Resource[] Shop =
    [
        Given.Namespace("shop", "team=a"), Given.Namespace("bank", "team=b"),
        Given.Pod("shop", "web", "10.0.0.1", "fd00::1").WithPort("http", 80).WithPort("dns", 53, "UDP"),
        Given.Pod("bank", "teller", "10.0.0.3", "fd00::3").Under("cash"), Account("bank", "cash", ("role", "clerk")),
        HostOf("n1-eth0", "n1", "eth0", "192.0.2.1") with
        {
            Spec = new HostEndpointSpec
            {
                Node = "n1",
                InterfaceName = "eth0",
                ExpectedIps = ["192.0.2.1"],
                Ports = [new EndpointPort { Name = "api", Protocol = "tcp", Port = 6443 }],
            },
        },
        Set("office", "198.51.100.7/24", "nonsense"),
        Slice("shop", "front", "10.0.0.3", 8080),
    ];

    public static TheoryData<string, CalicoRule, string, string> Rules() => new()
    {
        { "IPv6", Allow with { IpVersion = 6 }, "fd00::3 > fd00::1 TCP/80", Http },
        { "a protocol by name", Allow with { Protocol = "UDP" }, "10.0.0.3 > 10.0.0.1 UDP/80", Http },
        { "a protocol by number", Allow with { Protocol = "47" }, "10.0.0.3 > 10.0.0.1 47", Http },
        { "not a protocol", Allow with { NotProtocol = "TCP" }, "10.0.0.3 > 10.0.0.1 ICMP", Http },
        { "an ICMP type", Icmp(8, null), "10.0.0.3 > 10.0.0.1 ICMP/8/3", "10.0.0.3 > 10.0.0.1 ICMP/0" },
        { "an ICMP code", Icmp(3, 4), "10.0.0.3 > 10.0.0.1 ICMP/3/4", "10.0.0.3 > 10.0.0.1 ICMP/3/5" },
        { "an ICMP type nobody knows", Icmp(8, null), "10.0.0.3 > 10.0.0.1 ICMP/8", "10.0.0.3 > 10.0.0.1 ICMP" },
        { "not an ICMP type", Allow with { NotIcmp = new IcmpFields { Type = 8 } }, Http, "10.0.0.3 > 10.0.0.1 ICMP/8" },
        { "not an ICMP code", Allow with { NotIcmp = new IcmpFields { Type = 3, Code = 4 } }, "10.0.0.3 > 10.0.0.1 ICMP/3/5", "10.0.0.3 > 10.0.0.1 ICMP/3/4" },
        { "nets", Allow.From(new EntityRule { Nets = ["192.0.2.0/24", "10.0.0.3"] }), Http, "10.0.0.4 > 10.0.0.1 TCP/80" },
        { "not nets", Allow.From(new EntityRule { NotNets = ["10.0.0.0/30"] }), "10.0.0.4 > 10.0.0.1 TCP/80", Http },
        { "not nets of the other family", Allow.From(new EntityRule { NotNets = ["10.9.0.0/16"] }), Http, "fd00::3 > fd00::1 TCP/80" },
        { "a port", Allow.To(new EntityRule { Ports = ["80"] }), Http, "10.0.0.3 > 10.0.0.1 TCP/81" },
        { "a range", Allow.To(new EntityRule { Ports = ["79:81"] }), Http, "10.0.0.3 > 10.0.0.1 TCP/82" },
        { "a port of a packet without any", Allow.To(new EntityRule { Ports = ["1:65535"] }), Http, "10.0.0.3 > 10.0.0.1 ICMP/8" },
        { "not a port", Allow.To(new EntityRule { NotPorts = ["81"] }), "10.0.0.3 > 10.0.0.1 ICMP/8", "10.0.0.3 > 10.0.0.1 TCP/81" },
        { "a port that is also excluded", Allow.To(new EntityRule { Ports = ["80", "81"], NotPorts = ["http"] }), "10.0.0.3 > 10.0.0.1 TCP/81", Http },
        { "a source port", Allow.From(new EntityRule { Ports = ["1000"] }), "10.0.0.3#1000 > 10.0.0.1 TCP/80", "10.0.0.3#1001 > 10.0.0.1 TCP/80" },
        { "a port by name", Allow.To(new EntityRule { Ports = ["http"] }), Http, "10.0.0.3 > 10.0.0.1 UDP/80" },
        { "a name or a number", Allow.To(new EntityRule { Ports = ["http", "90"] }), "10.0.0.3 > 10.0.0.1 TCP/90", "10.0.0.3 > 10.0.0.1 TCP/81" },
        { "a name of another protocol", Allow.To(new EntityRule { Ports = ["dns"] }), "10.0.0.3 > 10.0.0.1 UDP/53", "10.0.0.3 > 10.0.0.1 TCP/53" },
        { "not a port by name", Allow.To(new EntityRule { NotPorts = ["http"] }), "10.0.0.3 > 10.0.0.1 TCP/81", Http },
        { "a name of a host endpoint", Allow.From(new EntityRule { Ports = ["api"] }), "192.0.2.1#6443 > 10.0.0.1 TCP/80", "10.0.0.3#6443 > 10.0.0.1 TCP/80" },
        { "a name of what is chosen", Allow.To(new EntityRule { Selector = "app == 'web'", Ports = ["http"] }), Http, "10.0.0.3 > 10.0.0.3 TCP/80" },
        { "labels", Allow.From("app == 'teller'"), Http, "10.0.0.1 > 10.0.0.1 TCP/80" },
        { "labels of the namespace", Allow.From("pcns.team == 'b'"), Http, "10.0.0.1 > 10.0.0.1 TCP/80" },
        { "the name of the namespace", Allow.From("projectcalico.org/namespace == 'bank'"), Http, "192.0.2.1 > 10.0.0.1 TCP/80" },
        { "labels of the account", Allow.From("pcsa.role == 'clerk'"), Http, "10.0.0.1 > 10.0.0.1 TCP/80" },
        { "a host endpoint", Allow.From("host == 'n1-eth0'"), "192.0.2.1 > 10.0.0.1 TCP/80", Http },
        { "a network set", Allow.From("set == 'office'"), "198.51.100.200 > 10.0.0.1 TCP/80", Http },
        { "a negated selector, which asks for something of ours", Allow.From("!has(nothing)"), Http, "203.0.113.9 > 10.0.0.1 TCP/80" },
        { "not a selector, which strangers pass", Allow.From(new EntityRule { NotSelector = "has(app)" }), "203.0.113.9 > 10.0.0.1 TCP/80", Http },
        { "a selector and not another", Allow.From(new EntityRule { Selector = "has(app)", NotSelector = "app == 'web'" }), Http, "10.0.0.1 > 10.0.0.1 TCP/80" },
        { "an account by name", Accounts("", "cash", "card"), Http, "10.0.0.1 > 10.0.0.1 TCP/80" },
        { "an account by labels", Accounts("role == 'clerk'"), Http, "10.0.0.1 > 10.0.0.1 TCP/80" },
        { "any account", Accounts("all()"), Http, "10.0.0.1 > 10.0.0.1 TCP/80" },
        { "a service as source, by address", Allow.From(new EntityRule { Services = new ServiceMatch { Namespace = "shop", Name = "front" } }), Http, "10.0.0.1 > 10.0.0.1 TCP/80" },
        { "both ends", Allow.From("has(app)").To(new EntityRule { Ports = ["80"] }), Http, "10.0.0.3 > 10.0.0.1 TCP/81" },
        { "an HTTP request, which the kernel does not see", Allow with { Protocol = "TCP", Http = new HttpMatch { Methods = ["GET"] } }, Http, "10.0.0.3 > 10.0.0.1 UDP/80" },
    };

    [Theory]
    [MemberData(nameof(Rules))]
    public void A_rule_matches_what_meets_all_of_it(string what, CalicoRule rule, string matched, string other)
    {
        Assert.NotEmpty(what);
        var cluster = ClusterState.Of([.. Shop, Global("p", Ingress(rule))]);
        Assert.True(cluster.Ask("shop/web", Direction.Ingress, matched).Verdict == Verdict.Allow, Reasons(cluster, matched));
        Assert.Equal(Verdict.Deny, cluster.Ask("shop/web", Direction.Ingress, other).Verdict);
    }

    [Theory]
    [InlineData("10.0.0.1 > 10.0.0.3 TCP/8080", true)]
    [InlineData("10.0.0.1 > 10.0.0.3 TCP/80", false)]
    [InlineData("10.0.0.1 > 10.0.0.3 UDP/8080", false)]
    [InlineData("10.0.0.1 > 10.0.0.1 TCP/8080", false)]
    public void A_service_as_destination_is_its_endpoints_with_their_ports_ready_or_not(string packet, bool passes)
    {
        var rule = Allow.To(new EntityRule { Services = new ServiceMatch { Name = "front" } });
        var cluster = ClusterState.Of([.. Shop, Namespaced("shop", "p", Egress(rule))]);
        Assert.Equal(passes, cluster.Ask("shop/web", Direction.Egress, packet).Verdict == Verdict.Allow);
    }

    [Theory]
    [InlineData("10.0.0.1 > 192.0.2.2 TCP/443", true)]
    [InlineData("10.0.0.1 > 192.0.2.2 TCP/80", false)]
    [InlineData("10.0.0.1 > 192.0.2.3 TCP/443", false)]
    public void A_name_as_destination_is_the_addresses_that_it_is_known_to_stand_for(string packet, bool passes)
    {
        var rule = Allow.To(new EntityRule { Domains = ["*.example.org"], Ports = ["443"] }) with { Protocol = "TCP" };
        var cluster = ClusterState.Of([.. Shop, Namespaced("shop", "p", Egress(rule))]) with
        {
            Names = [new LearntName(DomainName.Parse("www.example.org"), [IpAddr.Parse("192.0.2.2")])],
        };
        Assert.Equal(passes, cluster.Ask("shop/web", Direction.Egress, packet).Verdict == Verdict.Allow);
    }

    public static TheoryData<string, EntityRule, string> Scopes() => new()
    {
        { "a namespaced policy looks in its own namespace", new EntityRule { Selector = "all()" }, "shop set" },
        { "all() is what is in any namespace", new EntityRule { Selector = "all()", NamespaceSelector = "all()" }, "shop bank void set" },
        { "global() is what is in none", new EntityRule { Selector = "all()", NamespaceSelector = "global()" }, "host gset" },
        { "a namespaceSelector reads the labels of known namespaces", new EntityRule { Selector = "all()", NamespaceSelector = "team != 'b'" }, "shop set" },
        { "a namespaceSelector alone is everything there", new EntityRule { NamespaceSelector = "projectcalico.org/name == 'bank'" }, "bank" },
        { "nets are not limited", new EntityRule { Nets = ["0.0.0.0/0"] }, "shop bank void host set gset stranger" },
        { "notSelector is limited as selector is", new EntityRule { NotSelector = "all()" }, "bank void host gset stranger" },
        { "accounts are looked for in the own namespace", new EntityRule { ServiceAccounts = new ServiceAccountMatch { Names = ["cash"] } }, "shop" },
    };

    [Theory]
    [MemberData(nameof(Scopes))]
    public void Where_a_rule_of_a_namespaced_policy_looks(string what, EntityRule source, string expected)
    {
        Assert.NotEmpty(what);
        (string Name, string Address)[] peers =
        [
            ("shop", "10.1.0.1"), ("bank", "10.1.0.2"), ("void", "10.1.0.3"), ("host", "10.1.0.4"), ("set", "10.1.0.5"),
            ("gset", "10.1.0.6"), ("stranger", "10.1.0.7"),
        ];
        var cluster = ClusterState.Of(
        [
            Given.Namespace("shop", "team=a"), Given.Namespace("bank", "team=b"), Given.Pod("shop", "web", "10.0.0.1"),
            Given.Pod("shop", "db", "10.1.0.1").Under("cash"), Given.Pod("bank", "teller", "10.1.0.2").Under("cash"),
            Given.Pod("void", "ghost", "10.1.0.3"), HostOf("h", "n1", "eth0", "10.1.0.4"), SetIn("shop", "own", "10.1.0.5/32"),
            Set("office", "10.1.0.6/32"), Namespaced("shop", "p", Ingress(Allow.From(source)) with { Selector = "app == 'web'" }),
        ]);
        var allowed = peers.Where(peer =>
            cluster.Ask("shop/web", Direction.Ingress, $"{peer.Address} > 10.0.0.1 TCP/80").Verdict == Verdict.Allow);
        Assert.Equal(expected, string.Join(' ', allowed.Select(peer => peer.Name)));
    }

    [Fact]
    public void A_global_policy_without_namespaceSelector_looks_everywhere()
    {
        var cluster = ClusterState.Of([.. Shop, Global("p", Ingress(Allow.From("all()")))]);
        Assert.All(
            new[] { "10.0.0.3", "192.0.2.1", "198.51.100.9" },
            source => Assert.Equal(Verdict.Allow, cluster.Ask("shop/web", Direction.Ingress, $"{source} > 10.0.0.1 TCP/80").Verdict));
        Assert.Equal(Verdict.Deny, cluster.Ask("shop/web", Direction.Ingress, "203.0.113.9 > 10.0.0.1 TCP/80").Verdict);
    }

    [Fact]
    public void Of_several_holders_of_an_address_one_must_meet_all_conditions_of_the_end()
    {
        var rule = Allow.To(new EntityRule { Selector = "app == 'new'", Ports = ["http"] });
        Resource[] old = [Given.Pod("shop", "old", "10.0.0.8").WithPort("http", 80), Given.Pod("shop", "new", "10.0.0.8")];
        const string packet = "10.0.0.1 > 10.0.0.8 TCP/80";
        Assert.Equal(Verdict.Deny, ClusterState.Of([.. Shop, .. old, Global("p", Egress(rule))]).Ask("shop/web", Direction.Egress, packet).Verdict);
        var either = Allow.To(new EntityRule { Selector = "app == 'old'", Ports = ["http"] });
        Assert.Equal(Verdict.Allow, ClusterState.Of([.. Shop, .. old, Global("p", Egress(either))]).Ask("shop/web", Direction.Egress, packet).Verdict);
        var none = Allow.To(new EntityRule { NotSelector = "app == 'old'" });
        Assert.Equal(Verdict.Deny, ClusterState.Of([.. Shop, .. old, Global("p", Egress(none))]).Ask("shop/web", Direction.Egress, packet).Verdict);
    }

    [Theory]
    [InlineData("spec.ingress[0].source.selector", "10.0.0.3", "pod bank/teller does not meet 'app == \"web\"'")]
    [InlineData("spec.ingress[0].source.selector", "203.0.113.9", "203.0.113.9 belongs to no endpoint and no network set")]
    [InlineData("spec.ingress[0].destination.ports", "10.0.0.1", "none of these")]
    public void A_condition_that_does_not_hold_has_a_path_and_a_reason(string path, string source, string why)
    {
        var rule = Allow.From("app == 'web'").To(new EntityRule { Ports = ["http", "90"] });
        var decision = ClusterState.Of([.. Shop, Global("p", Ingress(rule))]).Ask("shop/web", Direction.Ingress, $"{source} > 10.0.0.1 TCP/81");
        var condition = decision.Tried.Single().Rules.Single().Conditions.First(condition => condition.Path == path);
        Assert.Equal(why, condition.Mismatch?.ToString());
    }

    private static CalicoRule Icmp(int type, int? code) =>
        Allow with { Protocol = "ICMP", Icmp = new IcmpFields { Type = type, Code = code } };

    private static CalicoRule Accounts(string selector, params string[] names) =>
        Allow.From(new EntityRule { ServiceAccounts = new ServiceAccountMatch { Selector = selector, Names = names } });

    private static EndpointSlice Slice(string ns, string service, string address, int port) => new()
    {
        Metadata = new ObjectMeta
        {
            Namespace = ns,
            Name = service,
            Labels = new Dictionary<string, string> { [EndpointSlice.ServiceNameLabel] = service },
        },
        AddressType = "IPv4",
        Endpoints = [new SliceEndpoint { Addresses = [address], Conditions = new SliceConditions { Ready = false } }],
        Ports = [new SlicePort { Port = port }, new SlicePort { Protocol = "UDP" }],
    };

    private static string Reasons(ClusterState cluster, string packet) => string.Join(
        "; ", cluster.Ask("shop/web", Direction.Ingress, packet).Tried.SelectMany(tried => tried.Rules).SelectMany(rule => rule.Conditions));
}
