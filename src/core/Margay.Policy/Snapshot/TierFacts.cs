using Margay.Model.Intent;
using Margay.Model.Resources;

namespace Margay.Policy.Snapshot;

/// <summary>A tier's place among the others, and what follows its policies.</summary>
public readonly record struct TierFacts(double Order, TierDefault Default)
{
    /// <summary>The facts of a tier's resource.</summary>
    public static TierFacts Of(Tier tier) => new(
        tier.Spec?.Order ?? BuiltIns.DefaultTierOrder,
        DefaultOf(tier.Spec?.DefaultAction));

    /// <summary>The facts of a tier that always exists, whatever is stored under its name; null for any other.</summary>
    public static TierFacts? BuiltIn(string name) => BuiltIns.FindTier(name) is { } tier
        ? new TierFacts(tier.Order, DefaultOf(tier.DefaultAction))
        : null;

    private static TierDefault DefaultOf(string? action) => action == "Pass" ? TierDefault.Pass : TierDefault.Deny;
}
