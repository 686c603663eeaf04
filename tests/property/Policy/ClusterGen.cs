using System.Globalization;
using CsCheck;
using Margay.Model.Intent;
using Margay.Model.Resources;
using Margay.Policy.Oracle;
using Margay.Primitives;

namespace Margay.Tests.Property.Policy;

/// <summary>Small random clusters whose few names, labels and addresses meet each other often.</summary>
internal static class ClusterGen
{
    private static readonly Gen<string> NamespaceName = Gen.OneOf("blue", "red", "void");
    private static readonly Gen<string> PodName = Gen.OneOf("p", "q", "r");
    private static readonly Gen<string> Key = Gen.OneOf("app", "tier");
    private static readonly Gen<string> Value = Gen.OneOf("x", "y", "z");
    private static readonly Gen<string> PortName = Gen.OneOf("http", "dns");
    private static readonly Gen<string> Protocol = Gen.OneOf("TCP", "TCP", "UDP", "SCTP");
    private static readonly Gen<string> V4 = Gen.Int[1, 6].Select(n => $"10.0.0.{n}");
    private static readonly Gen<string> V6 = Gen.Int[1, 6].Select(n => $"fd00::{n}");

    private static readonly Gen<IReadOnlyDictionary<string, string>?> Labels =
        Gen.Select(Value.Null(0.4), Value.Null(0.4), (app, tier) =>
        {
            var labels = new Dictionary<string, string>();
            if (app is not null) labels["app"] = app;
            if (tier is not null) labels["tier"] = tier;
            return (IReadOnlyDictionary<string, string>?)(labels.Count == 0 ? null : labels);
        });

    private static readonly Gen<LabelSelectorRequirement> Requirement = Gen.Select(
        Key,
        Gen.OneOf("In", "In", "NotIn", "Exists", "DoesNotExist", "In", "NotIn", "Exists", "DoesNotExist", "Unheard"),
        Value.List[0, 2],
        (key, op, values) => new LabelSelectorRequirement
        {
            Key = key,
            Operator = op,
            Values = op is "In" or "NotIn" ? values : null,
        });

    private static readonly Gen<LabelSelector> Selector = Gen.Frequency(
        (2, Gen.Const(new LabelSelector())),
        (3, Labels.Select(labels => new LabelSelector { MatchLabels = labels })),
        (3, Requirement.List[1, 2].Select(all => new LabelSelector { MatchExpressions = all })),
        (1, Gen.Select(Labels, Requirement, (labels, one) => new LabelSelector { MatchLabels = labels, MatchExpressions = [one] })));

    private static readonly Gen<ContainerPort> ContainerPort = Gen.Select(
        PortName.Null(0.1), Gen.OneOf(80, 81, 53), Protocol.Null(0.2),
        (name, port, protocol) => new ContainerPort { Name = name, Port = port, Protocol = protocol });

    private static readonly Gen<Container> Container =
        ContainerPort.List[0, 2].Select(ports => new Container { Name = "c", Ports = ports });

    private static readonly Gen<(string Phase, bool HostNetwork)> Kind = Gen.Frequency(
        (10, Gen.Const(("Running", false))), (1, Gen.Const(("Succeeded", false))), (1, Gen.Const(("Running", true))));

    /// <summary>A pod of one of nine names.</summary>
    public static Gen<Pod> Pod { get; } = Gen.Select(
        Gen.Select(NamespaceName, PodName, Labels, (ns, name, labels) => new ObjectMeta { Namespace = ns, Name = name, Labels = labels }),
        Kind,
        Container,
        Container,
        Gen.Select(V4.Null(0.2), V6.Null(0.3), Gen.Int[0, 5]),
        (meta, kind, container, init, addresses) => Addressed(
            new Pod
            {
                Metadata = meta,
                Spec = new PodSpec
                {
                    NodeName = "n1",
                    HostNetwork = kind.HostNetwork,
                    ServiceAccountName = (addresses.Item3 % 3) switch { 0 => "sa1", 1 => "sa2", _ => null },
                    Containers = [container],
                    InitContainers = [init with { Name = "i" }],
                },
                Status = new PodStatus { Phase = kind.Phase },
            },
            [.. new[] { addresses.Item1, addresses.Item2 }.OfType<string>()],
            addresses.Item3));

    private static readonly Gen<IpBlock> Block = Gen.Select(
        Gen.OneOf("10.0.0.0/29", "10.0.0.4/30", "0.0.0.0/0", "::/0", "fd00::/125", "203.0.113.9/32", "oops"),
        Gen.OneOf("10.0.0.2/31", "10.0.0.0/30", "10.0.0.6/32", "fd00::2/127", "fd00::1/128", "10.0.0.0/8", "oops").List[0, 2],
        (cidr, except) => new IpBlock { Cidr = cidr, Except = except });

    private static readonly Gen<NetworkPolicyPeer> Peer = Gen.Frequency(
        (3, Selector.Select(pods => new NetworkPolicyPeer { PodSelector = pods })),
        (2, Selector.Select(namespaces => new NetworkPolicyPeer { NamespaceSelector = namespaces })),
        (3, Gen.Select(Selector, Selector, (pods, namespaces) => new NetworkPolicyPeer { PodSelector = pods, NamespaceSelector = namespaces })),
        (3, Block.Select(block => new NetworkPolicyPeer { IpBlock = block })),
        (1, Gen.Const(new NetworkPolicyPeer())));

    private static readonly Gen<NetworkPolicyPort> Port = Gen.Frequency(
        (3, Gen.Select(Protocol.Null(0.3), Gen.OneOf(80, 81, 53), (protocol, port) => Numbered(protocol, port, null))),
        (2, Gen.Select(Protocol, Gen.Int[50, 85], Gen.Int[50, 85], (protocol, first, last) => Numbered(protocol, first, last))),
        (4, Gen.Select(Protocol.Null(0.3), PortName, (protocol, name) => new NetworkPolicyPort { Protocol = protocol, Port = name })),
        (1, Protocol.Null(0.3).Select(protocol => new NetworkPolicyPort { Protocol = protocol })),
        (1, Gen.Const(new NetworkPolicyPort { Protocol = "ICMP" })));

    private static readonly Gen<(List<NetworkPolicyPort>? Ports, List<NetworkPolicyPeer>? Peers)> Rule =
        Gen.Select(Port.List[0, 3].Null(0.3), Peer.List[0, 3].Null(0.2), (ports, peers) => (ports, peers));

    private static readonly Gen<NetworkPolicy> Policy = Gen.Select(
        Gen.Select(NamespaceName, PodName, (ns, name) => new ObjectMeta { Namespace = ns, Name = name }),
        Selector.Null(0.1),
        Gen.OneOf<IReadOnlyList<string>?>(null, [], ["Ingress"], ["Egress"], ["Ingress", "Egress"]),
        Rule.List[0, 3].Null(0.2),
        Rule.List[0, 3].Null(0.3),
        (meta, subject, types, ingress, egress) => new NetworkPolicy
        {
            Metadata = meta,
            Spec = new NetworkPolicySpec
            {
                PodSelector = subject,
                PolicyTypes = types,
                Ingress = ingress?.ConvertAll(rule => new NetworkPolicyIngressRule { Ports = rule.Ports, From = rule.Peers }),
                Egress = egress?.ConvertAll(rule => new NetworkPolicyEgressRule { Ports = rule.Ports, To = rule.Peers }),
            },
        });

    /// <summary>A namespace; not every one in which there are pods.</summary>
    public static Gen<Namespace> Namespace { get; } = Gen.Select(
        Gen.OneOf("blue", "red"), Labels, (name, labels) => new Namespace { Metadata = new ObjectMeta { Name = name, Labels = labels } });

    private static readonly Gen<LocalEndpoint> Endpoint = Gen.Select(
        Gen.OneOf("cali1", "cali2", "cali3"), NamespaceName, PodName, V4, V6,
        (name, ns, pod, v4, v6) => new LocalEndpoint(name, ns, pod, [IpAddr.Parse(v4), IpAddr.Parse(v6)]));

    private static readonly Gen<HostInterface> HostInterface = Gen.Select(
        Gen.OneOf("eth0", "eth1", "eth2"), Gen.OneOf("10.0.0.7", "203.0.113.9", "fd00::7").Array[0, 2],
        (name, addresses) => new HostInterface(name, [.. addresses.Distinct().Select(IpAddr.Parse).Order()]));

    private static readonly Gen<LearntName> Name = Gen.Select(
        Gen.OneOf("a.example.test", "b.example.test", "c.b.example.test", "a.test"),
        Gen.OneOf("203.0.113.9", "192.0.2.1", "10.0.0.200", "2001:db8::9").Array[1, 3],
        (name, addresses) => new LearntName(DomainName.Parse(name), [.. addresses.Distinct().Select(IpAddr.Parse)]));

    /// <summary>Something that happens.</summary>
    public static Gen<Happening> Happening { get; } = Gen.Frequency(
        (3, Namespace.Select(Upserted)),
        (1, Namespace.Select(Removed)),
        (8, Pod.Select(Upserted)),
        (2, Pod.Select(Removed)),
        (8, Policy.Select(Upserted)),
        (2, Policy.Select(Removed)),
        (24, CalicoGen.Resource.Select(Upserted)),
        (5, CalicoGen.Resource.Select(Removed)),
        (2, HostInterface.Select(found => (Happening)new Happening.InterfaceUp(found))),
        (1, HostInterface.Select(found => (Happening)new Happening.InterfaceDown(found.Name))),
        (6, Endpoint.Select(endpoint => (Happening)new Happening.Plugged(endpoint))),
        (1, Endpoint.Select(endpoint => (Happening)new Happening.Unplugged(endpoint.Interface))),
        (6, Name.Select(name => (Happening)new Happening.Learnt(name))),
        (2, Name.Select(name => (Happening)new Happening.Forgotten(name.Name))));

    private static Happening Upserted(Resource resource) => new Happening.Upserted(resource);

    private static Happening Removed(Resource resource) => new Happening.Removed(resource);

    private static NetworkPolicyPort Numbered(string? protocol, int first, int? last) =>
        new() { Protocol = protocol, Port = first.ToString(CultureInfo.InvariantCulture), EndPort = last };

    /// <summary>Writes the addresses into one of the places where a pod may have them.</summary>
    private static Pod Addressed(Pod pod, IReadOnlyList<string> addresses, int place)
    {
        if (addresses.Count == 0) return pod;
        Pod Annotated(string key, string text) => pod with
        {
            Metadata = pod.Metadata with { Annotations = new Dictionary<string, string> { [key] = text } },
        };
        return place switch
        {
            0 => pod with { Status = pod.Status! with { PodIp = addresses[0] } },
            1 => Annotated("cni.projectcalico.org/podIPs", string.Join(',', addresses.Select(address => Cidr.Parse(address)))),
            2 => Annotated("cni.projectcalico.org/podIP", addresses[0]),
            _ => pod with { Status = pod.Status! with { PodIps = [.. addresses.Select(address => new PodIp { Ip = address })] } },
        };
    }
}
