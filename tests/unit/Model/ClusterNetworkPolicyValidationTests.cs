using System.Text.Json.Nodes;
using Margay.Model.Resources;
using Margay.Model.Validation;

namespace Margay.Tests.Unit.Model;

public sealed class ClusterNetworkPolicyValidationTests
{
    [Theory]
    [InlineData("""{"tier":"Admin","priority":0,"subject":{"namespaces":{}}}""")]
    [InlineData("""{"tier":"Baseline","priority":1000,"subject":{"pods":{"namespaceSelector":{},"podSelector":{}}},"ingress":[],"egress":[]}""")]
    [InlineData("{}", "spec.tier is missing: write one of Admin, Baseline", "spec.priority is missing: write a number from 0 to 1000", "spec.subject is missing: write an object")]
    [InlineData("""{"tier":"Admin","priority":1001,"subject":{"namespaces":{}}}""", "spec.priority is 1001: write a number from 0 to 1000")]
    [InlineData("""{"tier":"Admin","priority":1,"subject":{}}""", "spec.subject is empty: write one of namespaces, pods")]
    [InlineData(
        """{"tier":"Admin","priority":1,"subject":{"namespaces":{},"pods":{"namespaceSelector":{},"podSelector":{}}}}""",
        "spec.subject.pods is there beside namespaces: keep one of them")]
    [InlineData("""{"tier":"Admin","priority":1,"subject":{"pods":{"podSelector":{}}}}""", "spec.subject.pods.namespaceSelector is missing: write an object")]
    public void The_subject_and_the_place_are_checked(string spec, params string[] expected) => Assert.Equal(expected, FaultsOf(spec));

    [Theory]
    [InlineData("""{"action":"Accept","to":[{"nodes":{}},{"networks":["10.0.0.0/8"]},{"domainNames":["*.example.com","a.b."]}]}""")]
    [InlineData("""{"action":"Accept"}""", ".to is missing: write a list")]
    [InlineData("""{"action":"Accept","to":[]}""", ".to is empty: write at least 1")]
    [InlineData("""{"action":"Allow","to":[{"namespaces":{}}]}""", ".action is 'Allow': write one of Accept, Deny, Pass")]
    [InlineData("""{"action":"Deny","to":[{}]}""", ".to[0] is empty: write one of namespaces, pods, nodes, networks, domainNames")]
    [InlineData("""{"action":"Deny","to":[{"domainNames":["example.com"]}]}""", ".to[0].domainNames is in a rule with the action Deny: write Accept: names can only be let through")]
    [InlineData("""{"action":"Accept","to":[{"domainNames":["com"]}]}""", ".to[0].domainNames[0] is 'com', which is no domain name: write it as in example.com or *.example.com")]
    [InlineData("""{"action":"Deny","to":[{"networks":["10.0.0.0/8","10.0.0.0/8"]}]}""", ".to[0].networks[1] is '10.0.0.0/8' a second time: write each element once")]
    [InlineData("""{"action":"Deny","to":[{"namespaces":{}}],"protocols":[{"tcp":{}}]}""", ".protocols[0].tcp is empty: write one of destinationPort")]
    [InlineData("""{"action":"Deny","to":[{"namespaces":{}}],"protocols":[{"tcp":{"destinationPort":{"number":1,"range":{"start":1,"end":2}}}}]}""", ".protocols[0].tcp.destinationPort.range is there beside number: keep one of them")]
    [InlineData("""{"action":"Deny","to":[{"namespaces":{}}],"protocols":[{"udp":{"destinationPort":{"range":{"start":9,"end":9}}}}]}""", ".protocols[0].udp.destinationPort.range.end is 9, not above start: write a number above 9")]
    [InlineData("""{"action":"Deny","to":[{"namespaces":{}}],"protocols":[{"destinationNamedPort":"http"}]}""")]
    [InlineData("""{"action":"Deny","to":[{"networks":["10.0.0.0/8"]}],"protocols":[{"destinationNamedPort":"http"}]}""", ".protocols[0].destinationNamedPort is there beside networks: write the port's number: only pods have named ports")]
    public void An_egress_rule_is_checked(string rule, params string[] expected) => Assert.Equal(
        expected.Select(fault => "spec.egress[0]" + fault),
        FaultsOf($$$"""{"tier":"Admin","priority":1,"subject":{"namespaces":{}},"egress":[{{{rule}}}]}"""));

    [Fact]
    public void An_ingress_rule_knows_pods_only() => Assert.Equal(
        [
            "spec.ingress[0].from[0].networks is not known here: remove it, or use one of namespaces, pods",
            "spec.ingress[0].from[0] is empty: write one of namespaces, pods",
        ],
        FaultsOf("""{"tier":"Admin","priority":1,"subject":{"namespaces":{}},"ingress":[{"action":"Pass","from":[{"networks":["10.0.0.0/8"]}]}]}"""));

    [Fact]
    public void There_are_at_most_25_rules()
    {
        var rules = string.Join(',', Enumerable.Repeat("""{"action":"Pass","from":[{"namespaces":{}}]}""", 26));
        Assert.Equal(
            ["spec.ingress has 26 elements: keep at most 25"],
            FaultsOf($$$"""{"tier":"Admin","priority":1,"subject":{"namespaces":{}},"ingress":[{{{rules}}}]}"""));
    }

    private static IEnumerable<string> FaultsOf(string spec)
    {
        var policy = new JsonObject { ["metadata"] = new JsonObject { ["name"] = "a" }, ["spec"] = JsonNode.Parse(spec) };
        return ResourceValidator.Validate(Kinds.ClusterNetworkPolicy, policy).Select(fault => fault.ToString());
    }
}
