using System.Text.Json.Nodes;
using Margay.Model.Resources;
using Margay.Model.Validation;

namespace Margay.Tests.Unit.Model;

/// <summary>What Calico demands of its policies, and how it is said; what it accepts stands in the reference cases.</summary>
public sealed class CalicoValidationTests
{
    [Theory]
    [InlineData("""{"ipVersion":5}""", ".ipVersion is 5: write 4 or 6, or leave it out for both")]
    [InlineData("""{"protocol":"tcp"}""", ".protocol is 'tcp', which is no protocol: write one of TCP, UDP, ICMP, ICMPv6, SCTP, UDPLite, or a number from 1 to 255")]
    [InlineData("""{"protocol":"6","destination":{"ports":["80"]}}""")]
    [InlineData("""{"protocol":"UDPLite","destination":{"ports":[80]}}""", ".destination.ports is there beside a protocol without ports: write protocol TCP, UDP or SCTP, or remove the ports")]
    [InlineData("""{"destination":{"ports":["http"]}}""")]
    [InlineData("""{"destination":{"ports":["http","8000:8080"]}}""", ".destination.ports[1] is 8000:8080, but the rule has no protocol: write protocol TCP, UDP or SCTP: only a named port has its own")]
    [InlineData("""{"protocol":"TCP","destination":{"ports":["80-90"]}}""", ".destination.ports[0] is '80-90', which is no port: write a number from 1 to 65535, a range such as 8000:8080, or a port's name")]
    [InlineData("""{"protocol":"TCP","source":{"ports":["0"]}}""", ".source.ports[0] is '0', which is no port: write a number from 1 to 65535, a range such as 8000:8080, or a port's name")]
    [InlineData("""{"protocol":"ICMP","icmp":{"code":1}}""", ".icmp.code is there without type: write the type whose code it is")]
    [InlineData("""{"protocol":"TCP","icmp":{"type":8}}""", ".icmp is there without an ICMP protocol: write protocol ICMP or ICMPv6")]
    [InlineData("""{"notProtocol":"ICMP","ipVersion":6}""", ".notProtocol is ICMP, which is of IPv4, beside ipVersion 6: write ipVersion 4, or leave it out")]
    [InlineData("""{"source":{"nets":["10.1.2.3/8"]}}""", ".source.nets[0] has bits set after its prefix length: write 10.0.0.0/8")]
    [InlineData("""{"source":{"nets":["10.1.2.3"]}}""")]
    [InlineData("""{"source":{"nets":["10.0.0.0/8"]},"destination":{"notNets":["fd00::/8"]}}""", ".destination.notNets[0] is fd00::/8, of another family than 10.0.0.0/8 of the same rule: make a rule of its own for each family")]
    [InlineData("""{"source":{"notNets":["::/0"]}}""", ".source.notNets[0] is ::/0, so that the rule matches nothing: write smaller ranges, or remove the rule")]
    [InlineData("""{"source":{"selector":"a == "}}""", ".source.selector is 'a == ', which is no selector: expected a value in quotes (at character 6)")]
    [InlineData("""{"source":{"selector":"global()"}}""", ".source.selector uses global(): write global() as namespaceSelector, or a selector over labels here")]
    [InlineData("""{"source":{"namespaceSelector":"global()","selector":"a == 'b'"}}""")]
    [InlineData("""{"destination":{"services":{"name":"web"}}}""", ".destination.services is the destination of an ingress rule: move it: it can be the source of ingress or the destination of egress")]
    [InlineData("""{"source":{"services":{"name":"web"},"nets":["10.0.0.0/8"]}}""", ".source.nets is there beside services: remove it, or make two rules of it")]
    [InlineData("""{"source":{"services":{"name":"web"},"nets":[],"selector":""}}""")]
    [InlineData("""{"http":{"methods":["GET","GET"]}}""", ".http.methods[1] is 'GET' a second time: write each element once")]
    [InlineData("""{"http":{"paths":[{"exact":"/a","prefix":"/b"}]}}""", ".http.paths[0] has exact beside prefix: make two paths of it")]
    [InlineData("""{"http":{"paths":[{"prefix":"a b"}]}}""", ".http.paths[0].prefix is 'a b', which is no path: begin with a slash and leave out blanks, ? and #")]
    public void A_rule_is_checked(string rule, params string[] expected)
    {
        var parsed = Json(rule);
        parsed["action"] = "Allow";
        Assert.Equal(
            expected.Select(fault => "spec.ingress[0]" + fault),
            FaultsOf(Kinds.CalicoNetworkPolicy, $$"""{"ingress":[{{parsed.ToJsonString()}}]}"""));
    }

    [Theory]
    [InlineData("""{"action":"Allow","protocol":"TCP","destination":{"domains":["example.com","*.example.com."],"ports":[443]}}""")]
    [InlineData("""{"action":"Deny","destination":{"domains":["example.com"]}}""", ".destination.domains is in a rule with the action Deny: write Allow: names can only be let through")]
    [InlineData("""{"action":"Allow","source":{"domains":["example.com"]}}""", ".source.domains is the source of an egress rule: move it: it can be the destination of an egress rule")]
    [InlineData("""{"action":"Allow","destination":{"domains":["com"]}}""", ".destination.domains[0] is 'com', which is no domain name: write it as in example.com or *.example.com")]
    [InlineData("""{"action":"Allow","destination":{"domains":["example.com"],"nets":["10.0.0.0/8"]}}""", ".destination.nets is there beside domains: remove it, or make two rules of it")]
    public void A_rule_that_names_destinations_is_checked(string rule, params string[] expected) => Assert.Equal(
        expected.Select(fault => "spec.egress[0]" + fault),
        FaultsOf(Kinds.CalicoNetworkPolicy, $$"""{"egress":[{{rule}}]}"""));

    [Theory]
    [InlineData("""{"doNotTrack":true,"preDNAT":true,"applyOnForward":true}""", "spec.preDNAT is true beside doNotTrack: make two policies of it")]
    [InlineData("""{"preDNAT":true}""", "spec.applyOnForward is not true beside preDNAT: write true: such a policy acts before it is known what is forwarded")]
    [InlineData("""{"doNotTrack":false,"preDNAT":false}""")]
    [InlineData("""{"ingress":[{"action":"Allow","source":{"services":{"name":"web"}}}]}""", "spec.ingress[0].source.services.namespace is missing: write the namespace of the service: the policy is in none")]
    [InlineData("""{"tier":"a.b"}""", "spec.tier is 'a.b', which is no name of a tier: use at most 63 lower-case letters, digits and inner dashes")]
    [InlineData("""{"order":"first"}""", "spec.order is the text 'first': write a number")]
    public void A_global_policy_is_checked(string spec, params string[] expected) =>
        Assert.Equal(expected, FaultsOf(Kinds.GlobalNetworkPolicy, spec));

    [Fact]
    public void A_policy_of_a_namespace_has_no_members_of_global_ones() =>
        Assert.StartsWith("spec.preDNAT is not known here", Assert.Single(FaultsOf(Kinds.CalicoNetworkPolicy, """{"preDNAT":true}""")));

    [Theory]
    [InlineData("""{"stagedAction":"Delete","tier":"default","order":null,"ingress":[],"selector":""}""")]
    [InlineData("""{"stagedAction":"Delete","order":5}""", "spec.order is there though stagedAction is Delete: remove it: a staged deletion says nothing but its tier")]
    [InlineData("""{"stagedAction":"Remove"}""", "spec.stagedAction is 'Remove': write one of Set, Delete, Learn, Ignore")]
    public void A_staged_deletion_says_nothing_but_its_tier(string spec, params string[] expected)
    {
        Assert.Equal(expected, FaultsOf(Kinds.StagedNetworkPolicy, spec));
        Assert.Equal(expected, FaultsOf(Kinds.StagedGlobalNetworkPolicy, spec));
    }

    [Fact]
    public void A_staged_policy_of_Kubernetes_is_checked_as_one_that_is_not() => Assert.Equal(
        ["spec.ingress[0].ports[0].port is 0: write a number from 1 to 65535, or the name of a port"],
        FaultsOf(Kinds.StagedKubernetesNetworkPolicy, """{"ingress":[{"ports":[{"port":0}]}]}"""));

    [Theory]
    [InlineData("kns.shop")]
    [InlineData("ksa.shop.web")]
    public void A_profile_that_a_namespace_or_account_has_by_itself_cannot_be_written(string name) => Assert.Equal(
        [$"metadata.name is '{name}', the profile that a namespace or account has by itself: use another name; a pod's profiles cannot be written"],
        FaultsOf(Kinds.Profile, "{}", name));

    [Theory]
    [InlineData("""{"node":"n"}""", "spec.interfaceName is missing: write it, * for all interfaces, or expectedIPs")]
    [InlineData("""{"node":"n","interfaceName":"eth0/1"}""", "spec.interfaceName is 'eth0/1', which is no interface name: write * or at most 15 letters, digits and _.-")]
    [InlineData("""{"node":"n","interfaceName":"*"}""")]
    [InlineData("""{"node":"n","expectedIPs":["10.0.0.0/8"]}""", "spec.expectedIPs[0] is '10.0.0.0/8', which is no address: write it as in 10.0.0.1 or 2001:db8::1")]
    [InlineData("""{"node":"n","interfaceName":"e","ports":[{"name":"x","protocol":"ICMP","port":1}]}""", "spec.ports[0].protocol has no ports: write TCP, UDP or SCTP")]
    public void A_host_endpoint_is_checked(string spec, params string[] expected) =>
        Assert.Equal(expected, FaultsOf(Kinds.HostEndpoint, spec));

    [Theory]
    [InlineData("""[{"generateName":"a"}]""", "[0] names no interface: write interfaceCIDRs or interfacePattern")]
    [InlineData("""[{"generateName":"a","interfacePattern":"x"},{"generateName":"a","interfacePattern":"y"}]""", "[1].generateName is 'a' a second time: give each template its own")]
    [InlineData("""[{"generateName":"a","interfacePattern":"("}]""", "[0].interfacePattern is '(', which is no regular expression: write one without look-around and back-references")]
    public void Templates_of_host_endpoints_are_checked(string templates, string expected) => Assert.Equal(
        ["spec.controllers.node.hostEndpoint.templates" + expected],
        FaultsOf(
            Kinds.KubeControllersConfiguration,
            """{"controllers":{"node":{"hostEndpoint":{"templates":""" + templates + "}}}}",
            "default"));

    [Fact]
    public void The_profile_that_allows_everything_cannot_change()
    {
        var before = Json("""{"metadata":{"name":"projectcalico-default-allow"},"spec":{"ingress":[{"action":"Allow"}]}}""");
        var after = Json("""{"metadata":{"name":"projectcalico-default-allow"},"spec":{}}""");
        var labelled = Json("""{"metadata":{"name":"projectcalico-default-allow","labels":{"a":"b"}},"spec":{"ingress":[{"action":"Allow"}]}}""");
        Assert.Equal("spec", Assert.Single(ResourceValidator.ValidateUpdate(Kinds.Profile, before, after)).Path);
        Assert.Empty(ResourceValidator.ValidateUpdate(Kinds.Profile, before, labelled));
    }

    private static JsonObject Json(string text) => JsonNode.Parse(text)!.AsObject();

    private static IEnumerable<string> FaultsOf(ResourceKind kind, string spec, string name = "a") =>
        ResourceValidator.Validate(kind, new JsonObject { ["metadata"] = new JsonObject { ["name"] = name }, ["spec"] = Json(spec) })
            .Select(fault => fault.ToString());
}
