using Margay.Host.Cli.Resources;
using Margay.Model.Resources;
using Margay.Policy.Snapshot;

namespace Margay.Host.Cli.Describe;

/// <summary>A policy that may be in a tier.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Metadata">Its metadata.</param>
/// <param name="Spec">Its spec.</param>
internal sealed record TieredPolicy(ResourceKind Kind, ObjectMeta Metadata, CalicoPolicySpec Spec)
{
    /// <summary><c>networkpolicy.projectcalico.org/web in shop</c>.</summary>
    public string Title =>
        $"{KindLookup.QualifiedName(Kind)}/{Metadata.Name}{(Metadata.Namespace is { } ns ? $" in {ns}" : "")}";

    /// <summary>The policies of one list.</summary>
    public static IEnumerable<TieredPolicy> Of<T>(ResourceKind<T> kind, IEnumerable<T> policies, Func<T, CalicoPolicySpec?> specOf)
        where T : Resource =>
        policies.Select(policy => new TieredPolicy(kind, policy.Metadata, specOf(policy) ?? new CalicoPolicySpec()));

    /// <summary>Where policies of Kubernetes' own kinds stand, as Calico would say it.</summary>
    public static CalicoPolicySpec PlaceOfKubernetes(Resource policy) =>
        new() { Tier = BuiltIns.DefaultTier, Order = PolicyFacts.KubernetesOrder };

    /// <summary>Where a ClusterNetworkPolicy stands, as Calico would say it; without a tier of its kinds it stands nowhere.</summary>
    public static CalicoPolicySpec PlaceOf(ClusterNetworkPolicy policy) => new()
    {
        Tier = policy.Spec?.Tier switch
        {
            "Admin" => BuiltIns.AdminTier,
            "Baseline" => BuiltIns.BaselineTier,
            _ => "",
        },
        Order = policy.Spec?.Priority,
    };
}

/// <summary>A tier and the policies in it, in their order.</summary>
internal static class TierDescription
{
    public static string Of(Tier tier, IEnumerable<TieredPolicy> policies, DateTimeOffset now) => ObjectDescription.Start(tier, now)
        .Add("Place", CalicoPolicyDescription.Place(tier.Spec?.Order ?? BuiltIns.DefaultTierOrder))
        .Add("At its end", tier.Spec?.DefaultAction == "Pass"
            ? "what its policies select and no rule decides goes on to the next tier"
            : "what its policies select and no rule decides is dropped")
        .Add("Policies", [.. policies
            .Where(policy => (policy.Spec.Tier ?? BuiltIns.DefaultTier) == tier.Metadata.Name)
            .OrderBy(policy => policy.Spec.Order ?? double.PositiveInfinity)
            .ThenBy(policy => policy.Metadata.Name, StringComparer.Ordinal)
            .ThenBy(policy => policy.Metadata.Namespace, StringComparer.Ordinal)
            .ThenBy(policy => policy.Kind.Kind, StringComparer.Ordinal)
            .Select(policy => $"{policy.Title}, {CalicoPolicyDescription.Place(policy.Spec.Order)}")])
        .Render();
}
