using System.Text.Json.Serialization;

namespace Margay.Model.Resources;

/// <summary>projectcalico.org/v3 NetworkPolicy: ordered rules for the endpoints of one namespace.</summary>
public sealed record CalicoNetworkPolicy : Resource
{
    /// <summary>What it selects and decides.</summary>
    public CalicoPolicySpec? Spec { get; init; }
}

/// <summary>projectcalico.org/v3 GlobalNetworkPolicy: ordered rules for endpoints anywhere, hosts among them.</summary>
public sealed record GlobalNetworkPolicy : Resource
{
    /// <summary>What it selects and decides.</summary>
    public CalicoPolicySpec? Spec { get; init; }
}

/// <summary>projectcalico.org/v3 StagedNetworkPolicy: a NetworkPolicy that is watched and not enforced.</summary>
public sealed record StagedNetworkPolicy : Resource
{
    /// <summary>What it would select and decide.</summary>
    public CalicoPolicySpec? Spec { get; init; }
}

/// <summary>projectcalico.org/v3 StagedGlobalNetworkPolicy: a GlobalNetworkPolicy that is watched and not enforced.</summary>
public sealed record StagedGlobalNetworkPolicy : Resource
{
    /// <summary>What it would select and decide.</summary>
    public CalicoPolicySpec? Spec { get; init; }
}

/// <summary>projectcalico.org/v3 StagedKubernetesNetworkPolicy: a networking.k8s.io policy that is not enforced.</summary>
public sealed record StagedKubernetesNetworkPolicy : Resource
{
    /// <summary>What it would select and decide.</summary>
    public StagedKubernetesNetworkPolicySpec? Spec { get; init; }
}

/// <summary>
/// The spec of Calico's four policy kinds. Members that a kind does not have stay null: namespaceSelector, doNotTrack,
/// preDNAT and applyOnForward are the global kinds', stagedAction is the staged ones'.
/// </summary>
public sealed record CalicoPolicySpec
{
    /// <summary>The tier; null is <c>default</c>.</summary>
    public string? Tier { get; init; }

    /// <summary>The place in the tier, ascending; null is the last.</summary>
    public double? Order { get; init; }

    /// <summary>Endpoints by their labels; empty is all.</summary>
    public string? Selector { get; init; }

    /// <summary>Namespaces whose endpoints <see cref="Selector"/> chooses from; empty is all, and what is in none.</summary>
    public string? NamespaceSelector { get; init; }

    /// <summary>Accounts under which selected pods run; empty is any.</summary>
    public string? ServiceAccountSelector { get; init; }

    /// <summary>Rules for what comes in.</summary>
    public IReadOnlyList<CalicoRule>? Ingress { get; init; }

    /// <summary>Rules for what goes out.</summary>
    public IReadOnlyList<CalicoRule>? Egress { get; init; }

    /// <summary>The directions it applies to. Empty: those that have rules, ingress if none has.</summary>
    public IReadOnlyList<string>? Types { get; init; }

    /// <summary><c>AssumeNeededOnEveryNode</c>: kept in every node's kernel.</summary>
    public IReadOnlyList<string>? PerformanceHints { get; init; }

    /// <summary>Whether it acts before connection tracking, on host endpoints only.</summary>
    public bool? DoNotTrack { get; init; }

    /// <summary>Whether it acts before destinations are translated, on host endpoints only.</summary>
    [JsonPropertyName("preDNAT")]
    public bool? PreDnat { get; init; }

    /// <summary>Whether it also acts on what a host endpoint forwards.</summary>
    public bool? ApplyOnForward { get; init; }

    /// <summary><c>Set</c> (null is that), <c>Delete</c>, <c>Learn</c> or <c>Ignore</c>.</summary>
    public string? StagedAction { get; init; }
}

/// <summary>projectcalico.org/v3 StagedKubernetesNetworkPolicySpec.</summary>
public sealed record StagedKubernetesNetworkPolicySpec
{
    /// <summary><c>Set</c> (null is that), <c>Delete</c>, <c>Learn</c> or <c>Ignore</c>.</summary>
    public string? StagedAction { get; init; }

    /// <summary>As in a NetworkPolicy.</summary>
    public LabelSelector? PodSelector { get; init; }

    /// <summary>As in a NetworkPolicy.</summary>
    public IReadOnlyList<NetworkPolicyIngressRule>? Ingress { get; init; }

    /// <summary>As in a NetworkPolicy.</summary>
    public IReadOnlyList<NetworkPolicyEgressRule>? Egress { get; init; }

    /// <summary>As in a NetworkPolicy.</summary>
    public IReadOnlyList<string>? PolicyTypes { get; init; }
}

/// <summary>projectcalico.org/v3 Tier: a group of policies that is judged before or after others.</summary>
public sealed record Tier : Resource
{
    /// <summary>Its place and what follows it.</summary>
    public TierSpec? Spec { get; init; }

    /// <summary>What is observed of it.</summary>
    public TierStatus? Status { get; init; }
}

/// <summary>projectcalico.org/v3 TierSpec.</summary>
public sealed record TierSpec
{
    /// <summary>The place among the tiers, ascending, then by name; null is 1,000,000.</summary>
    public double? Order { get; init; }

    /// <summary>What becomes of a packet that policies of the tier select and no rule decides: <c>Deny</c> (null) or <c>Pass</c>.</summary>
    public string? DefaultAction { get; init; }
}

/// <summary>projectcalico.org/v3 TierStatus.</summary>
public sealed record TierStatus
{
    /// <summary>Conditions.</summary>
    public IReadOnlyList<Condition>? Conditions { get; init; }
}
