using Margay.Host.Cli.Manifests;
using Margay.Host.Policy;
using Margay.Policy.Oracle;

namespace Margay.Tests.Unit.Cli;

/// <summary>A small cluster for tests of texts: two namespaces, four pods on two nodes, two policies.</summary>
internal static class ShopCluster
{
    public static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public const string Manifests =
        """
        apiVersion: v1
        kind: Namespace
        metadata: {name: shop, labels: {team: shop}}
        ---
        apiVersion: v1
        kind: Node
        metadata: {name: n1, creationTimestamp: "2026-02-28T12:00:00Z"}
        status:
          addresses: [{type: InternalIP, address: 172.30.0.1}, {type: InternalIP, address: "fd30::1"}]
          conditions: [{type: Ready, status: "True"}]
        ---
        apiVersion: v1
        kind: Node
        metadata: {name: n2}
        status:
          conditions: [{type: Ready, status: "False", message: no policy in the kernel}]
        ---
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
          namespace: shop
          labels: {role: frontend, app: web}
          creationTimestamp: "2026-03-01T11:55:00Z"
        spec:
          nodeName: n1
          containers: [{name: c, image: i, ports: [{name: http, containerPort: 8080}, {containerPort: 53, protocol: UDP}]}]
        status: {phase: Running, hostIP: 172.30.0.1, podIPs: [{ip: 10.65.0.1}, {ip: "fd65::1"}]}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: api, namespace: shop, labels: {role: backend}}
        spec: {nodeName: n2, containers: [{name: c, image: i}]}
        status: {phase: Running, podIPs: [{ip: 10.65.0.65}, {ip: "fd65::41"}]}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: stranger, namespace: other}
        spec: {nodeName: n2, containers: [{name: c, image: i}]}
        status: {phase: Running, podIPs: [{ip: 10.65.0.66}]}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: monitor, namespace: shop}
        spec: {nodeName: n1, hostNetwork: true, containers: [{name: c, image: i}]}
        status: {phase: Running, podIPs: [{ip: 172.30.0.1}]}
        ---
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata: {name: frontend, namespace: shop}
        spec:
          podSelector: {matchLabels: {role: frontend}}
          ingress:
          - from: [{podSelector: {matchLabels: {role: backend}}}]
            ports: [{port: http}, {port: 9000, endPort: 9010}]
          - from:
            - namespaceSelector: {matchExpressions: [{key: team, operator: In, values: [ops, infra]}]}
            - ipBlock: {cidr: 192.0.2.0/24, except: [192.0.2.128/25]}
        ---
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata: {name: quiet, namespace: shop}
        spec:
          podSelector: {matchExpressions: [{key: role, operator: Exists}]}
          policyTypes: [Egress]
          egress:
          - ports: [{port: 53, protocol: UDP}]
          - to: [{podSelector: {}}]
        """;

    public static ClusterState State { get; } =
        OfflineCluster.Of(ManifestSet.Check([new ManifestText("shop.yaml", Manifests)], "default", null).OrThrow("")).State;
}
