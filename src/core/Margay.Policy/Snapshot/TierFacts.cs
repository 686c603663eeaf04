using Margay.Model.Intent;
using Margay.Model.Resources;

namespace Margay.Policy.Snapshot;

/// <summary>A tier's place among the others, and what follows its policies.</summary>
public readonly record struct TierFacts(double Order, TierDefault Default)
{
    /// <summary>The tier of policies that name none, Kubernetes' among them.</summary>
    public const string DefaultTier = "default";

    /// <summary>The tier of ClusterNetworkPolicies that come before all others.</summary>
    public const string AdminTier = "kube-admin";

    /// <summary>The tier of ClusterNetworkPolicies that come after all others.</summary>
    public const string BaselineTier = "kube-baseline";

    private const double OrderUnlessSet = 1_000_000;

    /// <summary>The facts of a tier's resource.</summary>
    public static TierFacts Of(Tier tier) => new(
        tier.Spec?.Order ?? OrderUnlessSet,
        tier.Spec?.DefaultAction == "Pass" ? TierDefault.Pass : TierDefault.Deny);

    /// <summary>The facts of a tier that always exists, whatever is stored under its name; null for any other.</summary>
    public static TierFacts? BuiltIn(string name) => name switch
    {
        AdminTier => new TierFacts(1_000, TierDefault.Pass),
        DefaultTier => new TierFacts(1_000_000, TierDefault.Deny),
        BaselineTier => new TierFacts(10_000_000, TierDefault.Pass),
        _ => null,
    };
}
