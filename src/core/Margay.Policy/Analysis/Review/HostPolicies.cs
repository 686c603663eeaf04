using Margay.Model.Intent;
using Margay.Policy.Oracle;

namespace Margay.Policy.Analysis.Review;

/// <summary>Policies that have a say at a host endpoint.</summary>
internal static class HostPolicies
{
    public static IReadOnlySet<PolicyId> Of(ClusterState cluster)
    {
        var hosts = cluster.Index.HostEndpoints.Select(host => cluster.Index.FindHost(host.Metadata.Name)!).ToList();
        return cluster.Index.Policies.All.Where(policy => hosts.Exists(host => Hooks.Any(hook => policy.Judges(host, hook.Hook, hook.Direction))))
            .Select(policy => policy.Id).ToHashSet();
    }

    private static IEnumerable<(PolicyHook Hook, Direction Direction)> Hooks =>
        from hook in new[] { PolicyHook.Normal, PolicyHook.Forward, PolicyHook.Untracked, PolicyHook.PreDnat }
        from direction in new[] { Direction.Ingress, Direction.Egress }
        select (hook, direction);
}
