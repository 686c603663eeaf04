using CsCheck;
using Margay.Model.Resources;

namespace Margay.Tests.Property.Policy;

/// <summary>ClusterNetworkPolicies, a few of them with parts that cannot be read.</summary>
internal static class ClusterPolicyGen
{
    private static readonly Gen<LabelSelector> Selector = Gen.Frequency(
        (2, Gen.Const(new LabelSelector())),
        (4, Gen.Select(Gen.OneOf("app", "tier"), Gen.OneOf("x", "y"), (key, value) =>
            new LabelSelector { MatchLabels = new Dictionary<string, string> { [key] = value } })),
        (1, Gen.Const(new LabelSelector { MatchExpressions = [new LabelSelectorRequirement { Key = "app", Operator = "NotIn", Values = ["x"] }] })),
        (1, Gen.Const(new LabelSelector { MatchExpressions = [new LabelSelectorRequirement { Key = "app", Operator = "Unheard" }] })));

    private static readonly Gen<NamespacedPod> Pods = Gen.Select(
        Selector, Selector, (namespaces, pods) => new NamespacedPod { NamespaceSelector = namespaces, PodSelector = pods });

    private static readonly Gen<ClusterNetworkPolicySubject> Subject = Gen.Frequency(
        (3, Selector.Select(namespaces => new ClusterNetworkPolicySubject { Namespaces = namespaces })),
        (3, Pods.Select(pods => new ClusterNetworkPolicySubject { Pods = pods })),
        (1, Gen.Const(new ClusterNetworkPolicySubject())));

    private static readonly Gen<ClusterNetworkPolicyPeer> IngressPeer = Gen.Frequency(
        (3, Selector.Select(namespaces => new ClusterNetworkPolicyPeer { Namespaces = namespaces })),
        (3, Pods.Select(pods => new ClusterNetworkPolicyPeer { Pods = pods })),
        (1, Gen.Const(new ClusterNetworkPolicyPeer())));

    private static readonly Gen<ClusterNetworkPolicyPeer> EgressPeer = Gen.Frequency(
        (4, IngressPeer),
        (1, Selector.Select(nodes => new ClusterNetworkPolicyPeer { Nodes = nodes })),
        (2, Gen.OneOf("10.0.0.0/29", "0.0.0.0/0", "fd00::/125", "203.0.113.9/32", "oops").List[1, 2]
            .Select(networks => new ClusterNetworkPolicyPeer { Networks = networks })),
        (2, CalicoGen.Domains.Select(names => new ClusterNetworkPolicyPeer { DomainNames = names })));

    private static readonly Gen<ClusterNetworkPolicyPorts> Ports = Gen.Frequency(
        (1, Gen.Const(new ClusterNetworkPolicyPorts())),
        (3, Gen.OneOf(80, 81, 53).Select(port => new ClusterNetworkPolicyPorts { DestinationPort = new ClusterNetworkPolicyPort { Number = port } })),
        (2, Gen.Const(new ClusterNetworkPolicyPorts
        {
            DestinationPort = new ClusterNetworkPolicyPort { Range = new ClusterNetworkPolicyPortRange { Start = 53, End = 80 } },
        })));

    private static readonly Gen<ClusterNetworkPolicyProtocol> Protocol = Gen.Frequency(
        (4, Ports.Select(ports => new ClusterNetworkPolicyProtocol { Tcp = ports })),
        (2, Ports.Select(ports => new ClusterNetworkPolicyProtocol { Udp = ports })),
        (1, Ports.Select(ports => new ClusterNetworkPolicyProtocol { Sctp = ports })),
        (2, Gen.OneOf("http", "dns").Select(name => new ClusterNetworkPolicyProtocol { DestinationNamedPort = name })),
        (1, Gen.Const(new ClusterNetworkPolicyProtocol())));

    private static readonly Gen<string> Action = Gen.OneOf("Accept", "Accept", "Deny", "Pass", "Accept", "Deny", "Pass", "Oops");

    private static readonly Gen<ClusterNetworkPolicyIngressRule> IngressRule = Gen.Select(
        Action, IngressPeer.List[1, 2], Protocol.List[1, 2].Null(0.4), (action, peers, protocols) =>
            new ClusterNetworkPolicyIngressRule { Action = action, From = peers, Protocols = protocols });

    private static readonly Gen<ClusterNetworkPolicyEgressRule> EgressRule = Gen.Select(
        Action, EgressPeer.List[1, 2], Protocol.List[1, 2].Null(0.4), (action, peers, protocols) =>
            new ClusterNetworkPolicyEgressRule { Action = action, To = peers, Protocols = protocols });

    /// <summary>A policy.</summary>
    public static Gen<Resource> Policy { get; } = Gen.Select(
        Gen.OneOf("p", "q", "r"), Gen.OneOf("Admin", "Admin", "Baseline", "Baseline", "Oops"), Gen.OneOf(0, 10, 1000), Subject,
        IngressRule.List[0, 3], EgressRule.List[0, 3], (name, tier, priority, subject, ingress, egress) => (Resource)new ClusterNetworkPolicy
        {
            Metadata = new ObjectMeta { Name = name },
            Spec = new ClusterNetworkPolicySpec { Tier = tier, Priority = priority, Subject = subject, Ingress = ingress, Egress = egress },
        });
}
