using Margay.Model.Intent;
using Margay.Policy.Analysis.Programs;
using Margay.Policy.Oracle;

namespace Margay.Policy.Analysis.Review;

/// <summary>Looks policies over for what is without effect or does what nobody wants.</summary>
/// <remarks>
/// About the pods, services and sets that there are: a selector that matches nothing today may do so tomorrow. Staged policies
/// are looked over as if they were enforced. Rules of policies that also select host endpoints are not called idle, since what
/// meets them there is not known.
/// </remarks>
public static class PolicyReview
{
    /// <summary>Everything that is found, by policy and rule.</summary>
    public static IReadOnlyList<Finding> Of(ClusterState cluster)
    {
        var found = Enforced(cluster);
        if (cluster.StagedPolicies.Count + cluster.StagedGlobalPolicies.Count + cluster.StagedKubernetesPolicies.Count > 0)
        {
            PolicyId Staged(PolicyId policy) => StagedPolicies.BehindOf(cluster, policy) ?? policy;
            RuleOrigin StagedRule(RuleOrigin rule) => rule with { Policy = Staged(rule.Policy) };
            found = found.Concat(Enforced(StagedPolicies.Enforced(cluster)).Where(finding => Staged(finding.Policy) != finding.Policy).Select(finding => finding with
            {
                Policy = Staged(finding.Policy),
                Rule = finding.Rule is { } rule ? StagedRule(rule) : null,
                Earlier = [.. finding.Earlier.Select(StagedRule)],
            }));
        }

        return [.. found.OrderBy(finding => finding.Policy).ThenBy(finding => finding.Rule?.Direction).ThenBy(finding => finding.Rule?.Index)];
    }

    private static IEnumerable<Finding> Enforced(ClusterState cluster)
    {
        var space = new ReachSpace(cluster);
        var ofHosts = HostPolicies.Of(cluster);
        return IdlePolicies.Find(space, cluster, ofHosts)
            .Concat(IdleRules.Find(space).Where(finding => !ofHosts.Contains(finding.Policy)))
            .Concat(ClusterIps.Find(cluster))
            .Concat(DnsReach.Find(space, cluster))
            .Concat(LockOuts.Find(cluster));
    }
}
