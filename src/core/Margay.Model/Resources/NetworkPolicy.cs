using System.Text.Json.Serialization;

namespace Margay.Model.Resources;

/// <summary>networking.k8s.io/v1 NetworkPolicy.</summary>
public sealed record NetworkPolicy : Resource
{
    /// <summary>Which pods are selected and what they may send and receive.</summary>
    public NetworkPolicySpec? Spec { get; init; }
}

/// <summary>networking.k8s.io/v1 NetworkPolicySpec.</summary>
public sealed record NetworkPolicySpec
{
    /// <summary>The pods of the policy's namespace that it selects; empty selects all of them.</summary>
    public LabelSelector? PodSelector { get; init; }

    /// <summary>What may come in; null and empty alike allow nothing when Ingress is among the types.</summary>
    public IReadOnlyList<NetworkPolicyIngressRule>? Ingress { get; init; }

    /// <summary>What may go out.</summary>
    public IReadOnlyList<NetworkPolicyEgressRule>? Egress { get; init; }

    /// <summary>
    /// The directions that the policy isolates. When absent: Ingress, and Egress too if <see cref="Egress"/> has a rule.
    /// </summary>
    public IReadOnlyList<string>? PolicyTypes { get; init; }
}

/// <summary>One ingress rule: every port from every peer. Empty ports or peers mean any.</summary>
public sealed record NetworkPolicyIngressRule
{
    /// <summary>Destination ports.</summary>
    public IReadOnlyList<NetworkPolicyPort>? Ports { get; init; }

    /// <summary>Sources.</summary>
    public IReadOnlyList<NetworkPolicyPeer>? From { get; init; }
}

/// <summary>One egress rule: every port to every peer. Empty ports or peers mean any.</summary>
public sealed record NetworkPolicyEgressRule
{
    /// <summary>Destination ports.</summary>
    public IReadOnlyList<NetworkPolicyPort>? Ports { get; init; }

    /// <summary>Destinations.</summary>
    public IReadOnlyList<NetworkPolicyPeer>? To { get; init; }
}

/// <summary>A destination port by number, range or name.</summary>
public sealed record NetworkPolicyPort
{
    /// <summary><c>TCP</c> (the default), <c>UDP</c> or <c>SCTP</c>.</summary>
    public string? Protocol { get; init; }

    /// <summary>A number or a container port's name; null is every port of the protocol.</summary>
    [JsonConverter(typeof(IntOrStringConverter))]
    public string? Port { get; init; }

    /// <summary>The last port of a range that begins at <see cref="Port"/>.</summary>
    public int? EndPort { get; init; }
}

/// <summary>A peer: an address block, or pods by their own and their namespace's labels.</summary>
public sealed record NetworkPolicyPeer
{
    /// <summary>Pods with these labels, in the policy's namespace unless <see cref="NamespaceSelector"/> is there.</summary>
    public LabelSelector? PodSelector { get; init; }

    /// <summary>Pods (or those that <see cref="PodSelector"/> selects) of the namespaces with these labels.</summary>
    public LabelSelector? NamespaceSelector { get; init; }

    /// <summary>Addresses; excludes both selectors.</summary>
    public IpBlock? IpBlock { get; init; }
}

/// <summary>networking.k8s.io/v1 IPBlock.</summary>
public sealed record IpBlock
{
    /// <summary>The prefix.</summary>
    public string Cidr { get => field ?? ""; init; }

    /// <summary>Prefixes within it that do not count.</summary>
    public IReadOnlyList<string>? Except { get; init; }
}
