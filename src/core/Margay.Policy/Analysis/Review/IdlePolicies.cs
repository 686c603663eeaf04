using Margay.Model.Intent;
using Margay.Policy.Oracle;

namespace Margay.Policy.Analysis.Review;

/// <summary>Policies that select nothing.</summary>
internal static class IdlePolicies
{
    public static IEnumerable<Finding> Find(ReachSpace space, ClusterState cluster)
    {
        var used = space.PoliciesInUse(0);
        var hosts = cluster.Index.HostEndpoints.Select(host => cluster.Index.FindHost(host.Metadata.Name)!).ToList();
        return cluster.Index.Policies.All.Where(policy => !policy.IsStaged && !used.Contains(policy.Id))
            .Where(policy => !hosts.Exists(host => Hooks.Any(hook => policy.Judges(host, hook.Hook, hook.Direction))))
            .Select(policy => new Finding(
                FindingKind.SelectsNothing, policy.Id, null, "this policy selects nothing that there is", [],
                "check its selectors, or remove it"));
    }

    private static IEnumerable<(PolicyHook Hook, Direction Direction)> Hooks =>
        from hook in new[] { PolicyHook.Normal, PolicyHook.Forward, PolicyHook.Untracked, PolicyHook.PreDnat }
        from direction in new[] { Direction.Ingress, Direction.Egress }
        select (hook, direction);
}
