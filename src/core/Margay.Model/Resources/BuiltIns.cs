namespace Margay.Model.Resources;

/// <summary>A tier that always exists and whose attributes are fixed.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Order">Its place.</param>
/// <param name="DefaultAction">What becomes of packets that none of its rules decides.</param>
public sealed record BuiltInTier(string Name, double Order, string DefaultAction);

/// <summary>Objects of Calico that always exist.</summary>
public static class BuiltIns
{
    /// <summary>The tier of policies that name none.</summary>
    public const string DefaultTier = "default";

    /// <summary>The tier of ClusterNetworkPolicies of the tier <c>Admin</c>.</summary>
    public const string AdminTier = "kube-admin";

    /// <summary>The tier of ClusterNetworkPolicies of the tier <c>Baseline</c>.</summary>
    public const string BaselineTier = "kube-baseline";

    /// <summary>The place of a tier that does not say.</summary>
    public const double DefaultTierOrder = 1_000_000;

    /// <summary>The profile that allows everything both ways.</summary>
    public const string DefaultAllowProfile = "projectcalico-default-allow";

    /// <summary>The tiers, in their order.</summary>
    public static IReadOnlyList<BuiltInTier> Tiers { get; } =
    [
        new(AdminTier, 1_000, "Pass"), new(DefaultTier, DefaultTierOrder, "Deny"), new(BaselineTier, 10_000_000, "Pass"),
    ];

    /// <summary>The built-in tier of that name; null if it is none.</summary>
    public static BuiltInTier? FindTier(string? name) => Tiers.FirstOrDefault(tier => tier.Name == name);
}
