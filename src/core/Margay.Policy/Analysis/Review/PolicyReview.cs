using Margay.Policy.Oracle;

namespace Margay.Policy.Analysis.Review;

/// <summary>Looks policies over for what is without effect or does what nobody wants.</summary>
/// <remarks>About the pods, services and sets that there are: a selector that matches nothing today may do so tomorrow.</remarks>
public static class PolicyReview
{
    /// <summary>Everything that is found, by policy and rule.</summary>
    public static IReadOnlyList<Finding> Of(ClusterState cluster)
    {
        var space = new ReachSpace(cluster);
        return
        [
            .. IdlePolicies.Find(space, cluster)
                .Concat(IdleRules.Find(space))
                .Concat(ClusterIps.Find(cluster))
                .Concat(DnsReach.Find(space, cluster))
                .Concat(LockOuts.Find(cluster))
                .OrderBy(found => found.Policy).ThenBy(found => found.Rule?.Direction).ThenBy(found => found.Rule?.Index),
        ];
    }
}
