using Margay.Model.Intent;
using Margay.Model.Resources;
using Margay.Policy.Oracle;
using Margay.Primitives;

namespace Margay.Tests.Unit.Policy;

/// <summary>Short ways to write the resources of a small cluster.</summary>
internal static class Given
{
    public static readonly NetworkPolicyIngressRule AnyIngress = new();

    public static Namespace Namespace(string name, params string[] labels) =>
        new() { Metadata = new ObjectMeta { Name = name, Labels = Labels(labels) } };

    /// <summary>A running pod on node n1 with the label <c>app</c>.</summary>
    public static Pod Pod(string ns, string name, params string[] addresses) => new()
    {
        Metadata = new ObjectMeta { Namespace = ns, Name = name, Labels = Labels($"app={name}") },
        Spec = new PodSpec { NodeName = "n1" },
        Status = new PodStatus { Phase = "Running", PodIps = [.. addresses.Select(address => new PodIp { Ip = address })] },
    };

    public static Pod WithPort(this Pod pod, string name, int port, string? protocol = null) => pod with
    {
        Spec = pod.Spec! with
        {
            Containers = [.. pod.Spec.Containers ?? [], new Container { Name = name, Ports = [new ContainerPort { Name = name, Port = port, Protocol = protocol }] }],
        },
    };

    public static Node Node(string name, params string[] addresses) => new()
    {
        Metadata = new ObjectMeta { Name = name },
        Status = new NodeStatus { Addresses = [.. addresses.Select(address => new NodeAddress { Type = "InternalIP", Address = address })] },
    };

    public static NetworkPolicy PolicyOf(string ns, string name, NetworkPolicySpec spec) =>
        new() { Metadata = new ObjectMeta { Namespace = ns, Name = name }, Spec = spec };

    public static NetworkPolicy Ingress(string ns, string name, params NetworkPolicyIngressRule[] rules) =>
        PolicyOf(ns, name, new NetworkPolicySpec { Ingress = rules });

    public static NetworkPolicy Egress(string ns, string name, params NetworkPolicyEgressRule[] rules) =>
        PolicyOf(ns, name, new NetworkPolicySpec { Egress = rules, PolicyTypes = ["Egress"] });

    public static NetworkPolicyIngressRule From(params NetworkPolicyPeer[] peers) => new() { From = peers };

    public static NetworkPolicyIngressRule On(params NetworkPolicyPort[] ports) => new() { Ports = ports };

    public static NetworkPolicyEgressRule To(params NetworkPolicyPeer[] peers) => new() { To = peers };

    public static NetworkPolicyPeer Pods(params string[] labels) => new() { PodSelector = Selector(labels) };

    public static NetworkPolicyPeer Namespaces(params string[] labels) => new() { NamespaceSelector = Selector(labels) };

    public static NetworkPolicyPeer Block(string cidr, params string[] except) =>
        new() { IpBlock = new IpBlock { Cidr = cidr, Except = except } };

    public static NetworkPolicyPort Port(string? port, string? protocol = null, int? end = null) =>
        new() { Port = port, Protocol = protocol, EndPort = end };

    public static LabelSelector Selector(params string[] labels) => new() { MatchLabels = Labels(labels) };

    public static ClusterState Cluster(params Resource[] resources) => ClusterState.Of(resources);

    public static FlowEnd End(string text) => IpAddr.TryParse(text, out var address)
        ? new FlowEnd.Address(address)
        : new FlowEnd.Pod(text.Split('/')[0], text.Split('/')[1]);

    public static Decision Decide(this ClusterState cluster, string source, string destination, string port = "TCP/80")
    {
        var parts = port.Split('/');
        Assert.True(IpProtocol.TryParse(parts[0], out var protocol));
        return PolicyOracle.Decide(cluster, new Flow(End(source), End(destination), protocol, ushort.Parse(parts[1])));
    }

    public static PolicyId Id(string ns, string name) => new(PolicyId.KubernetesNetworkPolicy, ns, name);

    /// <summary>The reason when a rule of the default tier allows.</summary>
    public static Reason.ByRule Allows(PolicyId policy, int rule) => new("default", policy, rule, Verdict.Allow);

    private static Dictionary<string, string> Labels(params string[] labels) =>
        labels.ToDictionary(label => label.Split('=')[0], label => label.Split('=')[1]);
}
