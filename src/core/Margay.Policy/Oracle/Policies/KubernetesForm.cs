using Margay.Model.Intent;
using Margay.Model.Resources;
using Margay.Policy.Oracle.Holders;
using Margay.Policy.Oracle.Rules;

namespace Margay.Policy.Oracle.Policies;

/// <summary>A networking.k8s.io policy, or a staged one of that shape: for pods of its namespace, by their own labels.</summary>
internal sealed class KubernetesForm : PolicyForm
{
    /// <summary>Where these policies stand in the default tier.</summary>
    private const double DefaultOrder = 1000;

    private readonly NetworkPolicySpec? _spec;
    private readonly IReadOnlyList<RuleForm> _ingress;
    private readonly IReadOnlyList<RuleForm> _egress;

    private KubernetesForm(PolicyId id, PolicyId enforcedId, NetworkPolicySpec? spec)
        : base(id, enforcedId, TierOrder.Default, DefaultOrder)
    {
        _spec = spec;
        var rules = new KubernetesRules(id.Namespace, Selects);
        _ingress = rules.Read(spec, Direction.Ingress);
        _egress = rules.Read(spec, Direction.Egress);
    }

    public static PolicyForm Of(NetworkPolicy policy)
    {
        var id = new PolicyId(PolicyId.KubernetesNetworkPolicy, ClusterState.NamespaceOf(policy), policy.Metadata.Name);
        return new KubernetesForm(id, id, policy.Spec);
    }

    public static PolicyForm Of(StagedKubernetesNetworkPolicy policy)
    {
        var id = new PolicyId(PolicyId.StagedKubernetesNetworkPolicy, ClusterState.NamespaceOf(policy), policy.Metadata.Name);
        var enforcedId = id with { Kind = PolicyId.KubernetesNetworkPolicy };
        var spec = policy.Spec;
        if (spec?.StagedAction == DeletedForm.Action) return new DeletedForm(id, enforcedId);
        return new KubernetesForm(id, enforcedId, new NetworkPolicySpec
        {
            PodSelector = spec?.PodSelector,
            Ingress = spec?.Ingress,
            Egress = spec?.Egress,
            PolicyTypes = spec?.PolicyTypes,
        });
    }

    public override bool Judges(Holder endpoint, PolicyHook hook, Direction direction) =>
        endpoint is Holder.Pod pod && Isolation.Isolates(_spec, direction) && Selects(pod);

    public override IReadOnlyList<RuleForm> RulesOf(Direction direction) =>
        direction == Direction.Ingress ? _ingress : _egress;

    private bool Selects(Holder.Pod pod) => pod.Namespace == Id.Namespace && Isolation.Selects(_spec, pod.Resource);
}
