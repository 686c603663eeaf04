using System.Text.Json.Nodes;
using Margay.Host.Cli.Describe;
using Margay.Model.Resources;

namespace Margay.Tests.Unit.Cli;

public sealed class PolicyKindDescriptionTests
{
    [Fact]
    public void A_policy_of_Calico_says_where_it_stands_whom_it_selects_and_what_its_rules_do() => Assert.Equal(
        """
        Name:       web
        Namespace:  shop
        Labels:     <none>
        Age:        <unknown>
        Tier:       default, order 10.5
        Selects:    pods with app == 'web' in this namespace, under accounts with team == 'shop'
        Ingress:    1. allow TCP from endpoints with role == 'shop' in namespaces with env == 'prod' to ports 80, 8000:8080, http
                    2. log ICMP of type 8 over IPv4 from addresses in 192.0.2.0/24, not addresses in 192.0.2.7/32
                    3. allow everything from endpoints of the service till, HTTP only: GET /a, /b*
                    4. deny everything
        Egress:     not affected

        """,
        Describe(Kinds.CalicoNetworkPolicy, """
            {"metadata":{"name":"web","namespace":"shop"},"spec":{"tier":"default","order":10.5,"selector":"app == 'web'",
             "serviceAccountSelector":"team == 'shop'","types":["Ingress"],"ingress":[
              {"action":"Allow","protocol":"TCP","source":{"selector":"role == 'shop'","namespaceSelector":"env == 'prod'"},
               "destination":{"ports":[80,"8000:8080","http"]}},
              {"action":"Log","protocol":"ICMP","ipVersion":4,"icmp":{"type":8},"source":{"nets":["192.0.2.0/24"],"notNets":["192.0.2.7/32"]}},
              {"action":"Allow","source":{"services":{"name":"till"}},"http":{"methods":["GET"],"paths":[{"exact":"/a"},{"prefix":"/b"}]}},
              {"action":"Deny"}]}}
            """));

    [Fact]
    public void A_staged_global_policy_says_that_it_is_not_enforced_and_where_it_would_act() => Assert.Equal(
        """
        Name:     guard
        Labels:   <none>
        Age:      <unknown>
        Tier:     kube-admin, after those with an order
        Staged:   not enforced; enforcing it would set the policy of this name
        Selects:  all endpoints
        Acts:     before destinations are translated, on host endpoints
        Ingress:  1. pass to the next tier protocol 47 from endpoints in no namespace
        Egress:   no rule: left to the end of the tier

        """,
        Describe(Kinds.StagedGlobalNetworkPolicy, """
            {"metadata":{"name":"guard"},"spec":{"tier":"kube-admin","preDNAT":true,"applyOnForward":true,"types":["Ingress","Egress"],
             "ingress":[{"action":"Pass","protocol":47,"source":{"namespaceSelector":"global()"}}]}}
            """));

    [Fact]
    public void A_cluster_network_policy_is_told_in_words() => Assert.Equal(
        """
        Name:     out
        Labels:   <none>
        Age:      <unknown>
        Tier:     Admin, priority 7
        Selects:  pods with app=web in all namespaces
        Ingress:  not affected
        Egress:   1. accept TCP 443, UDP 8000-8080, port 'http' to example.com, or to all nodes (out)
                  2. deny everything to all pods in namespaces with team=a

        """,
        Describe(Kinds.ClusterNetworkPolicy, """
            {"metadata":{"name":"out"},"spec":{"tier":"Admin","priority":7,
             "subject":{"pods":{"namespaceSelector":{},"podSelector":{"matchLabels":{"app":"web"}}}},"egress":[
              {"name":"out","action":"Accept","to":[{"domainNames":["example.com"]},{"nodes":{}}],"protocols":[
               {"tcp":{"destinationPort":{"number":443}}},{"udp":{"destinationPort":{"range":{"start":8000,"end":8080}}}},
               {"destinationNamedPort":"http"}]},
              {"action":"Deny","to":[{"namespaces":{"matchLabels":{"team":"a"}}}]}]}}
            """));

    [Fact]
    public void A_host_endpoint_says_which_interface_it_is() => Assert.Equal(
        """
        Name:       n1
        Labels:     <none>
        Age:        <unknown>
        Node:       n1
        Interface:  all that no other host endpoint names
        Addresses:  192.0.2.1
        Profiles:   projectcalico-default-allow
        Ports:      TCP 22 'ssh'

        """,
        Describe(Kinds.HostEndpoint, """
            {"metadata":{"name":"n1"},"spec":{"node":"n1","interfaceName":"*","expectedIPs":["192.0.2.1"],
             "profiles":["projectcalico-default-allow"],"ports":[{"name":"ssh","protocol":"TCP","port":22}]}}
            """));

    [Fact]
    public void A_tier_lists_its_policies_in_their_order() => Assert.Equal(
        """
        Name:        mine
        Labels:      <none>
        Age:         <unknown>
        Place:       order 5
        At its end:  what its policies select and no rule decides is dropped
        Policies:    globalnetworkpolicy.projectcalico.org/a, order 1
                     networkpolicy.projectcalico.org/a in shop, order 1
                     networkpolicy.projectcalico.org/b in shop, after those with an order

        """,
        TierDescription.Of(
            new Tier { Metadata = new ObjectMeta { Name = "mine" }, Spec = new TierSpec { Order = 5 } },
            [
                new(Kinds.CalicoNetworkPolicy, new ObjectMeta { Name = "b", Namespace = "shop" }, new CalicoPolicySpec { Tier = "mine" }),
                new(Kinds.CalicoNetworkPolicy, new ObjectMeta { Name = "a", Namespace = "shop" }, new CalicoPolicySpec { Tier = "mine", Order = 1 }),
                new(Kinds.GlobalNetworkPolicy, new ObjectMeta { Name = "a" }, new CalicoPolicySpec { Tier = "mine", Order = 1 }),
                new(Kinds.GlobalNetworkPolicy, new ObjectMeta { Name = "other" }, new CalicoPolicySpec()),
            ],
            ShopCluster.Now));

    [Theory]
    [InlineData("Admin", "kube-admin")]
    [InlineData("Baseline", "kube-baseline")]
    [InlineData("Oops", "")]
    public void A_cluster_policy_stands_in_a_tier_of_its_own_at_its_priority(string tier, string expected)
    {
        var place = TieredPolicy.PlaceOf(new ClusterNetworkPolicy { Spec = new ClusterNetworkPolicySpec { Tier = tier, Priority = 7 } });
        Assert.Equal((expected, 7), (place.Tier, place.Order));
    }

    [Fact]
    public void A_policy_of_Kubernetes_stands_in_the_default_tier_at_1000()
    {
        var place = TieredPolicy.PlaceOfKubernetes(new NetworkPolicy());
        Assert.Equal(("default", 1000), (place.Tier, place.Order));
    }

    private static string? Describe(ResourceKind kind, string json) =>
        PolicyKindDescription.Of(kind, JsonNode.Parse(json)!.AsObject(), ShopCluster.Now);
}
