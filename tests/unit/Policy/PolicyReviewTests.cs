using Margay.Host.Cli.Manifests;
using Margay.Host.Policy;
using Margay.Policy.Analysis.Review;
using Margay.Policy.Oracle;

namespace Margay.Tests.Unit.Policy;

/// <summary>Each kind of finding on a cluster that has it, and none of them on one that has not.</summary>
public sealed class PolicyReviewTests
{
    private const string Cluster =
        """
        apiVersion: v1
        kind: Service
        metadata: {name: db, namespace: shop}
        spec: {clusterIP: 10.96.0.7, selector: {role: db}, ports: [{port: 5432}]}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: dns, namespace: kube-system, labels: {k8s-app: kube-dns}}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: web, namespace: shop, labels: {role: web}}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: db, namespace: shop, labels: {role: db}}
        ---
        apiVersion: v1
        kind: Node
        metadata: {name: n1}
        status: {addresses: [{type: InternalIP, address: 192.0.2.1}]}
        ---
        """;

    [Fact]
    public void Sound_policies_have_no_finding() => AssertFinds(
        [],
        Policy("web", "podSelector: {matchLabels: {role: web}}, ingress: [{from: [{podSelector: {matchLabels: {role: db}}}]}]"));

    [Fact]
    public void A_policy_that_selects_nothing() => AssertFinds(
        [(FindingKind.SelectsNothing, null)], Policy("none", "podSelector: {matchLabels: {role: none}}"));

    [Fact]
    public void A_rule_that_nothing_meets() => AssertFinds(
        [(FindingKind.MatchesNothing, 0)],
        Policy("web", "podSelector: {matchLabels: {role: web}}, ingress: [{from: [{podSelector: {matchLabels: {role: none}}}]}]"));

    [Fact]
    public void A_rule_within_another() => AssertFinds(
        [(FindingKind.Redundant, 1)],
        Policy("web", "podSelector: {matchLabels: {role: web}}, ingress: [{ports: [{port: 80, endPort: 90}]}, {ports: [{port: 85}]}]"));

    [Fact]
    public void A_rule_behind_its_opposite() => AssertFinds(
        [(FindingKind.Shadowed, 1)],
        """
        apiVersion: projectcalico.org/v3
        kind: GlobalNetworkPolicy
        metadata: {name: web}
        spec:
          selector: role == 'web'
          ingress: [{action: Deny, protocol: TCP}, {action: Allow, protocol: TCP, destination: {ports: [443]}}, {action: Allow}]
        """);

    [Fact]
    public void A_rule_that_names_a_service_by_address() => AssertFinds(
        [(FindingKind.NamesClusterIp, 0)],
        Policy("web", "podSelector: {matchLabels: {role: web}}, ingress: [{from: [{ipBlock: {cidr: 10.96.0.7/32}}]}]"));

    [Fact]
    public void Pods_without_DNS() => AssertFinds(
        [(FindingKind.CutsOffDns, null)],
        Policy("web", "podSelector: {matchLabels: {role: web}}, policyTypes: [Egress], egress: [{to: [{podSelector: {matchLabels: {role: db}}}]}]"));

    [Fact]
    public void A_node_that_nobody_can_manage() => AssertFinds(
        [(FindingKind.LocksOut, null)],
        """
        apiVersion: projectcalico.org/v3
        kind: HostEndpoint
        metadata: {name: n1}
        spec: {node: n1, interfaceName: '*'}
        ---
        apiVersion: projectcalico.org/v3
        kind: FelixConfiguration
        metadata: {name: default}
        spec: {failsafeInboundHostPorts: []}
        """);

    [Fact]
    public void A_staged_policy_is_looked_over_as_if_it_were_enforced() => Assert.Equal(
        ["StagedNetworkPolicy shop/web Redundant 1"],
        Find(
            """
            apiVersion: projectcalico.org/v3
            kind: StagedNetworkPolicy
            metadata: {name: web, namespace: shop}
            spec:
              selector: role == 'web'
              ingress:
              - {action: Allow, protocol: TCP, destination: {ports: ['80:90']}}
              - {action: Allow, protocol: TCP, destination: {ports: [85]}}
            """).Select(finding => $"{finding.Policy} {finding.Kind} {finding.Rule?.Index}"));

    [Fact]
    public void A_rule_that_may_be_for_a_host_endpoint_is_not_called_idle() => AssertFinds(
        [],
        """
        apiVersion: projectcalico.org/v3
        kind: GlobalNetworkPolicy
        metadata: {name: ssh}
        spec:
          selector: role == 'web' || has(host)
          ingress:
          - {action: Allow}
          - {action: Allow, protocol: TCP, destination: {ports: [22]}}
        ---
        apiVersion: projectcalico.org/v3
        kind: HostEndpoint
        metadata: {name: n1-eth0, labels: {host: n1}}
        spec: {node: n1, interfaceName: eth0}
        """);

    private static string Policy(string name, string spec) =>
        $"apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: {name}, namespace: shop}}\nspec: {{{spec}}}\n";

    private static void AssertFinds((FindingKind Kind, int? Rule)[] expected, string policies) =>
        Assert.Equal(expected, Find(policies).Select(finding => (finding.Kind, finding.Rule?.Index)));

    private static IReadOnlyList<Finding> Find(string policies)
    {
        var manifests = ManifestSet.Check([new ManifestText("cluster.yaml", $"{Cluster}\n{policies}")], "default", null).OrThrow("");
        ClusterState cluster = OfflineCluster.Of(manifests).State;
        return PolicyReview.Of(cluster);
    }
}
