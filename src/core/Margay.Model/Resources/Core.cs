using System.Text.Json.Serialization;

namespace Margay.Model.Resources;

/// <summary>core/v1 Namespace.</summary>
public sealed record Namespace : Resource;

/// <summary>core/v1 ServiceAccount.</summary>
public sealed record ServiceAccount : Resource;

/// <summary>core/v1 Node, as far as Margay reads or writes it.</summary>
public sealed record Node : Resource
{
    /// <summary>What is wanted of the node.</summary>
    public NodeSpec? Spec { get; init; }

    /// <summary>What the node reports.</summary>
    public NodeStatus? Status { get; init; }
}

/// <summary>core/v1 NodeSpec.</summary>
public sealed record NodeSpec
{
    /// <summary>The pod ranges that Kubernetes gave the node; Margay's own IPAM does not use them.</summary>
    [JsonPropertyName("podCIDRs")]
    public IReadOnlyList<string>? PodCidrs { get; init; }

    /// <summary>Whether new pods are kept away.</summary>
    public bool? Unschedulable { get; init; }
}

/// <summary>core/v1 NodeStatus.</summary>
public sealed record NodeStatus
{
    /// <summary>The node's addresses.</summary>
    public IReadOnlyList<NodeAddress>? Addresses { get; init; }

    /// <summary>The node's conditions.</summary>
    public IReadOnlyList<Condition>? Conditions { get; init; }
}

/// <summary>core/v1 NodeAddress.</summary>
public sealed record NodeAddress
{
    /// <summary><c>InternalIP</c>, <c>ExternalIP</c>, <c>Hostname</c> …</summary>
    public string Type { get => field ?? ""; init; }

    /// <summary>The address or name.</summary>
    public string Address { get => field ?? ""; init; }
}

/// <summary>A condition of a node or pod.</summary>
public sealed record Condition
{
    /// <summary>What it is about, as in <c>Ready</c>.</summary>
    public string Type { get => field ?? ""; init; }

    /// <summary><c>True</c>, <c>False</c> or <c>Unknown</c>.</summary>
    public string Status { get => field ?? ""; init; }

    /// <summary>One word for machines.</summary>
    public string? Reason { get; init; }

    /// <summary>A sentence for people.</summary>
    public string? Message { get; init; }

    /// <summary>When the status last changed.</summary>
    public DateTimeOffset? LastTransitionTime { get; init; }
}

/// <summary>core/v1 Pod, as far as Margay reads or writes it.</summary>
public sealed record Pod : Resource
{
    /// <summary>What is wanted.</summary>
    public PodSpec? Spec { get; init; }

    /// <summary>What runs.</summary>
    public PodStatus? Status { get; init; }
}

/// <summary>core/v1 PodSpec.</summary>
public sealed record PodSpec
{
    /// <summary>The node the pod is bound to; empty until scheduled.</summary>
    public string? NodeName { get; init; }

    /// <summary>The runtime class; empty is the node's own runtime.</summary>
    public string? RuntimeClassName { get; init; }

    /// <summary>The service account; Kubernetes fills in <c>default</c>.</summary>
    public string? ServiceAccountName { get; init; }

    /// <summary>Whether the pod shares its node's network namespace: it then is no workload endpoint.</summary>
    public bool? HostNetwork { get; init; }

    /// <summary>The containers.</summary>
    public IReadOnlyList<Container>? Containers { get; init; }

    /// <summary>Containers that run first; their ports count as named ports too.</summary>
    public IReadOnlyList<Container>? InitContainers { get; init; }
}

/// <summary>core/v1 Container.</summary>
public sealed record Container
{
    /// <summary>The container's name.</summary>
    public string Name { get => field ?? ""; init; }

    /// <summary>The image.</summary>
    public string? Image { get; init; }

    /// <summary>The ports it listens on.</summary>
    public IReadOnlyList<ContainerPort>? Ports { get; init; }
}

/// <summary>core/v1 ContainerPort.</summary>
public sealed record ContainerPort
{
    /// <summary>The name by which policies may refer to the port.</summary>
    public string? Name { get; init; }

    /// <summary>The port, 1-65535.</summary>
    [JsonPropertyName("containerPort")]
    public int Port { get; init; }

    /// <summary>The protocol; null means TCP.</summary>
    public string? Protocol { get; init; }
}

/// <summary>core/v1 PodStatus.</summary>
public sealed record PodStatus
{
    /// <summary><c>Pending</c>, <c>Running</c>, <c>Succeeded</c>, <c>Failed</c> or <c>Unknown</c>.</summary>
    public string? Phase { get; init; }

    /// <summary>The pod's first address.</summary>
    [JsonPropertyName("podIP")]
    public string? PodIp { get; init; }

    /// <summary>The pod's addresses, at most one of each family.</summary>
    [JsonPropertyName("podIPs")]
    public IReadOnlyList<PodIp>? PodIps { get; init; }

    /// <summary>The address of the pod's node.</summary>
    [JsonPropertyName("hostIP")]
    public string? HostIp { get; init; }

    /// <summary>The pod's conditions.</summary>
    public IReadOnlyList<Condition>? Conditions { get; init; }
}

/// <summary>core/v1 PodIP.</summary>
public sealed record PodIp
{
    /// <summary>The address.</summary>
    [JsonPropertyName("ip")]
    public string Ip { get => field ?? ""; init; }
}
