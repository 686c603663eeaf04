namespace Margay.Model.Resources;

/// <summary>policy.networking.k8s.io/v1alpha2 ClusterNetworkPolicy: the cluster administrator's policy.</summary>
public sealed record ClusterNetworkPolicy : Resource
{
    /// <summary>What it selects and decides.</summary>
    public ClusterNetworkPolicySpec? Spec { get; init; }

    /// <summary>What is observed of it.</summary>
    public ClusterNetworkPolicyStatus? Status { get; init; }
}

/// <summary>policy.networking.k8s.io/v1alpha2 ClusterNetworkPolicySpec.</summary>
public sealed record ClusterNetworkPolicySpec
{
    /// <summary><c>Admin</c>, before every NetworkPolicy, or <c>Baseline</c>, after them.</summary>
    public string Tier { get => field ?? ""; init; }

    /// <summary>The place in the tier, 0 to 1000, ascending.</summary>
    public int Priority { get; init; }

    /// <summary>The pods it applies to.</summary>
    public ClusterNetworkPolicySubject? Subject { get; init; }

    /// <summary>Rules for what comes in; none: ingress is not touched.</summary>
    public IReadOnlyList<ClusterNetworkPolicyIngressRule>? Ingress { get; init; }

    /// <summary>Rules for what goes out; none: egress is not touched.</summary>
    public IReadOnlyList<ClusterNetworkPolicyEgressRule>? Egress { get; init; }
}

/// <summary>policy.networking.k8s.io/v1alpha2 ClusterNetworkPolicyStatus.</summary>
public sealed record ClusterNetworkPolicyStatus
{
    /// <summary>Conditions.</summary>
    public IReadOnlyList<Condition>? Conditions { get; init; }
}

/// <summary>Exactly one of its members is there.</summary>
public sealed record ClusterNetworkPolicySubject
{
    /// <summary>All pods of the namespaces with these labels.</summary>
    public LabelSelector? Namespaces { get; init; }

    /// <summary>Some pods of them.</summary>
    public NamespacedPod? Pods { get; init; }
}

/// <summary>Pods by their namespace's and their own labels.</summary>
public sealed record NamespacedPod
{
    /// <summary>The namespaces; empty is all.</summary>
    public LabelSelector? NamespaceSelector { get; init; }

    /// <summary>The pods; empty is all.</summary>
    public LabelSelector? PodSelector { get; init; }
}

/// <summary>One ingress rule.</summary>
public sealed record ClusterNetworkPolicyIngressRule
{
    /// <summary>What to call the rule.</summary>
    public string? Name { get; init; }

    /// <summary><c>Accept</c>, <c>Deny</c> or <c>Pass</c>.</summary>
    public string Action { get => field ?? ""; init; }

    /// <summary>Sources, at least one.</summary>
    public IReadOnlyList<ClusterNetworkPolicyPeer>? From { get; init; }

    /// <summary>Protocols and destination ports; empty is any.</summary>
    public IReadOnlyList<ClusterNetworkPolicyProtocol>? Protocols { get; init; }
}

/// <summary>One egress rule.</summary>
public sealed record ClusterNetworkPolicyEgressRule
{
    /// <summary>What to call the rule.</summary>
    public string? Name { get; init; }

    /// <summary><c>Accept</c>, <c>Deny</c> or <c>Pass</c>.</summary>
    public string Action { get => field ?? ""; init; }

    /// <summary>Destinations, at least one.</summary>
    public IReadOnlyList<ClusterNetworkPolicyPeer>? To { get; init; }

    /// <summary>Protocols and destination ports; empty is any.</summary>
    public IReadOnlyList<ClusterNetworkPolicyProtocol>? Protocols { get; init; }
}

/// <summary>A peer: exactly one member is there. Only egress rules know nodes, networks and domain names.</summary>
public sealed record ClusterNetworkPolicyPeer
{
    /// <summary>All pods of the namespaces with these labels.</summary>
    public LabelSelector? Namespaces { get; init; }

    /// <summary>Some pods of them.</summary>
    public NamespacedPod? Pods { get; init; }

    /// <summary>The addresses of the nodes with these labels.</summary>
    public LabelSelector? Nodes { get; init; }

    /// <summary>Prefixes, whoever holds their addresses.</summary>
    public IReadOnlyList<string>? Networks { get; init; }

    /// <summary>Names, exact or <c>*.</c> and a suffix; Accept rules only.</summary>
    public IReadOnlyList<string>? DomainNames { get; init; }
}

/// <summary>A protocol with its destination port: exactly one member is there.</summary>
public sealed record ClusterNetworkPolicyProtocol
{
    /// <summary>TCP.</summary>
    public ClusterNetworkPolicyPorts? Tcp { get; init; }

    /// <summary>UDP.</summary>
    public ClusterNetworkPolicyPorts? Udp { get; init; }

    /// <summary>SCTP.</summary>
    public ClusterNetworkPolicyPorts? Sctp { get; init; }

    /// <summary>A container port by name, of whatever protocol it has.</summary>
    public string? DestinationNamedPort { get; init; }
}

/// <summary>Ports of one protocol.</summary>
public sealed record ClusterNetworkPolicyPorts
{
    /// <summary>The port; null is every port of the protocol.</summary>
    public ClusterNetworkPolicyPort? DestinationPort { get; init; }
}

/// <summary>A port or a range: exactly one member is there.</summary>
public sealed record ClusterNetworkPolicyPort
{
    /// <summary>One port.</summary>
    public int? Number { get; init; }

    /// <summary>Several in a row.</summary>
    public ClusterNetworkPolicyPortRange? Range { get; init; }
}

/// <summary>Ports from start to end, both included.</summary>
public sealed record ClusterNetworkPolicyPortRange
{
    /// <summary>The first port.</summary>
    public int Start { get; init; }

    /// <summary>The last port, above the first.</summary>
    public int End { get; init; }
}
