using Margay.Policy.Oracle;

namespace Margay.Policy.Analysis;

/// <summary>What cannot be said of a cluster by looking at pods' policies alone.</summary>
internal static class HostEndpointLimits
{
    public static IReadOnlyList<string> Of(ClusterState cluster)
    {
        if (cluster.HostEndpoints.Count == 0) return [];
        var limits = new List<string>
        {
            "what nodes themselves send and receive: their host endpoints have policies of their own",
        };
        var onTheWay = cluster.GlobalPolicies
            .Where(policy => policy.Spec is { ApplyOnForward: true } or { DoNotTrack: true } or { PreDnat: true })
            .Select(policy => policy.Metadata.Name).Order(StringComparer.Ordinal).ToList();
        if (onTheWay.Count > 0)
        {
            limits.Add("what is forwarded through host endpoints, where GlobalNetworkPolicy "
                + $"{string.Join(", ", onTheWay)} may stop it");
        }

        return limits;
    }
}
