using Margay.Model.Intent;
using Margay.Model.Resources;
using Margay.Policy.Oracle;

namespace Margay.Policy.Analysis;

/// <summary>What a cluster would be if its staged policies were enforced.</summary>
public static class StagedPolicies
{
    private const string Delete = "Delete";

    /// <summary>
    /// The cluster with each staged policy in the place of the enforced one of its name, or, where its action is Delete,
    /// without that; and without staged policies.
    /// </summary>
    public static ClusterState Enforced(ClusterState cluster) => cluster with
    {
        NetworkPolicies = Replaced(cluster.NetworkPolicies, cluster.StagedPolicies, staged => (staged.Spec?.StagedAction, Calico(staged.Metadata, staged.Spec))),
        GlobalPolicies = Replaced(cluster.GlobalPolicies, cluster.StagedGlobalPolicies, staged => (staged.Spec?.StagedAction, Global(staged.Metadata, staged.Spec))),
        KubernetesPolicies = Replaced(cluster.KubernetesPolicies, cluster.StagedKubernetesPolicies, staged => (staged.Spec?.StagedAction, Kubernetes(staged))),
        StagedPolicies = [],
        StagedGlobalPolicies = [],
        StagedKubernetesPolicies = [],
    };

    /// <summary>The staged policy behind one that <see cref="Enforced"/> has; null if it is enforced as it is.</summary>
    public static PolicyId? BehindOf(ClusterState cluster, PolicyId enforced) => enforced.Kind switch
    {
        PolicyId.NetworkPolicy when Has(cluster.StagedPolicies, enforced) => enforced with { Kind = PolicyId.StagedNetworkPolicy },
        PolicyId.GlobalNetworkPolicy when Has(cluster.StagedGlobalPolicies, enforced) => enforced with { Kind = PolicyId.StagedGlobalNetworkPolicy },
        PolicyId.KubernetesNetworkPolicy when Has(cluster.StagedKubernetesPolicies, enforced) =>
            enforced with { Kind = PolicyId.StagedKubernetesNetworkPolicy },
        _ => null,
    };

    private static bool Has(IEnumerable<Resource> staged, PolicyId id) => staged.Any(policy =>
        policy.Metadata.Name == id.Name && (id.Namespace.Length == 0 || (policy.Metadata.Namespace ?? "default") == id.Namespace));

    private static List<T> Replaced<T, TStaged>(
        IReadOnlyList<T> enforced, IReadOnlyList<TStaged> staged, Func<TStaged, (string? Action, T Policy)> read)
        where T : Resource
    {
        var policies = staged.Select(read).ToList();
        var names = policies.Select(policy => KeyOf(policy.Policy)).ToHashSet();
        return [.. enforced.Where(policy => !names.Contains(KeyOf(policy))), .. policies.Where(policy => policy.Action != Delete).Select(policy => policy.Policy)];
    }

    private static (string, string) KeyOf(Resource policy) => (policy.Metadata.Namespace ?? "default", policy.Metadata.Name);

    private static CalicoNetworkPolicy Calico(ObjectMeta metadata, CalicoPolicySpec? spec) => new() { Metadata = metadata, Spec = Plain(spec) };

    private static GlobalNetworkPolicy Global(ObjectMeta metadata, CalicoPolicySpec? spec) => new() { Metadata = metadata, Spec = Plain(spec) };

    private static NetworkPolicy Kubernetes(StagedKubernetesNetworkPolicy staged) => new()
    {
        Metadata = staged.Metadata,
        Spec = new NetworkPolicySpec
        {
            PodSelector = staged.Spec?.PodSelector,
            Ingress = staged.Spec?.Ingress,
            Egress = staged.Spec?.Egress,
            PolicyTypes = staged.Spec?.PolicyTypes,
        },
    };

    private static CalicoPolicySpec? Plain(CalicoPolicySpec? spec) => spec is null ? null : spec with { StagedAction = null };
}
