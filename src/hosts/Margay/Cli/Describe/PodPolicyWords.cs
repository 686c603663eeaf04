using System.Diagnostics;
using Margay.Host.Policy;
using Margay.Model.Intent;
using Margay.Model.Resources;
using Margay.Policy.Oracle;

namespace Margay.Host.Cli.Describe;

/// <summary>What policies of all kinds say about a pod, in the order in which they are asked.</summary>
internal static class PodPolicyWords
{
    /// <summary>One direction; of staged policies nothing, since they decide nothing.</summary>
    public static IReadOnlyList<string> Of(Pod pod, ClusterState cluster, Direction direction)
    {
        if (pod.Spec?.HostNetwork == true) return ["open: the pod shares its node's network, where policy does not apply"];
        var ns = pod.Metadata.Namespace ?? "default";
        var end = new PolicedEnd.Pod(ns, pod.Metadata.Name);
        return PolicyOracle.TiersThatSelect(cluster, end, PolicyHook.Normal, direction) switch
        {
            null or [] when cluster.Namespaces.All(known => known.Metadata.Name != ns) => [$"closed: there is no namespace {ns}"],
            null or [] => ["open: no policy selects this pod"],
            [{ Name: BuiltIns.DefaultTier } only] when only.Policies.All(IsOfKubernetes) =>
            [
                "isolated: only what these policies allow",
                .. only.Policies.SelectMany(policy => Lines(policy, cluster, direction)),
            ],
            var tiers => [.. tiers.SelectMany(tier => Lines(tier, cluster, direction)), AtTheEnd(tiers)],
        };
    }

    private static bool IsOfKubernetes(PolicyId policy) => policy.Kind == PolicyId.KubernetesNetworkPolicy;

    private static IEnumerable<string> Lines(SelectingTier tier, ClusterState cluster, Direction direction) =>
    [
        $"tier {tier.Name}:",
        .. tier.Policies.SelectMany(policy => Lines(policy, cluster, direction)),
    ];

    /// <remarks>What follows a tier that denies is asked only about what an earlier rule passes on.</remarks>
    private static string AtTheEnd(IReadOnlyList<SelectingTier> tiers) =>
        tiers.FirstOrDefault(static tier => !tier.PassesOn) is { } denying
            ? $"what no rule of tier {denying.Name} decides is denied"
            : "what no rule decides is allowed";

    private static IEnumerable<string> Lines(PolicyId policy, ClusterState cluster, Direction direction) => policy.Kind switch
    {
        PolicyId.KubernetesNetworkPolicy =>
            PolicyDescription.Lines(Find(cluster.KubernetesPolicies, policy), direction),
        PolicyId.NetworkPolicy => Lines(policy, Find(cluster.NetworkPolicies, policy).Spec, direction),
        PolicyId.GlobalNetworkPolicy => Lines(policy, Find(cluster.GlobalPolicies, policy).Spec, direction),
        PolicyId.ClusterNetworkPolicy =>
            Lines(policy, ClusterPolicyDescription.Rules(Find(cluster.ClusterPolicies, policy).Spec, direction)),
        _ => throw new UnreachableException(),
    };

    private static IEnumerable<string> Lines(PolicyId policy, CalicoPolicySpec? spec, Direction direction) =>
        Lines(policy, CalicoRuleWords.Numbered(direction == Direction.Ingress ? spec?.Ingress : spec?.Egress, "no rule"));

    private static IEnumerable<string> Lines(PolicyId policy, IReadOnlyList<string> rules) =>
        [$"- {ExplanationWords.Name(policy)}:", .. rules.Select(static rule => $"    {rule}")];

    private static T Find<T>(IReadOnlyList<T> policies, PolicyId id)
        where T : Resource =>
        policies.Single(policy => policy.Metadata.Name == id.Name
            && (id.Namespace.Length == 0 || (policy.Metadata.Namespace ?? "default") == id.Namespace));
}
