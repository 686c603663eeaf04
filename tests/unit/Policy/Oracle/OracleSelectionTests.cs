using Margay.Model.Intent;
using Margay.Model.Resources;
using Margay.Policy.Oracle;
using static Margay.Tests.Unit.Policy.Oracle.Calico;

namespace Margay.Tests.Unit.Policy.Oracle;

/// <summary>Which pods and host endpoints a policy selects.</summary>
public sealed class OracleSelectionTests
{
    private static readonly Resource[] Cluster =
    [
        Given.Namespace("shop", "team=a"), Given.Namespace("bank", "team=b"),
        Given.Pod("shop", "web", "10.1.0.1").Under("front"), Given.Pod("bank", "teller", "10.1.0.2").Under("cash"),
        Given.Pod("bank", "vault", "10.1.0.3"), Given.Pod("void", "ghost", "10.1.0.4").Under("none"),
        HostOf("h", "n1", "eth0", "192.0.2.1").WithProfiles("first", "missing", "second"),
        Account("shop", "front", ("role", "shopper")), Account("bank", "cash", ("role", "clerk")),
        new Profile
        {
            Metadata = new ObjectMeta { Name = "first" },
            Spec = new ProfileSpec { LabelsToApply = new Dictionary<string, string> { ["zone"] = "x", ["host"] = "profile" } },
        },
        new Profile
        {
            Metadata = new ObjectMeta { Name = "second" },
            Spec = new ProfileSpec { LabelsToApply = new Dictionary<string, string> { ["zone"] = "y", ["rack"] = "7" } },
        },
    ];

    [Theory]
    [InlineData("", "", "", "shop/web bank/teller bank/vault void/ghost h")]
    [InlineData("app in {'web', 'ghost'}", "", "", "shop/web void/ghost")]
    [InlineData("", "all()", "", "shop/web bank/teller bank/vault void/ghost")]
    [InlineData("", "team != 'b'", "", "shop/web void/ghost h")]
    [InlineData("all()", "team != 'b'", "", "shop/web void/ghost")]
    [InlineData("app != 'web'", "team != 'b'", "", "void/ghost h")]
    [InlineData("all() || host == 'h'", "team != 'b'", "", "shop/web void/ghost h")]
    [InlineData("all()", "team == 'b'", "", "bank/teller bank/vault")]
    [InlineData("app == 'vault'", "team == 'b'", "", "bank/vault")]
    [InlineData("", "", "all()", "shop/web bank/teller void/ghost")]
    [InlineData("", "", "role == 'clerk'", "bank/teller")]
    [InlineData("", "", "projectcalico.org/name == 'front'", "shop/web")]
    [InlineData("", "team == 'a'", "role == 'clerk'", "")]
    [InlineData("pcns.team == 'b'", "", "", "bank/teller bank/vault")]
    [InlineData("pcns.projectcalico.org/name == 'shop'", "", "", "shop/web")]
    [InlineData("pcsa.role == 'shopper'", "", "", "shop/web")]
    [InlineData("projectcalico.org/serviceaccount == 'cash'", "", "", "bank/teller")]
    [InlineData("projectcalico.org/orchestrator == 'k8s'", "", "", "shop/web bank/teller bank/vault void/ghost")]
    [InlineData("!has(projectcalico.org/namespace)", "", "", "h")]
    [InlineData("host == 'h'", "", "", "h")]
    [InlineData("zone == 'x' && rack == '7'", "", "", "h")]
    [InlineData("not a selector", "", "", "")]
    [InlineData("", "not a selector", "", "")]
    [InlineData("", "", "not a selector", "")]
    public void A_global_policy_selects(string selector, string namespaces, string accounts, string expected)
    {
        var spec = Ingress(Deny) with { Selector = selector, NamespaceSelector = namespaces, ServiceAccountSelector = accounts };
        Assert.Equal(expected, Selected(Global("p", spec)));
    }

    [Theory]
    [InlineData("", "", "bank/teller bank/vault")]
    [InlineData("app == 'vault' || app == 'web'", "", "bank/vault")]
    [InlineData("", "role == 'clerk'", "bank/teller")]
    public void A_namespaced_policy_selects_pods_of_its_namespace(string selector, string accounts, string expected) => Assert.Equal(
        expected,
        Selected(Namespaced("bank", "p", Ingress(Deny) with { Selector = selector, ServiceAccountSelector = accounts })));

    [Fact]
    public void A_policy_of_kubernetes_selects_by_the_pods_own_labels_and_never_hosts()
    {
        Assert.Equal("bank/teller bank/vault", Selected(Given.Ingress("bank", "p")));
        Assert.Equal("", Selected(Given.PolicyOf("bank", "p", new NetworkPolicySpec { PodSelector = Given.Selector("pcns.team=b") })));
    }

    [Fact]
    public void A_pods_own_label_wins_over_what_it_inherits_and_the_systems_over_its_own()
    {
        var liar = Given.Pod("shop", "liar", "10.1.0.9");
        liar = liar with
        {
            Metadata = liar.Metadata with
            {
                Labels = new Dictionary<string, string> { ["pcns.team"] = "mine", ["projectcalico.org/namespace"] = "bank" },
            },
        };
        var cluster = ClusterState.Of([.. Cluster, liar, Global("p", Ingress(Deny) with
        {
            Selector = "pcns.team == 'mine' && projectcalico.org/namespace == 'shop'",
            NamespaceSelector = "team == 'a'",
        })]);
        Assert.Equal(Verdict.Deny, cluster.Ask("shop/liar", Direction.Ingress, "10.1.0.1 > 10.1.0.9 TCP/80").Verdict);
    }

    [Fact]
    public void An_account_whose_name_is_no_label_value_is_not_on_the_pods_labels()
    {
        var name = new string('a', 63);
        var cluster = ClusterState.Of([Given.Namespace("shop"), Given.Pod("shop", "web", "10.1.0.1").Under(name),
            Global("p", Ingress(Deny) with { Selector = "has(projectcalico.org/serviceaccount)" })]);
        Assert.Equal(Verdict.Allow, cluster.Ask("shop/web", Direction.Ingress, "10.1.0.2 > 10.1.0.1 TCP/80").Verdict);
    }

    [Theory]
    [InlineData("selector")]
    [InlineData("action")]
    [InlineData("port")]
    [InlineData("net")]
    [InlineData("protocol")]
    [InlineData("icmp")]
    [InlineData("service")]
    [InlineData("nothing")]
    public void A_policy_with_anything_that_cannot_be_read_is_absent(string what)
    {
        var rule = what switch
        {
            "selector" => Deny.From("((("),
            "action" => new CalicoRule { Action = "deny" },
            "port" => Deny.To(new EntityRule { Ports = ["90:80"] }),
            "net" => Deny.From(new EntityRule { Nets = ["10.0.0.0/33"] }),
            "protocol" => Deny with { Protocol = "TPC" },
            "icmp" => Deny with { Icmp = new IcmpFields { Type = 8 } },
            "service" => Deny.From(new EntityRule { Services = new ServiceMatch { Name = "front" } }),
            _ => null!,
        };
        Assert.Equal("", Selected(Global("p", Ingress(Deny, rule))));
    }

    /// <summary>The endpoints that the policy denies to, in the order of the cluster.</summary>
    private static string Selected(Resource policy)
    {
        var cluster = ClusterState.Of([.. Cluster, policy]);
        PolicedEnd[] ends =
        [
            new PolicedEnd.Pod("shop", "web"), new PolicedEnd.Pod("bank", "teller"), new PolicedEnd.Pod("bank", "vault"),
            new PolicedEnd.Pod("void", "ghost"), new PolicedEnd.HostEndpoint("h"),
        ];
        var packet = Packet("203.0.113.9 > 203.0.113.10 TCP/80");
        return string.Join(' ', ends
            .Where(end => PolicyOracle.DecideAt(cluster, end, PolicyHook.Normal, Direction.Ingress, packet)!.Tiers.Count > 0)
            .Select(end => end is PolicedEnd.HostEndpoint host ? host.Name : end.ToString()));
    }
}
