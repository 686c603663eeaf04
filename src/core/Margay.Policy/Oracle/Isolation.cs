using Margay.Model.Intent;
using Margay.Model.Resources;

namespace Margay.Policy.Oracle;

/// <summary>Which pods a NetworkPolicy isolates, and in which directions.</summary>
public static class Isolation
{
    /// <summary>Whether <paramref name="policy"/> decides about <paramref name="pod"/> in <paramref name="direction"/>.</summary>
    public static bool Covers(NetworkPolicy policy, Direction direction, Pod pod) =>
        Isolates(policy, direction) && Selects(policy, pod);

    /// <summary>Whether the pod is in the policy's namespace and meets its selector.</summary>
    public static bool Selects(NetworkPolicy policy, Pod pod) =>
        ClusterState.NamespaceOf(policy) == ClusterState.NamespaceOf(pod)
        && LabelMatching.FirstUnmet(policy.Spec?.PodSelector ?? new LabelSelector(), pod.Metadata.Labels) is null;

    /// <summary>Whether the policy closes the direction for the pods that it selects.</summary>
    public static bool Isolates(NetworkPolicy policy, Direction direction)
    {
        var types = policy.Spec?.PolicyTypes;
        if (types is { Count: > 0 }) return types.Contains(direction.ToString());
        return direction == Direction.Ingress || policy.Spec?.Egress is { Count: > 0 };
    }
}
