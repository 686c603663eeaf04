using Margay.Model.Intent;
using Margay.Model.Resources;
using Margay.Policy.Oracle.Holders;

namespace Margay.Policy.Oracle.Policies;

/// <summary>All policies of a cluster by where they may select. Those of a namespace are read when it is first asked for.</summary>
internal sealed class PolicyBook
{
    private readonly Lazy<IReadOnlyList<PolicyForm>> _global;
    private readonly Dictionary<string, Lazy<IReadOnlyList<PolicyForm>>> _namespaced;

    public PolicyBook(ClusterState state, ClusterIndex cluster)
    {
        Tiers = new TierOrder(state.Tiers.OfType<Tier>());
        _global = new(() => [.. ReadGlobal(state, cluster).OfType<PolicyForm>()]);
        _namespaced = state.KubernetesPolicies.OfType<Resource>()
            .Concat(state.NetworkPolicies)
            .Concat(state.StagedPolicies)
            .Concat(state.StagedKubernetesPolicies)
            .OfType<Resource>()
            .GroupBy(ClusterState.NamespaceOf)
            .ToDictionary(
                group => group.Key,
                group => new Lazy<IReadOnlyList<PolicyForm>>(
                    () => [.. group.Select(policy => Read(policy, cluster)).OfType<PolicyForm>()]));
    }

    public TierOrder Tiers { get; }

    /// <summary>Every policy, staged ones too, that may select something in a namespace; null for what is in none.</summary>
    public IEnumerable<PolicyForm> Candidates(string? ns) =>
        ns is not null && _namespaced.TryGetValue(ns, out var own) ? _global.Value.Concat(own.Value) : _global.Value;

    /// <summary>Every policy, staged ones too.</summary>
    public IEnumerable<PolicyForm> All => _namespaced.Values.SelectMany(static own => own.Value).Concat(_global.Value);

    /// <summary>Policies as they are asked: tier by tier, and within each in order.</summary>
    public IEnumerable<(TierPlace Tier, IReadOnlyList<PolicyForm> Policies)> InOrder(IEnumerable<PolicyForm> policies) =>
        policies.GroupBy(policy => Tiers.Of(policy.Tier)).OrderBy(tier => tier.Key).Select(tier => (
            tier.Key,
            (IReadOnlyList<PolicyForm>)
                [.. tier.OrderBy(policy => policy.Order).ThenBy(policy => policy.TieBreak, StringComparer.Ordinal)]));

    private static IEnumerable<PolicyForm?> ReadGlobal(ClusterState state, ClusterIndex cluster) =>
        state.GlobalPolicies.OfType<Resource>()
            .Concat(state.StagedGlobalPolicies)
            .Concat(state.ClusterPolicies)
            .OfType<Resource>()
            .Select(policy => Read(policy, cluster));

    private static PolicyForm? Read(Resource policy, ClusterIndex cluster) => policy switch
    {
        NetworkPolicy kubernetes => KubernetesForm.Of(kubernetes),
        StagedKubernetesNetworkPolicy staged => KubernetesForm.Of(staged),
        ClusterNetworkPolicy admin => ClusterForm.Read(admin, cluster),
        CalicoNetworkPolicy { Spec: var spec } =>
            CalicoForm.Read(policy, spec, PolicyId.NetworkPolicy, PolicyId.NetworkPolicy, cluster),
        StagedNetworkPolicy { Spec: var spec } =>
            CalicoForm.Read(policy, spec, PolicyId.StagedNetworkPolicy, PolicyId.NetworkPolicy, cluster),
        GlobalNetworkPolicy { Spec: var spec } =>
            CalicoForm.Read(policy, spec, PolicyId.GlobalNetworkPolicy, PolicyId.GlobalNetworkPolicy, cluster),
        StagedGlobalNetworkPolicy { Spec: var spec } =>
            CalicoForm.Read(policy, spec, PolicyId.StagedGlobalNetworkPolicy, PolicyId.GlobalNetworkPolicy, cluster),
        _ => null,
    };
}
