using Margay.Model.Intent;
using Margay.Model.Resources;
using Margay.Policy.Oracle.Holders;
using Margay.Policy.Oracle.Rules;

namespace Margay.Policy.Oracle.Policies;

/// <summary>A ClusterNetworkPolicy: for pods of known namespaces, in the directions that have a rule.</summary>
internal sealed class ClusterForm : PolicyForm
{
    private readonly LabelSelector _namespaces;
    private readonly LabelSelector _pods;
    private readonly IReadOnlyList<RuleForm> _ingress;
    private readonly IReadOnlyList<RuleForm> _egress;

    private ClusterForm(
        PolicyId id, string tier, ClusterNetworkPolicySpec spec, LabelSelector namespaces, LabelSelector pods, ClusterIndex cluster)
        : base(id, id, tier, spec.Priority)
    {
        (_namespaces, _pods) = (namespaces, pods);
        var rules = new ClusterRules(Selects, cluster);
        _ingress = rules.Read(spec, Direction.Ingress);
        _egress = rules.Read(spec, Direction.Egress);
    }

    /// <summary>The policy; null if its tier or its subject is none.</summary>
    public static PolicyForm? Read(ClusterNetworkPolicy policy, ClusterIndex cluster)
    {
        if (policy.Spec is not { } spec) return null;
        var tier = spec.Tier switch
        {
            "Admin" => TierOrder.KubeAdmin,
            "Baseline" => TierOrder.KubeBaseline,
            _ => null,
        };
        var subject = spec.Subject switch
        {
            { Namespaces: { } namespaces, Pods: null } => new NamespacedPod { NamespaceSelector = namespaces },
            { Namespaces: null, Pods: { } pods } => pods,
            _ => null,
        };
        if (tier is null || subject is null) return null;
        if (!LabelMatching.IsReadable(subject.NamespaceSelector) || !LabelMatching.IsReadable(subject.PodSelector)) return null;
        return new ClusterForm(
            new PolicyId(PolicyId.ClusterNetworkPolicy, "", policy.Metadata.Name),
            tier,
            spec,
            subject.NamespaceSelector ?? new LabelSelector(),
            subject.PodSelector ?? new LabelSelector(),
            cluster);
    }

    public override bool Judges(Holder endpoint, PolicyHook hook, Direction direction) =>
        endpoint is Holder.Pod pod && RulesOf(direction).Count > 0 && Selects(pod);

    public override IReadOnlyList<RuleForm> RulesOf(Direction direction) =>
        direction == Direction.Ingress ? _ingress : _egress;

    private bool Selects(Holder.Pod pod) =>
        pod.KnownNamespace is { } known
        && LabelMatching.FirstUnmet(_namespaces, known.Metadata.Labels) is null
        && LabelMatching.FirstUnmet(_pods, pod.Resource.Metadata.Labels) is null;
}
