using Margay.Model.Resources;
using Margay.Primitives;

namespace Margay.Host.Agent.Bgp;

/// <summary>Which service addresses a node announces, as Calico has it.</summary>
internal static class ServiceRoutes
{
    /// <summary>With this label and the value <c>true</c> a node announces no service.</summary>
    private const string Excluded = "node.kubernetes.io/exclude-from-external-load-balancers";

    /// <summary>
    /// The ranges as wholes, and single addresses: of services whose outside traffic stays on the node it came to, where an endpoint of
    /// theirs is ready; and of those that no whole covers.
    /// </summary>
    /// <param name="ranges">What is announced at all.</param>
    /// <param name="self">The node.</param>
    /// <param name="services">The cluster's services.</param>
    /// <param name="slices">Their endpoints.</param>
    public static IReadOnlySet<Cidr> Of(ServiceRanges ranges, BgpNode self, IEnumerable<Service> services, IEnumerable<EndpointSlice> slices)
    {
        var routes = new HashSet<Cidr>();
        if (ranges.IsEmpty || (self.Labels.TryGetValue(Excluded, out var excluded) && excluded == "true")) return routes;
        routes.UnionWith(ranges.Wholes);
        var endpoints = slices.Where(slice => slice.Metadata.Labels?.ContainsKey(EndpointSlice.ServiceNameLabel) == true)
            .ToLookup(slice => (slice.Metadata.Namespace, slice.Metadata.Labels![EndpointSlice.ServiceNameLabel]));
        foreach (var service in services)
        {
            if (service.Spec is not { } spec || spec.Type == "ExternalName" || spec.ClusterIp == "None") continue;
            var ready = Ready(endpoints[(service.Metadata.Namespace, service.Metadata.Name)]);
            foreach (var (address, range, isBalanced) in Addresses(ranges, service))
            {
                var ofFamily = ready.Where(one => one.Family == address.Family);
                if (IsLocal(spec) ? ofFamily.Any(one => one.Node == self.Name) : IsSingle(range, isBalanced, ofFamily.Any())) routes.Add(address.ToHostCidr());
            }
        }

        return routes;

        // An address that is a range of its own is announced by every node; one out of a range that is not announced, while somebody answers.
        bool IsSingle(Cidr range, bool isBalanced, bool isAnswered) => isBalanced && !ranges.AggregatesLoadBalancers ? isAnswered : range.IsHost;
    }

    private static bool IsLocal(ServiceSpec spec) => spec is { ExternalTrafficPolicy: "Local", Type: "NodePort" or "LoadBalancer" };

    /// <summary>The addresses of a service that may be announced, each with the range that allows it.</summary>
    private static IEnumerable<(IpAddr Address, Cidr Range, bool IsBalanced)> Addresses(ServiceRanges ranges, Service service)
    {
        var spec = service.Spec!;
        var cluster = spec.ClusterIps ?? (spec.ClusterIp is { } only ? [only] : []);
        var balanced = spec.Type == "LoadBalancer" ? service.Status?.LoadBalancer?.Ingress?.Select(entrance => entrance.Ip ?? "") : [];
        return [.. In(cluster, ranges.Cluster, false), .. In(spec.ExternalIps ?? [], ranges.External, false), .. In(balanced ?? [], ranges.LoadBalancer, true)];

        static IEnumerable<(IpAddr, Cidr, bool)> In(IEnumerable<string> texts, ValueArray<Cidr> allowed, bool isBalanced)
        {
            foreach (var text in texts)
            {
                if (!IpAddr.TryParse(text, out var address)) continue;
                foreach (var range in allowed)
                {
                    if (range.Contains(address)) yield return (address, range, isBalanced);
                }
            }
        }
    }

    /// <summary>The endpoints that take traffic; one that does not say whether it is ready is.</summary>
    private static List<(IpFamily Family, string? Node)> Ready(IEnumerable<EndpointSlice> slices) =>
    [
        .. from slice in slices
           let family = slice.AddressType switch { "IPv4" => IpFamily.V4, "IPv6" => IpFamily.V6, _ => IpFamily.None }
           from endpoint in slice.Endpoints ?? []
           where endpoint.Conditions?.Ready != false
           select (family, endpoint.NodeName),
    ];
}
