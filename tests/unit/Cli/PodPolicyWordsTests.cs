using Margay.Host.Cli.Describe;
using Margay.Host.Cli.Manifests;
using Margay.Host.Policy;
using Margay.Model.Intent;

namespace Margay.Tests.Unit.Cli;

public sealed class PodPolicyWordsTests
{
    private const string EveryKind =
        """
        {apiVersion: projectcalico.org/v3, kind: Tier, metadata: {name: security}, spec: {order: 100, defaultAction: Pass}}
        ---
        apiVersion: policy.networking.k8s.io/v1alpha2
        kind: ClusterNetworkPolicy
        metadata: {name: monitoring}
        spec:
          tier: Admin
          priority: 7
          subject: {namespaces: {}}
          ingress: [{action: Accept, from: [{namespaces: {matchLabels: {team: ops}}}], protocols: [{tcp: {destinationPort: {number: 9100}}}]}]
        ---
        apiVersion: projectcalico.org/v3
        kind: GlobalNetworkPolicy
        metadata: {name: security.no-telnet}
        spec: {tier: security, namespaceSelector: all(), ingress: [{action: Deny, protocol: TCP, destination: {ports: [23]}}]}
        ---
        apiVersion: projectcalico.org/v3
        kind: NetworkPolicy
        metadata: {name: default.second, namespace: shop}
        spec: {order: 2000, selector: role == 'frontend', ingress: [{action: Allow, source: {nets: [203.0.113.0/24]}}]}
        ---
        apiVersion: projectcalico.org/v3
        kind: StagedGlobalNetworkPolicy
        metadata: {name: default.later}
        spec: {selector: all(), ingress: [{action: Deny}]}
        """;

    [Fact]
    public void Policies_of_all_kinds_stand_in_the_order_in_which_they_are_asked() => Assert.Equal(
        [
            "tier security:",
            "- GlobalNetworkPolicy security.no-telnet:",
            "    1. deny TCP to ports 23",
            "tier kube-admin:",
            "- ClusterNetworkPolicy monitoring:",
            "    1. accept TCP 9100 from all pods in namespaces with team=ops",
            "tier default:",
            "- frontend:",
            "    TCP port 'http', TCP 9000-9010 from pods with role=backend in this namespace",
            "    everything from all pods in namespaces with team in (ops, infra), or from addresses in 192.0.2.0/24 except 192.0.2.128/25",
            "- NetworkPolicy shop/default.second:",
            "    1. allow everything from addresses in 203.0.113.0/24",
            "what no rule of tier default decides is denied",
        ],
        Words("shop", "web", Direction.Ingress));

    [Fact]
    public void A_pod_that_only_tiers_that_pass_select_is_open_at_the_end() =>
        Assert.Equal("what no rule decides is allowed", Words("other", "stranger", Direction.Ingress)[^1]);

    [Fact]
    public void A_direction_that_no_policy_is_about_is_open() =>
        Assert.Equal(["open: no policy selects this pod"], Words("other", "stranger", Direction.Egress));

    [Fact]
    public void A_pod_of_a_namespace_that_is_not_there_is_closed()
    {
        var cluster = ShopCluster.State with { Namespaces = [] };
        var pod = cluster.Pods.Single(pod => pod.Metadata.Name == "stranger");
        Assert.Equal(["closed: there is no namespace other"], PodPolicyWords.Of(pod, cluster, Direction.Ingress));
    }

    private static IReadOnlyList<string> Words(string ns, string name, Direction direction)
    {
        var text = $"{ShopCluster.Manifests}\n---\n{EveryKind}";
        var cluster = OfflineCluster.Of(ManifestSet.Check([new ManifestText("all.yaml", text)], "default", null).OrThrow("")).State;
        var pod = cluster.Pods.Single(pod => pod.Metadata.Name == name && pod.Metadata.Namespace == ns);
        return PodPolicyWords.Of(pod, cluster, direction);
    }
}
