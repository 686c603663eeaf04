namespace Margay.Model.Intent;

/// <summary>A direction, always from the endpoint's own view.</summary>
public enum Direction : byte
{
    /// <summary>Into the endpoint.</summary>
    Ingress,

    /// <summary>Out of the endpoint.</summary>
    Egress,
}

/// <summary>Which policy: kind, namespace (empty when cluster-scoped) and name. Order: kind, namespace, name, ordinal.</summary>
public readonly record struct PolicyId(string Kind, string Namespace, string Name) : IComparable<PolicyId>
{
    /// <summary>The kind of networking.k8s.io NetworkPolicies, told apart from Calico's kind of the same name.</summary>
    public const string KubernetesNetworkPolicy = "KubernetesNetworkPolicy";

    /// <summary>The kind of projectcalico.org NetworkPolicies.</summary>
    public const string NetworkPolicy = "NetworkPolicy";

    /// <summary>The kind of projectcalico.org GlobalNetworkPolicies.</summary>
    public const string GlobalNetworkPolicy = "GlobalNetworkPolicy";

    /// <summary>The kind of policy.networking.k8s.io ClusterNetworkPolicies.</summary>
    public const string ClusterNetworkPolicy = "ClusterNetworkPolicy";

    /// <summary>The kind of projectcalico.org Profiles, which are judged after all tiers.</summary>
    public const string Profile = "Profile";

    /// <summary>The kind of projectcalico.org StagedNetworkPolicies, which decide nothing.</summary>
    public const string StagedNetworkPolicy = "StagedNetworkPolicy";

    /// <summary>The kind of projectcalico.org StagedGlobalNetworkPolicies, which decide nothing.</summary>
    public const string StagedGlobalNetworkPolicy = "StagedGlobalNetworkPolicy";

    /// <summary>The kind of projectcalico.org StagedKubernetesNetworkPolicies, which decide nothing.</summary>
    public const string StagedKubernetesNetworkPolicy = "StagedKubernetesNetworkPolicy";

    /// <inheritdoc/>
    public int CompareTo(PolicyId other)
    {
        var order = string.CompareOrdinal(Kind, other.Kind);
        if (order == 0) order = string.CompareOrdinal(Namespace, other.Namespace);
        return order != 0 ? order : string.CompareOrdinal(Name, other.Name);
    }

    /// <summary><c>KubernetesNetworkPolicy shop/frontend</c>.</summary>
    public override string ToString() => Namespace.Length == 0 ? $"{Kind} {Name}" : $"{Kind} {Namespace}/{Name}";
}
