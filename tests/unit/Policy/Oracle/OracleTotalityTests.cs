using Margay.Model.Intent;
using Margay.Model.Resources;
using Margay.Policy.Oracle;
using static Margay.Tests.Unit.Policy.Oracle.Calico;

namespace Margay.Tests.Unit.Policy.Oracle;

/// <summary>Resources that no validation would let through still get a verdict.</summary>
public sealed class OracleTotalityTests
{
    private static readonly EntityRule Holes = new()
    {
        Nets = [null!],
        NotNets = [null!],
        Ports = [null!],
        NotPorts = [null!, ""],
        Selector = "\0",
        NotSelector = "{",
        NamespaceSelector = "global() && x",
        ServiceAccounts = new ServiceAccountMatch { Names = [null!], Selector = "''" },
        Services = new ServiceMatch(),
    };

    private static readonly CalicoRule[] Rules =
    [
        null!, new CalicoRule(), Allow.From(Holes).To(Holes), Allow with { IpVersion = 5 }, Allow with { Protocol = "" },
        Allow with { Icmp = new IcmpFields { Code = -1 }, NotIcmp = new IcmpFields() },
    ];

    public static TheoryData<Resource> Broken() =>
    [
        .. Rules.Select(rule => Global("p", new CalicoPolicySpec { Ingress = [rule], Egress = [rule], Types = [null!, "Ingress"] })),
        Global("p", new CalicoPolicySpec { Order = double.NaN, Tier = "" }),
        new GlobalNetworkPolicy(), new CalicoNetworkPolicy(), new StagedGlobalNetworkPolicy(), new StagedKubernetesNetworkPolicy(), new Tier(), new Profile(),
        new ClusterNetworkPolicy(), new HostEndpoint(), new Pod(), new Namespace(), new EndpointSlice { Endpoints = [null!], Ports = [null!] },
        new Node { Status = new NodeStatus { Addresses = [null!] } },
        new GlobalNetworkSet { Spec = new NetworkSetSpec { Nets = [null!, "x"] } }, new NetworkSet(),
        new HostEndpoint { Spec = new HostEndpointSpec { Profiles = [null!], ExpectedIps = [null!, "x"], Ports = [null!, new EndpointPort()] } },
        new FelixConfiguration { Metadata = new ObjectMeta { Name = "default" }, Spec = new FelixConfigurationSpec { FailsafeInboundHostPorts = [null!] } },
        new Pod { Spec = new PodSpec { Containers = [null!, new Container { Ports = [null!] }] }, Status = new PodStatus { PodIps = [null!] } },
        new Pod { Metadata = new ObjectMeta { Labels = new Dictionary<string, string> { ["app"] = null! } } },
        Given.PolicyOf("shop", "p", new NetworkPolicySpec { Ingress = [null!], Egress = [new NetworkPolicyEgressRule { To = [null!], Ports = [null!] }] }),
        Given.PolicyOf("shop", "p", new NetworkPolicySpec { PodSelector = new LabelSelector { MatchExpressions = [null!] } }),
        new ClusterNetworkPolicy { Spec = new ClusterNetworkPolicySpec { Tier = "Admin", Subject = new() { Namespaces = new() }, Ingress = [null!, new()] } },
        new ClusterNetworkPolicy
        {
            Spec = new ClusterNetworkPolicySpec
            {
                Tier = "Admin",
                Subject = new() { Namespaces = new LabelSelector { MatchLabels = new Dictionary<string, string> { ["a"] = null! } } },
            },
        },
    ];

    [Theory]
    [MemberData(nameof(Broken))]
    public void Every_hook_has_a_verdict_whatever_is_stored(Resource resource)
    {
        var cluster = ClusterState.Of(
            [Given.Namespace("shop"), Given.Pod("shop", "web", "10.0.0.1", "fd00::1"), HostOf("h", "n1", "*").WithProfiles("", "x"), resource]);
        Assert.NotNull(cluster.Ask("shop/web", Direction.Ingress, "10.0.0.9 > 10.0.0.1 TCP/80").Why);
        Assert.NotNull(cluster.Ask("shop/web", Direction.Egress, "fd00::1 > fd00::9 ICMPv6").Why);
        foreach (var hook in Enum.GetValues<PolicyHook>())
        {
            var decision = cluster.AskHost("h", hook, Direction.Ingress, "10.0.0.9 > 10.0.0.1 TCP/80");
            Assert.Equal(hook == PolicyHook.Untracked, decision is null);
        }

        Assert.NotNull(cluster.Decide("shop/web", "203.0.113.9").Why);
    }

    [Fact]
    public void A_copy_of_a_cluster_is_read_anew()
    {
        var before = ClusterState.Of([Given.Namespace("shop"), Given.Pod("shop", "web", "10.0.0.1")]);
        Assert.Equal(Verdict.Allow, before.Decide("203.0.113.9", "shop/web").Verdict);
        var after = before with { GlobalPolicies = [Global("p", Ingress(Deny))] };
        Assert.Equal(Verdict.Deny, after.Decide("203.0.113.9", "shop/web").Verdict);
        Assert.Equal(Verdict.Allow, before.Decide("203.0.113.9", "shop/web").Verdict);
    }
}
