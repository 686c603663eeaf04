using Margay.Model.Intent;
using Margay.Policy.Oracle;

namespace Margay.Policy.Analysis.Review;

/// <summary>Policies that select nothing.</summary>
internal static class IdlePolicies
{
    public static IEnumerable<Finding> Find(ReachSpace space, ClusterState cluster, IReadOnlySet<PolicyId> ofHosts)
    {
        var used = space.PoliciesInUse(0);
        return cluster.Index.Policies.All.Where(policy => !policy.IsStaged && !used.Contains(policy.Id) && !ofHosts.Contains(policy.Id))
            .Select(policy => new Finding(
                FindingKind.SelectsNothing, policy.Id, null, "this policy selects nothing that there is", [],
                "check its selectors, or remove it"));
    }
}
