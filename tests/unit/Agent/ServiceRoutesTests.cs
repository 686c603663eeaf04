using Margay.Host.Agent.Bgp;
using Margay.Model.Resources;
using Margay.Primitives;

namespace Margay.Tests.Unit.Agent;

/// <summary>Which addresses of services a node announces.</summary>
public sealed class ServiceRoutesTests
{
    private static readonly BgpConfigurationSpec All = new()
    {
        ServiceClusterIps = [Block("10.96.0.0/16"), Block("fd96::/112")],
        ServiceExternalIps = [Block("198.51.100.0/24"), Block("203.0.113.9/32")],
        ServiceLoadBalancerIps = [Block("192.0.2.0/24")],
    };

    private static readonly string[] Wholes = ["10.96.0.0/16", "192.0.2.0/24", "198.51.100.0/24", "fd96::/112"];

    [Fact]
    public void Without_ranges_nothing_is_announced() => Assert.Empty(Routes(new BgpConfigurationSpec(), [Web()], []));

    [Fact]
    public void Ranges_are_announced_as_wholes_and_services_in_them_are_covered() => Assert.Equal(Wholes, Routes(All, [Web()], [Slice("n1")]));

    [Theory]
    [InlineData("n1", true, true)]
    [InlineData("n1", null, true)]                                       // an endpoint that says nothing is ready
    [InlineData("n1", false, false)]
    [InlineData("n2", true, false)]
    public void Local_services_are_announced_one_by_one_where_an_endpoint_is_ready(string node, bool? ready, bool isAnnounced)
    {
        var service = Web(spec => spec with { ExternalTrafficPolicy = "Local" });
        string[] singles = isAnnounced ? ["10.96.0.7/32", "192.0.2.7/32", "198.51.100.7/32"] : [];
        Assert.Equal(Wholes.Concat(singles).Order(StringComparer.Ordinal), Routes(All, [service], [Slice(node, ready)]));
    }

    [Fact]
    public void An_address_of_the_other_family_needs_an_endpoint_of_it()
    {
        var service = Web(spec => spec with
        {
            ExternalTrafficPolicy = "Local",
            ClusterIps = ["10.96.0.7", "fd96::7"],
        });
        Assert.DoesNotContain("fd96::7/128", Routes(All, [service], [Slice("n1")]));
        Assert.Contains("fd96::7/128", Routes(All, [service], [Slice("n1") with { AddressType = "IPv6" }]));
    }

    [Fact]
    public void A_cluster_ip_service_has_no_outside_traffic_of_its_own() => Assert.Equal(
        Wholes, Routes(All, [Web(spec => spec with { Type = null, ExternalTrafficPolicy = "Local" })], [Slice("n1")]));

    [Fact]
    public void A_range_of_one_address_is_announced_by_every_node_while_a_service_has_it()
    {
        var service = Web(spec => spec with { ExternalIps = ["203.0.113.9", "100.64.0.1"] });
        Assert.Equal(Wholes.Append("203.0.113.9/32").Order(StringComparer.Ordinal), Routes(All, [service], []));
        Assert.Equal(Wholes, Routes(All, [Web()], []));
    }

    [Fact]
    public void Load_balancers_that_are_not_aggregated_are_announced_while_somebody_answers()
    {
        var spec = All with { ServiceLoadBalancerAggregation = "Disabled" };
        string[] others = [.. Wholes.Where(range => range != "192.0.2.0/24")];
        Assert.Equal(others, Routes(spec, [Web()], [Slice("n2", ready: false)]));
        Assert.Equal(others.Append("192.0.2.7/32").Order(StringComparer.Ordinal), Routes(spec, [Web()], [Slice("n2")]));
    }

    [Fact]
    public void Headless_services_and_names_have_no_addresses()
    {
        var spec = All with { ServiceClusterIps = [Block("10.96.0.7/32")] };
        Assert.DoesNotContain("10.96.0.7/32", Routes(spec, [Web(one => one with { Type = "ExternalName" })], [Slice("n1")]));
        Assert.DoesNotContain("10.96.0.7/32", Routes(spec, [Web(one => one with { ClusterIp = "None" })], [Slice("n1")]));
        Assert.Contains("10.96.0.7/32", Routes(spec, [Web()], [Slice("n1")]));
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("", false)]
    [InlineData("True", false)]
    public void A_node_that_is_excluded_announces_none(string value, bool isExcluded)
    {
        var self = Node(new() { ["node.kubernetes.io/exclude-from-external-load-balancers"] = value });
        Assert.Equal(isExcluded, ServiceRoutes.Of(ServiceRanges.Of(All), self, [Web()], [Slice("n1")]).Count == 0);
    }

    private static IEnumerable<string> Routes(BgpConfigurationSpec spec, Service[] services, EndpointSlice[] slices) =>
        ServiceRoutes.Of(ServiceRanges.Of(spec), Node([]), services, slices).Select(route => route.ToString()).Order(StringComparer.Ordinal);

    private static BgpNode Node(Dictionary<string, string> labels) => new("n1", IpAddr.Parse("172.30.0.1"), default, null, null, LabelSet.Of(labels));

    private static ServiceIpBlock Block(string cidr) => new() { Cidr = cidr };

    private static Service Web(Func<ServiceSpec, ServiceSpec>? with = null) => new()
    {
        Metadata = new ObjectMeta
        {
            Namespace = "shop",
            Name = "web",
        },
        Spec = (with ?? (spec => spec))(new ServiceSpec
        {
            Type = "LoadBalancer",
            ClusterIp = "10.96.0.7",
            ExternalIps = ["198.51.100.7"],
        }),
        Status = new ServiceStatus { LoadBalancer = new LoadBalancerStatus { Ingress = [new LoadBalancerIngress { Ip = "192.0.2.7" }] } },
    };

    private static EndpointSlice Slice(string node, bool? ready = true) => new()
    {
        Metadata = new ObjectMeta
        {
            Namespace = "shop",
            Name = "web-1",
            Labels = new Dictionary<string, string> { [EndpointSlice.ServiceNameLabel] = "web" },
        },
        AddressType = "IPv4",
        Endpoints =
        [
            new SliceEndpoint
            {
                Addresses = ["10.65.0.5"],
                NodeName = node,
                Conditions = new SliceConditions { Ready = ready },
            },
        ],
    };
}
