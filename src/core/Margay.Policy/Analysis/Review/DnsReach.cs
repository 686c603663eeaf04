using Margay.Model.Intent;
using Margay.Policy.Analysis.Places;
using Margay.Policy.Oracle;
using Margay.Primitives;

namespace Margay.Policy.Analysis.Review;

/// <summary>Pods whose own policies keep them from the cluster's DNS: the most common way to break an application.</summary>
internal static class DnsReach
{
    private const string DnsNamespace = "kube-system";
    private const string DnsLabel = "k8s-app";
    private const string DnsValue = "kube-dns";
    private const ushort DnsPort = 53;

    public static IEnumerable<Finding> Find(ReachSpace space, ClusterState cluster)
    {
        var servers = cluster.Pods.Where(pod => pod.Metadata.Namespace == DnsNamespace
            && pod.Metadata.Labels?.GetValueOrDefault(DnsLabel) == DnsValue).Select(pod => (DnsNamespace, pod.Metadata.Name)).ToHashSet();
        if (servers.Count == 0) return [];
        var dns = new PlaceSelection.Pods(servers);
        return new[] { IpFamily.V4, IpFamily.V6 }.SelectMany(family => CutOff(space, dns, family))
            .GroupBy(found => found.Policy)
            .Select(found => new Finding(
                FindingKind.CutsOffDns, found.Key, null, "pods that this policy selects cannot ask the cluster's DNS",
                [.. found.SelectMany(pods => pods.Names).Distinct().Order(StringComparer.Ordinal)],
                $"allow egress to UDP and TCP port {DnsPort} of pods with {DnsLabel}: {DnsValue} in {DnsNamespace}"));
    }

    private static IEnumerable<(PolicyId Policy, IEnumerable<string> Names)> CutOff(ReachSpace space, PlaceSelection dns, IpFamily family)
    {
        var servers = space.Places(family).Select(dns.Of).OfType<Place.Pods>().ToList();
        if (servers.Count == 0) yield break;
        var asked = space.Partition.Of(IpProtocol.Udp, DnsPort);
        foreach (var pods in space.Places(family).OfType<Place.Pods>())
        {
            var outcomes = servers.SelectMany(server => Way.Between(pods, server)).SelectMany(way => space.Judge(0, way))
                .Where(outcome => outcome.Traffic.Overlaps(asked)).ToList();
            if (outcomes.Count == 0 || outcomes.Exists(static outcome => outcome is not { Verdict: Verdict.Deny, Direction: Direction.Egress })) continue;
            if (PolicyOf(outcomes[0].Why) is { } policy) yield return (policy, pods.Members.Select(pod => $"{pods.Namespace}/{pod.Name}"));
        }
    }

    private static PolicyId? PolicyOf(Reason why) => why switch
    {
        Reason.ByRule rule => rule.Policy,
        Reason.EndOfTier end => end.Policies[0],
        _ => null,
    };
}
