using Margay.Model.Resources;
using static Margay.Tests.Unit.Model.BgpResource;

namespace Margay.Tests.Unit.Model;

public sealed class BgpConfigurationTests
{
    [Fact]
    public void Every_field_is_known_and_kept() => AssertKept(Kinds.BgpConfiguration, """
        {
          "metadata": { "name": "default" },
          "spec": {
            "logSeverityScreen": "debug", "nodeToNodeMeshEnabled": true, "asNumber": 4200000000, "listenPort": 1790, "bindMode": "NodeIP",
            "serviceLoadBalancerIPs": [{ "cidr": "192.0.2.0/24" }, { "cidr": "192.0.2.7/32" }],
            "serviceExternalIPs": [{ "cidr": "198.51.100.0/24" }, {}],
            "serviceClusterIPs": [{ "cidr": "10.96.0.0/12" }, { "cidr": "fd00:96::/112" }],
            "serviceLoadBalancerAggregation": "Disabled",
            "communities": [{ "name": "near", "value": "64512:100" }, { "name": "far.away", "value": "4200000000:1:2" }],
            "prefixAdvertisements": [{ "cidr": "10.0.0.0/8", "communities": ["near", "64512:7", "1:2:3"] }],
            "nodeMeshPassword": { "secretKeyRef": { "name": "bgp", "key": "mesh", "optional": false } },
            "nodeMeshMaxRestartTime": "3m0s",
            "ignoredInterfaces": ["docker0", "virbr*"],
            "localWorkloadPeeringIPV4": "169.254.0.179", "localWorkloadPeeringIPV6": "fe80::179",
            "programClusterRoutes": "EnabledNoEncapOnly",
            "ipv4NormalRoutePriority": 1024, "ipv6NormalRoutePriority": 2147483646
          }
        }
        """);

    [Theory]
    [InlineData("{}", """{"logSeverityScreen":"Info","serviceLoadBalancerAggregation":"Enabled"}""")]
    [InlineData("""{"logSeverityScreen":""}""", """{"logSeverityScreen":"Info","serviceLoadBalancerAggregation":"Enabled"}""")]
    [InlineData("""{"logSeverityScreen":"warning","serviceLoadBalancerAggregation":"Disabled","asNumber":"1.10"}""", """{"logSeverityScreen":"warning","serviceLoadBalancerAggregation":"Disabled","asNumber":65546}""")]
    public void What_Calico_stores_is_stored(string spec, string expected) => Assert.Equal(expected, Stored(Kinds.BgpConfiguration, spec));

    [Theory]
    [InlineData("""{"asNumber":"1.10"}""")]
    [InlineData("""{"asNumber":0}""")]
    [InlineData("""{"asNumber":4294967296}""", "spec.asNumber is '4294967296', which is no AS number: write a number from 0 to 4294967295, or two as in \"1.10\"")]
    [InlineData("""{"asNumber":-1}""", "spec.asNumber is '-1', which is no AS number: write a number from 0 to 4294967295, or two as in \"1.10\"")]
    [InlineData("""{"asNumber":"1.65536"}""", "spec.asNumber is '1.65536', which is no AS number: write a number from 0 to 4294967295, or two as in \"1.10\"")]
    [InlineData("""{"asNumber":1.1}""", "spec.asNumber is 1.1: put it in quotes if the two halves of an AS number are meant")]
    [InlineData("""{"logSeverityScreen":"TRACE"}""")]
    [InlineData("""{"logSeverityScreen":"loud"}""", "spec.logSeverityScreen is 'loud': write one of Trace, Debug, Info, Warning, Error, Fatal")]
    [InlineData("""{"listenPort":0}""", "spec.listenPort is 0: write a number from 1 to 65535")]
    [InlineData("""{"bindMode":"nodeip"}""", "spec.bindMode is 'nodeip': did you mean NodeIP? Allowed are None, NodeIP")]
    [InlineData("""{"serviceLoadBalancerAggregation":"Off"}""", "spec.serviceLoadBalancerAggregation is 'Off': write one of Enabled, Disabled")]
    [InlineData("""{"programClusterRoutes":"EnabledIPIP"}""", "spec.programClusterRoutes is 'EnabledIPIP': write one of Enabled, Disabled, EnabledIPIPOnly, EnabledNoEncapOnly")]
    [InlineData("""{"ipv4NormalRoutePriority":0}""", "spec.ipv4NormalRoutePriority is 0: write a number from 1 to 2147483646")]
    [InlineData("""{"ipv6NormalRoutePriority":2147483647}""", "spec.ipv6NormalRoutePriority is 2147483647: write a number from 1 to 2147483646")]
    [InlineData("""{"localWorkloadPeeringIPV4":"fe80::1"}""", "spec.localWorkloadPeeringIPV4 is 'fe80::1', which is no IPv4 address: write it as in 10.0.0.1")]
    [InlineData("""{"localWorkloadPeeringIPV6":"169.254.0.1"}""", "spec.localWorkloadPeeringIPV6 is '169.254.0.1', which is no IPv6 address: write it as in 2001:db8::1")]
    [InlineData("""{"nodeMeshMaxRestartTime":120}""", "spec.nodeMeshMaxRestartTime is 120: write 120s if seconds are meant")]
    [InlineData("""{"nodeMeshMaxRestartTime":"soon"}""", "spec.nodeMeshMaxRestartTime is 'soon', which is no duration: write it as in 90s, 5m or 1h30m")]
    [InlineData("""{"meshPassword":{}}""", "spec.meshPassword is not known here: did you mean nodeMeshPassword?")]
    public void Settings_have_their_types(string spec, params string[] expected) =>
        Assert.Equal(expected, FaultsOf(Kinds.BgpConfiguration, spec, "default"));

    [Theory]
    [InlineData("""{"serviceClusterIPs":[{"cidr":"10.96.0.1/12"}]}""", "spec.serviceClusterIPs[0].cidr has bits set after its prefix length: write 10.96.0.0/12")]
    [InlineData("""{"serviceExternalIPs":[{},{"cidr":"10.0.0.1"}]}""")]
    [InlineData("""{"serviceExternalIPs":[{},{"cidr":"10.0.0"}]}""", "spec.serviceExternalIPs[1].cidr is '10.0.0', which is no address range: write it as in 10.0.0.0/16, 2001:db8::/64 or 10.0.0.1")]
    [InlineData("""{"serviceLoadBalancerIPs":["10.0.0.0/8"]}""", "spec.serviceLoadBalancerIPs[0] is the text '10.0.0.0/8': write an object")]
    public void Ranges_of_services_have_no_host_bits(string spec, params string[] expected) =>
        Assert.Equal(expected, FaultsOf(Kinds.BgpConfiguration, spec, "default"));

    [Theory]
    [InlineData("""{"communities":[{"name":"near","value":"64512:1"}]}""", "spec.communities is there without prefixAdvertisements: write there which routes carry them, or remove it")]
    [InlineData("""{"communities":[]}""")]
    [InlineData("""{"prefixAdvertisements":[{"cidr":"10.0.0.0/8","communities":[]}]}""")]
    [InlineData("""{"prefixAdvertisements":[{"cidr":"10.0.0.0/8"}]}""", "spec.prefixAdvertisements[0].communities is missing: write a list")]
    [InlineData("""{"prefixAdvertisements":[{"communities":["1:1"]}]}""", "spec.prefixAdvertisements[0].cidr is missing: write a text")]
    [InlineData("""{"prefixAdvertisements":[{"cidr":"10.1.0.0/8","communities":["1:1"]}]}""", "spec.prefixAdvertisements[0].cidr has bits set after its prefix length: write 10.0.0.0/8")]
    [InlineData("""{"prefixAdvertisements":[{"cidr":"10.0.0.0/8","communities":["65536:1"]}]}""", "spec.prefixAdvertisements[0].communities[0] is '65536:1', which is no community and no name of one: write it as in 64512:100, or as in 64512:100:200 if a number exceeds 65535, or define the name in spec.communities")]
    [InlineData("""{"communities":[{"name":"near","value":"1:1"}],"prefixAdvertisements":[{"cidr":"10.0.0.0/8","communities":["near","nears"]}]}""", "spec.prefixAdvertisements[0].communities[1] is 'nears', which is no community and no name of one: did you mean near?")]
    [InlineData("""{"communities":[{"name":"Near","value":"1:2:3:4"}],"prefixAdvertisements":[{"cidr":"10.0.0.0/8","communities":["Near"]}]}""", "spec.communities[0].value is '1:2:3:4', which is no community: write it as in 64512:100, or as in 64512:100:200 if a number exceeds 65535", "spec.communities[0].name is 'Near': use at most 253 lower-case letters, digits, inner dashes and dots")]
    public void Communities_are_defined_where_they_are_used(string spec, params string[] expected) =>
        Assert.Equal(expected, FaultsOf(Kinds.BgpConfiguration, spec, "default"));

    [Theory]
    [InlineData("""{"nodeToNodeMeshEnabled":false}""")]
    [InlineData("""{"nodeMeshPassword":{"secretKeyRef":{"name":"a","key":"b"}},"nodeMeshMaxRestartTime":"1s"}""")]
    [InlineData("""{"nodeToNodeMeshEnabled":false,"nodeMeshMaxRestartTime":"1s"}""", "spec.nodeMeshMaxRestartTime is set though nodeToNodeMeshEnabled is false: remove it, or write true there")]
    [InlineData("""{"nodeToNodeMeshEnabled":false,"nodeMeshPassword":{"secretKeyRef":{"name":"a","key":"b"}}}""", "spec.nodeMeshPassword is set though nodeToNodeMeshEnabled is false: remove it, or write true there")]
    [InlineData("""{"nodeMeshPassword":{}}""", "spec.nodeMeshPassword.secretKeyRef is missing: write an object")]
    [InlineData("""{"nodeMeshPassword":{"secretKeyRef":{"key":"b"}}}""", "spec.nodeMeshPassword.secretKeyRef.name is missing: write a text")]
    public void Settings_of_the_mesh_need_the_mesh(string spec, params string[] expected) =>
        Assert.Equal(expected, FaultsOf(Kinds.BgpConfiguration, spec, "default"));

    [Theory]
    [InlineData("""["*"]""", "spec.ignoredInterfaces[0] is '*', which matches every interface: write a name, or a part of one as in eth*")]
    [InlineData("""["eth0","eth0"]""", "spec.ignoredInterfaces[1] is 'eth0' a second time: write each element once")]
    [InlineData("""["a-name-of-sixteen"]""", "spec.ignoredInterfaces[0] is 'a-name-of-sixteen', which is no interface name: use at most 15 letters, digits and _.-, and * for any")]
    [InlineData("""["a/b"]""", "spec.ignoredInterfaces[0] is 'a/b', which is no interface name: use at most 15 letters, digits and _.-, and * for any")]
    [InlineData("""["**","e*0"]""")]
    public void Ignored_interfaces_are_names_but_not_all(string interfaces, params string[] expected) =>
        Assert.Equal(expected, FaultsOf(Kinds.BgpConfiguration, $$"""{"ignoredInterfaces":{{interfaces}}}""", "default"));

    [Theory]
    [InlineData("""{"logSeverityScreen":"Debug","listenPort":1790,"serviceClusterIPs":[],"prefixAdvertisements":[{"cidr":"10.0.0.0/8","communities":["1:1"]}]}""")]
    [InlineData("""{"nodeToNodeMeshEnabled":true}""", "nodeToNodeMeshEnabled")]
    [InlineData("""{"asNumber":1}""", "asNumber")]
    [InlineData("""{"serviceLoadBalancerIPs":[{}]}""", "serviceLoadBalancerIPs")]
    [InlineData("""{"serviceExternalIPs":[{}]}""", "serviceExternalIPs")]
    [InlineData("""{"serviceClusterIPs":[{}]}""", "serviceClusterIPs")]
    [InlineData("""{"nodeMeshPassword":{"secretKeyRef":{"name":"a","key":"b"}}}""", "nodeMeshPassword")]
    [InlineData("""{"nodeMeshMaxRestartTime":"1s"}""", "nodeMeshMaxRestartTime")]
    public void A_node_has_no_settings_that_hold_for_all_nodes(string spec, params string[] members) => Assert.Equal(
        members.Select(member => $"spec.{member} is set in 'node.n1': remove it, or set it in default: it holds for all nodes"),
        FaultsOf(Kinds.BgpConfiguration, spec, "node.n1"));
}
