using Margay.Host.Hub.HostEndpoints;
using Margay.Model.Resources;
using Margay.Primitives;

namespace Margay.Tests.Unit.Hub;

public sealed class AutoHostEndpointTests
{
    private static readonly AutoHostEndpointConfig On = new() { AutoCreate = "Enabled" };

    private static readonly Node N1 = new()
    {
        Metadata = new ObjectMeta { Name = "n1", Labels = new Dictionary<string, string> { ["zone"] = "a" } },
        Status = new NodeStatus
        {
            Addresses =
            [
                new NodeAddress { Type = "InternalIP", Address = "172.30.0.11" },
                new NodeAddress { Type = "InternalIP", Address = "fd30::11" },
                new NodeAddress { Type = "ExternalIP", Address = "192.0.2.1" },
                new NodeAddress { Type = "Hostname", Address = "n1" },
            ],
        },
    };

    [Fact]
    public void A_node_gets_one_for_all_interfaces_with_its_labels_and_addresses()
    {
        var endpoint = Assert.Single(AutoHostEndpoints.Of(On, [N1]));
        Assert.Equal("n1-auto-hep", endpoint.Metadata.Name);
        Assert.Equal("projectcalico.org/created-by=calico-kube-controllers zone=a", LabelsOf(endpoint));
        Assert.Equal(("n1", "*"), (endpoint.Spec!.Node, endpoint.Spec.InterfaceName));
        Assert.Equal(["172.30.0.11", "fd30::11", "192.0.2.1"], endpoint.Spec.ExpectedIps);
        Assert.Equal(["projectcalico-default-allow"], endpoint.Spec.Profiles);
    }

    [Fact]
    public void Without_a_setting_and_when_disabled_there_are_none()
    {
        Assert.Empty(AutoHostEndpoints.Of(null, [N1]));
        Assert.Empty(AutoHostEndpoints.Of(new AutoHostEndpointConfig(), [N1]));
        Assert.Empty(AutoHostEndpoints.Of(On with { AutoCreate = "Disabled" }, [N1]));
        Assert.Empty(AutoHostEndpoints.Of(On with { CreateDefaultHostEndpoint = "Disabled" }, [N1]));
    }

    [Fact]
    public void A_template_makes_one_where_a_selected_node_has_an_address_in_its_ranges()
    {
        HostEndpointTemplate Template(string name, string range, string selector) => new()
        {
            GenerateName = name,
            InterfaceCidrs = [range],
            NodeSelector = selector,
            Labels = new Dictionary<string, string> { ["side"] = name, ["zone"] = "own" },
            Annotations = new Dictionary<string, string> { ["note"] = name },
        };
        var config = On with
        {
            CreateDefaultHostEndpoint = "Disabled",
            Templates =
            [
                Template("outer", "192.0.2.0/24", "has(zone)"), Template("elsewhere", "198.51.100.0/24", ""),
                Template("others", "192.0.2.0/24", "zone == 'b'"),
            ],
        };
        var endpoint = Assert.Single(AutoHostEndpoints.Of(config, [N1]));
        Assert.Equal("n1-outer-auto-hep", endpoint.Metadata.Name);
        Assert.Equal("projectcalico.org/created-by=calico-kube-controllers side=outer zone=own", LabelsOf(endpoint));
        Assert.Equal("outer", endpoint.Metadata.Annotations!["note"]);
        Assert.Null(endpoint.Spec!.InterfaceName);
        Assert.Equal(["192.0.2.1"], endpoint.Spec.ExpectedIps);
    }

    [Theory]
    [InlineData("^eth", "", "n1-p-eth0-auto-hep eth0 192.0.2.1,fd00::1; n1-p-eth1-auto-hep eth1 198.51.100.1")]
    [InlineData("th1$", "", "n1-p-eth1-auto-hep eth1 198.51.100.1")]
    [InlineData("eth", "192.0.2.0/24", "n1-p-eth0-auto-hep eth0 192.0.2.1; n1-p-eth1-auto-hep eth1 ")]
    [InlineData("^wlan", "", "")]
    [InlineData("(", "", "")]
    public void A_template_with_a_pattern_makes_one_for_each_interface_that_matches(string pattern, string range, string expected)
    {
        var annotation = NodeInterfaces.Write(
        [
            ("eth1", [IpAddr.Parse("198.51.100.1")]), ("bond0", []), ("eth0", [IpAddr.Parse("fd00::1"), IpAddr.Parse("192.0.2.1")]),
        ]);
        Assert.Equal("bond0= eth0=192.0.2.1,fd00::1 eth1=198.51.100.1", annotation);
        var node = N1 with { Metadata = N1.Metadata with { Annotations = new Dictionary<string, string> { [NodeInterfaces.Annotation] = annotation } } };
        var template = new HostEndpointTemplate { GenerateName = "p", InterfacePattern = pattern, InterfaceCidrs = range.Length > 0 ? [range] : null };
        var made = AutoHostEndpoints.Of(On with { CreateDefaultHostEndpoint = "Disabled", Templates = [template] }, [node]);
        Assert.Equal(expected, string.Join("; ", made.Select(host => $"{host.Metadata.Name} {host.Spec!.InterfaceName} {string.Join(',', host.Spec.ExpectedIps!)}")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("= =x eth0")]
    [InlineData("nonsense")]
    public void What_is_no_list_of_interfaces_is_none(string annotation) => Assert.Empty(NodeInterfaces.Of(
        new Node { Metadata = new ObjectMeta { Name = "n1", Annotations = new Dictionary<string, string> { [NodeInterfaces.Annotation] = annotation } } }));

    [Fact]
    public void A_name_that_would_be_too_long_is_hashed()
    {
        var node = N1 with { Metadata = new ObjectMeta { Name = new string('n', 250) } };
        Assert.Matches("^[0-9a-f]{64}-auto-hep$", Assert.Single(AutoHostEndpoints.Of(On, [node])).Metadata.Name);
    }

    [Fact]
    public void What_is_missing_is_made_and_what_is_as_wanted_stays()
    {
        var wanted = AutoHostEndpoints.Of(On, [N1]);
        Assert.Equal([new HostEndpointStep.Create(wanted[0])], HostEndpointStep.Plan(wanted, []));
        Assert.Empty(HostEndpointStep.Plan(wanted, wanted));
    }

    [Fact]
    public void What_somebody_changed_is_restored_and_what_is_not_wanted_any_more_goes()
    {
        var wanted = AutoHostEndpoints.Of(On, [N1]);
        HostEndpoint[] changed = [wanted[0] with { Spec = wanted[0].Spec! with { Profiles = [] } }];
        Assert.Equal([new HostEndpointStep.Restore(wanted[0])], HostEndpointStep.Plan(wanted, changed));
        Assert.Equal([new HostEndpointStep.Delete("n1-auto-hep")], HostEndpointStep.Plan([], changed));
    }

    [Fact]
    public void What_others_made_is_left_alone_also_under_a_wanted_name()
    {
        HostEndpoint[] others = [new() { Metadata = new ObjectMeta { Name = "n1-auto-hep" }, Spec = new HostEndpointSpec { Node = "n1" } }];
        Assert.Empty(HostEndpointStep.Plan(AutoHostEndpoints.Of(On, [N1]), others));
        Assert.Empty(HostEndpointStep.Plan([], others));
    }

    private static string LabelsOf(HostEndpoint endpoint) => string.Join(
        ' ', endpoint.Metadata.Labels!.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => $"{label.Key}={label.Value}"));
}
