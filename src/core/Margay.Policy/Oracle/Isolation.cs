using Margay.Model.Intent;
using Margay.Model.Resources;
using Margay.Policy.Oracle.Rules;

namespace Margay.Policy.Oracle;

/// <summary>Which pods a networking.k8s.io NetworkPolicy isolates, and in which directions.</summary>
public static class Isolation
{
    /// <summary>Whether the pod is in the policy's namespace and meets its selector.</summary>
    public static bool Selects(NetworkPolicy policy, Pod pod) =>
        ClusterState.NamespaceOf(policy) == ClusterState.NamespaceOf(pod) && Selects(policy.Spec, pod);

    /// <summary>Whether the policy closes the direction for the pods that it selects.</summary>
    public static bool Isolates(NetworkPolicy policy, Direction direction) => Isolates(policy.Spec, direction);

    internal static bool Selects(NetworkPolicySpec? spec, Pod pod) =>
        LabelMatching.FirstUnmet(spec?.PodSelector ?? new LabelSelector(), pod.Metadata.Labels) is null;

    internal static bool Isolates(NetworkPolicySpec? spec, Direction direction)
    {
        if (spec?.PolicyTypes is { Count: > 0 } types) return types.Contains(direction.ToString());
        return direction == Direction.Ingress || spec?.Egress is { Count: > 0 };
    }
}
