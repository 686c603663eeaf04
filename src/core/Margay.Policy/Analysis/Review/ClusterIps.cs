using Margay.Model.Intent;
using Margay.Model.Resources;
using Margay.Policy.Analysis.Programs;
using Margay.Policy.Oracle;
using Margay.Policy.Snapshot;
using Margay.Primitives;

namespace Margay.Policy.Analysis.Review;

/// <summary>Rules that name a service's address, which is translated before policies are asked.</summary>
internal static class ClusterIps
{
    public static IEnumerable<Finding> Find(ClusterState cluster)
    {
        var services = cluster.Services.SelectMany(service => AddressesOf(service).Select(address => (address, service)))
            .ToLookup(pair => pair.address, pair => $"service {pair.service.Metadata.Namespace}/{pair.service.Metadata.Name}");
        if (services.Count == 0) return [];
        return
            from change in cluster.Resources.Select(ResourceChanges.Upserted).OfType<SnapshotChange.PolicyUpsert>()
            from direction in new[] { Direction.Ingress, Direction.Egress }
            from rule in (direction == Direction.Ingress ? change.Facts.Ingress : change.Facts.Egress).GroupBy(rule => rule.Origin)
            let named = rule.SelectMany(NetworksOf).Where(network => network.IsHost && services.Contains(network.Network)).Distinct().ToList()
            where named.Count > 0
            select new Finding(
                FindingKind.NamesClusterIp, change.Id, new RuleOrigin(change.Facts.Tier, change.Id, direction, rule.Key),
                "this rule names the address of a service: packets have the address of a pod behind it when policies are asked",
                [.. named.SelectMany(network => services[network.Network].Select(service => $"{network.Network} is {service}"))],
                "select the pods behind the service by their labels, or name the service in destination.services");
    }

    private static IEnumerable<Cidr> NetworksOf(RuleFacts rule) =>
        (rule.Source.Networks ?? []).Concat(rule.Destination.Networks ?? []);

    private static IEnumerable<IpAddr> AddressesOf(Service service) =>
        (service.Spec?.ClusterIps ?? []).Append(service.Spec?.ClusterIp).Distinct()
            .Select(text => IpAddr.TryParse(text, out var address) ? address : default).Where(address => !address.IsNone);
}
