using Margay.Model.Intent;
using Margay.Model.Resources;

namespace Margay.Policy.Snapshot;

/// <summary>
/// Reads Calico's policies and profiles. One with anything malformed in it counts as absent, as it does for Calico;
/// validation keeps it from being stored in the first place.
/// </summary>
public static class CalicoPolicyFacts
{
    /// <summary>The rules of the profile that always exists and allows everything, whatever is stored under its name.</summary>
    public static PolicyFacts DefaultAllow { get; } = new(Selection.Everything, BuiltIns.DefaultTier, double.PositiveInfinity)
    {
        AppliesToIngress = true,
        AppliesToEgress = true,
        Ingress = [new RuleFacts(0, new RuleAction.Allow())],
        Egress = [new RuleFacts(0, new RuleAction.Allow())],
    };

    /// <summary>The id of a NetworkPolicy; a missing namespace reads <c>default</c>.</summary>
    public static PolicyId IdOf(CalicoNetworkPolicy policy) =>
        new(PolicyId.NetworkPolicy, policy.Metadata.Namespace ?? "default", policy.Metadata.Name);

    /// <summary>The id of a GlobalNetworkPolicy.</summary>
    public static PolicyId IdOf(GlobalNetworkPolicy policy) =>
        new(PolicyId.GlobalNetworkPolicy, "", policy.Metadata.Name);

    /// <summary>The facts of a NetworkPolicy; null if it is malformed.</summary>
    public static PolicyFacts? Of(CalicoNetworkPolicy policy)
    {
        var spec = policy.Spec ?? new CalicoPolicySpec();
        var own = new NamespaceScope.In(IdOf(policy).Namespace);
        if (!SelectorReading.TryParse(spec.Selector, out var labels)) return null;
        if (!SelectorReading.TryAccounts(spec.ServiceAccountSelector, out var accounts)) return null;
        return Read(spec, new Selection(Population.Pods, own, labels, accounts), own, PolicyHooks.Normal)?.For(policy);
    }

    /// <summary>The facts of a GlobalNetworkPolicy; null if it is malformed.</summary>
    public static PolicyFacts? Of(GlobalNetworkPolicy policy)
    {
        var spec = policy.Spec ?? new CalicoPolicySpec();
        if (!SelectorReading.TrySubject(spec, out var labels, out var scope)) return null;
        if (!SelectorReading.TryAccounts(spec.ServiceAccountSelector, out var accounts)) return null;
        var hooks = HooksOf(spec);
        var population = hooks.HasFlag(PolicyHooks.Normal) ? Population.Policed : Population.HostEndpoints;
        return Read(spec, SelectorReading.Narrowed(new Selection(population, scope, labels, accounts)), null, hooks)?.For(policy);
    }

    /// <summary>The rules of a profile; null if it is malformed.</summary>
    public static PolicyFacts? Of(Profile profile)
    {
        var spec = new CalicoPolicySpec
        {
            Ingress = profile.Spec?.Ingress,
            Egress = profile.Spec?.Egress,
            Types = ["Ingress", "Egress"],
        };
        return Read(spec, Selection.Everything, null, PolicyHooks.Normal);
    }

    private static PolicyHooks HooksOf(CalicoPolicySpec spec) => spec switch
    {
        { DoNotTrack: true } => PolicyHooks.Untracked,
        { PreDnat: true } => PolicyHooks.PreDnat,
        { ApplyOnForward: true } => PolicyHooks.Normal | PolicyHooks.Forward,
        _ => PolicyHooks.Normal,
    };

    private static PolicyFacts? Read(
        CalicoPolicySpec spec, Selection subject, NamespaceScope.In? own, PolicyHooks hooks)
    {
        var ingress = spec.Types is { Count: > 0 }
            ? spec.Types.Contains("Ingress")
            : spec.Ingress is { Count: > 0 } || spec.Egress is not { Count: > 0 };
        var egress = spec.Types is { Count: > 0 } ? spec.Types.Contains("Egress") : spec.Egress is { Count: > 0 };
        var reader = new CalicoRuleReader(own);
        if (reader.Read(spec.Ingress, Direction.Ingress) is not { } ingressRules) return null;
        if (reader.Read(spec.Egress, Direction.Egress) is not { } egressRules) return null;
        return new PolicyFacts(
            subject,
            spec.Tier is { Length: > 0 } tier ? tier : BuiltIns.DefaultTier,
            spec.Order ?? double.PositiveInfinity)
        {
            Hooks = hooks,
            AppliesToIngress = ingress,
            AppliesToEgress = egress,
            Ingress = ingress ? ingressRules : [],
            Egress = egress ? egressRules : [],
            IsNeededEverywhere = spec.PerformanceHints?.Contains("AssumeNeededOnEveryNode") == true,
        };
    }
}
