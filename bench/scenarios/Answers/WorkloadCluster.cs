using System.Globalization;
using Margay.Model.Resources;
using Margay.Policy.Oracle;
using Margay.Primitives;

namespace Margay.Bench.Answers;

/// <summary>Namespaces of ten pods in five roles, each role under a policy of its own, and a policy over all of them.</summary>
internal static class WorkloadCluster
{
    private const int PodsEach = 10;
    private const int Roles = 5;

    /// <summary>The pod that is asked about.</summary>
    public static FlowEnd.Pod Called { get; } = new(NamespaceOf(7), "pod-1");

    /// <param name="namespaces">How many namespaces; ten times as many pods, five times as many policies.</param>
    /// <param name="isStrict">Whether every tenth namespace's second role may be called on one more port, and all lose ping.</param>
    public static ClusterState Of(int namespaces, bool isStrict = false) => new()
    {
        Namespaces = [.. Enumerable.Range(0, namespaces).Select(n => new Namespace { Metadata = Meta(NamespaceOf(n), null, ("tenant", NamespaceOf(n))) })],
        Nodes = [.. Enumerable.Range(0, 20).Select(n => new Node
        {
            Metadata = Meta(Text($"n{n}"), null),
            Status = new NodeStatus { Addresses = [new NodeAddress { Type = "InternalIP", Address = Text($"192.0.2.{n + 1}") }] },
        })],
        Pods = [.. from n in Enumerable.Range(0, namespaces) from i in Enumerable.Range(0, PodsEach) select Pod(n, i)],
        KubernetesPolicies = [.. from n in Enumerable.Range(0, namespaces) from role in Enumerable.Range(0, Roles) select Policy(n, role, isStrict)],
        GlobalPolicies = [NoPing(isStrict)],
    };

    private static Pod Pod(int n, int i) => new()
    {
        Metadata = Meta(Text($"pod-{i}"), NamespaceOf(n), ("role", RoleOf(i % Roles)), ("app", Text($"app-{i % Roles}"))),
        Spec = new PodSpec { NodeName = Text($"n{((n * PodsEach) + i) % 20}") },
        Status = new PodStatus { Phase = "Running", PodIps = [new PodIp { Ip = IpAddr.V4(0x0A41_0000u + (uint)((n * PodsEach) + i)).ToString() }] },
    };

    /// <summary>A role is called by the role before it, and by everybody of its namespace on a port for metrics.</summary>
    private static NetworkPolicy Policy(int n, int role, bool isStrict) => new()
    {
        Metadata = Meta(RoleOf(role), NamespaceOf(n)),
        Spec = new NetworkPolicySpec
        {
            PodSelector = Selector(RoleOf(role)),
            PolicyTypes = ["Ingress"],
            Ingress =
            [
                new NetworkPolicyIngressRule
                {
                    From = [new NetworkPolicyPeer { PodSelector = Selector(RoleOf((role + Roles - 1) % Roles)) }],
                    Ports = isStrict && role == 1 && n % 10 == 0 ? [Port(8080), Port(8443)] : [Port(8080)],
                },
                new NetworkPolicyIngressRule { From = [new NetworkPolicyPeer { PodSelector = new LabelSelector() }], Ports = [Port(9090)] },
                new NetworkPolicyIngressRule { From = [new NetworkPolicyPeer { IpBlock = new IpBlock { Cidr = "192.0.2.0/24" } }] },
            ],
        },
    };

    private static GlobalNetworkPolicy NoPing(bool isStrict) => new()
    {
        Metadata = Meta("ping", null),
        Spec = new CalicoPolicySpec
        {
            Tier = "default",
            Order = 1,
            Selector = "has(role)",
            Types = ["Ingress"],
            Ingress = [new CalicoRule { Action = isStrict ? "Deny" : "Allow", Protocol = "ICMP" }],
        },
    };

    private static NetworkPolicyPort Port(int port) => new() { Protocol = "TCP", Port = Text($"{port}") };

    private static LabelSelector Selector(string role) =>
        new() { MatchLabels = new Dictionary<string, string> { ["role"] = role } };

    private static ObjectMeta Meta(string name, string? ns, params (string Key, string Value)[] labels) =>
        new() { Name = name, Namespace = ns, Labels = labels.ToDictionary(label => label.Key, label => label.Value) };

    private static string NamespaceOf(int n) => Text($"tenant-{n}");

    private static string RoleOf(int role) => Text($"role-{role}");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
