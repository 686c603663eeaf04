using System.Text.Json.Nodes;
using Margay.Model.Resources;
using Margay.Model.Settings;
using Margay.Model.Validation;

namespace Margay.Tests.Unit.Model;

public sealed class ValidationTests
{
    [Theory]
    [InlineData("""{"metadata":{"name":"a"},"spce":{}}""", "spce is not known here: did you mean spec?")]
    [InlineData("""{"metadata":{"name":"a"},"spec":{"podSelektor":{}}}""", "spec.podSelektor is not known here: did you mean podSelector?")]
    [InlineData(
        """{"metadata":{"name":"a"},"spec":{"ingress":[{"peers":[]}]}}""",
        "spec.ingress[0].peers is not known here: remove it, or use one of ports, from")]
    [InlineData("""{"metadata":{"name":"a"},"spec":{"ingress":{}}}""", "spec.ingress is an object: write a list, with a dash before each element")]
    [InlineData("""{"metadata":{"name":"a","labels":{"on":true}}}""", "metadata.labels.on is true: put it in quotes: \"true\"")]
    [InlineData("""{"metadata":{"name":"a","labels":{"a/b":1}}}""", "metadata.labels[a/b] is 1: put it in quotes: \"1\"")]
    [InlineData("""{"metadata":{"name":"a"},"kind":"Pod"}""", "kind is 'Pod': write NetworkPolicy")]
    [InlineData("""{"metadata":{"name":"a"},"apiVersion":"v1"}""", "apiVersion is 'v1': write networking.k8s.io/v1")]
    [InlineData("""{}""", "metadata.name is missing: give the networkpolicy a name")]
    [InlineData("""{"metadata":{"name":7}}""", "metadata.name is 7: put it in quotes: \"7\"")]
    [InlineData(
        """{"metadata":{"name":"A"}}""",
        "metadata.name is 'A': use at most 253 lower-case letters, digits, inner dashes and dots")]
    [InlineData(
        """{"metadata":{"name":"a"},"spec":{"policyTypes":["ingress"]}}""",
        "spec.policyTypes[0] is 'ingress': did you mean Ingress? Allowed are Ingress, Egress")]
    public void A_fault_names_the_field_the_problem_and_the_remedy(string json, string expected) =>
        Assert.Equal([expected], FaultsOf(Kinds.NetworkPolicy, json));

    [Fact]
    public void All_faults_are_reported_at_once() =>
        Assert.Equal(
            ["spec.blockSise", "spec.natOutgoing", "spec.cidr", "metadata.name"],
            ResourceValidator.Validate(Kinds.IpPool, Json("""{"spec":{"blockSise":26,"natOutgoing":"yes"}}"""))
                .Select(fault => fault.Path));

    [Theory]
    [InlineData("""{"port":0}""", "port is 0: write a number from 1 to 65535, or the name of a port")]
    [InlineData("""{"port":65536}""", "port is 65536: write a number from 1 to 65535, or the name of a port")]
    [InlineData("""{"port":"80"}""", "port is '80', which is no port name: write 80 without quotes if the number is meant")]
    [InlineData("""{"port":80.5}""", "port is 80.5: write a whole number or a text")]
    [InlineData("""{"protocol":"tcp"}""", "protocol is 'tcp': did you mean TCP? Allowed are TCP, UDP, SCTP")]
    [InlineData("""{"endPort":90}""", "endPort is there without port: write the first port of the range as port")]
    [InlineData("""{"port":"http","endPort":90}""", "endPort is there with a named port: write the port's number, or remove endPort")]
    [InlineData("""{"port":80,"endPort":70}""", "endPort is 70, less than port: write a number from 80 to 65535")]
    [InlineData("""{"port":"80","endPort":90}""", "port is '80', which is no port name: write 80 without quotes if the number is meant", "endPort is there with a named port: write the port's number, or remove endPort")]
    public void A_policy_port_is_checked(string port, params string[] expected) =>
        Assert.Equal(
            expected.Select(fault => "spec.ingress[0].ports[0]." + fault),
            FaultsOf(Kinds.NetworkPolicy, $$$"""{"metadata":{"name":"a"},"spec":{"ingress":[{"ports":[{{{port}}}]}]}}"""));

    [Theory]
    [InlineData("{}", " names no peer: write podSelector, namespaceSelector or ipBlock")]
    [InlineData("""{"ipBlock":{"cidr":"10.0.0.0/8"},"podSelector":{}}""", " has ipBlock beside a selector: make two peers of it")]
    [InlineData("""{"ipBlock":{}}""", ".ipBlock.cidr is missing: write a text")]
    [InlineData("""{"ipBlock":{"cidr":"10.0.0.1"}}""", ".ipBlock.cidr is '10.0.0.1', which is no address range: write 10.0.0.1/32 for this one address")]
    [InlineData(
        """{"ipBlock":{"cidr":"10.0.0.0/8","except":["11.0.0.0/16"]}}""",
        ".ipBlock.except[0] is 11.0.0.0/16, no part of 10.0.0.0/8: write a smaller range inside 10.0.0.0/8")]
    [InlineData(
        """{"ipBlock":{"cidr":"10.0.0.0/8","except":["10.0.0.0/8"]}}""",
        ".ipBlock.except[0] is 10.0.0.0/8, no part of 10.0.0.0/8: write a smaller range inside 10.0.0.0/8")]
    [InlineData(
        """{"podSelector":{"matchExpressions":[{"key":"a","operator":"In"}]}}""",
        ".podSelector.matchExpressions[0].values is empty: write at least one value for In and NotIn")]
    [InlineData(
        """{"podSelector":{"matchExpressions":[{"key":"a","operator":"Exists","values":["b"]}]}}""",
        ".podSelector.matchExpressions[0].values is not empty: remove it: Exists and DoesNotExist take no values")]
    public void A_policy_peer_is_checked(string peer, string expected) =>
        Assert.Equal(
            ["spec.egress[0].to[0]" + expected],
            FaultsOf(Kinds.NetworkPolicy, $$$"""{"metadata":{"name":"a"},"spec":{"egress":[{"to":[{{{peer}}}]}]}}"""));

    [Theory]
    [InlineData("10.0.0.1/16", "spec.cidr has bits set after its prefix length: write 10.0.0.0/16")]
    [InlineData("169.254.1.0/24", "spec.cidr is 169.254.1.0/24, which holds link-local addresses: choose a range outside 169.254.0.0/16 and fe80::/10")]
    [InlineData("10.0.0.0/27", "spec.cidr is 10.0.0.0/27, smaller than one block of /26: write a range of at most /26, or another blockSize")]
    public void A_pool_has_a_range_that_blocks_fit_into(string cidr, string expected) =>
        Assert.Equal([expected], FaultsOf(Kinds.IpPool, $$$"""{"metadata":{"name":"a"},"spec":{"cidr":"{{{cidr}}}"}}"""));

    [Theory]
    [InlineData("default", null, null)]
    [InlineData("node.worker-1", null, null)]
    [InlineData("gateways", "has(gateway)", null)]
    [InlineData("defualt", null, "metadata.name is 'defualt', which no node reads: write default or node.NAME, or set spec.nodeSelector")]
    [InlineData("default", "all()", "spec.nodeSelector is set in 'default': remove it, or give the object another name")]
    public void An_agent_configuration_has_a_scope(string name, string? selector, string? expected)
    {
        var spec = selector is null ? "{}" : $$$"""{"nodeSelector":"{{{selector}}}"}""";
        var faults = FaultsOf(Kinds.FelixConfiguration, $$$"""{"metadata":{"name":"{{{name}}}"},"spec":{{{spec}}}}""");
        Assert.Equal(expected is null ? [] : [expected], faults);
    }

    [Theory]
    [InlineData("""{"routeRefreshInterval":90}""", "spec.routeRefreshInterval is 90: write 90s if seconds are meant")]
    [InlineData("""{"healthEnabled":"true"}""", "spec.healthEnabled is the text 'true': write true without quotes")]
    [InlineData("""{"mtuIfacePattern":"(eth"}""", "spec.mtuIfacePattern is '(eth', which is no regular expression: write one without look-around and back-references")]
    [InlineData("""{"istioDSCPMark":"AF44"}""", "spec.istioDSCPMark is 'AF44', which is no code point: write a number from 0 to 63, or a name such as AF11, CS1 or EF")]
    [InlineData("""{"logActionRateLimit":"10/week"}""", "spec.logActionRateLimit is '10/week', which is no rate: write it as in 10/second; the unit is second, minute, hour or day")]
    [InlineData("""{"healthPort":70000}""", "spec.healthPort is 70000: write a number from 0 to 65535")]
    public void A_setting_of_the_agent_is_checked(string spec, string expected) =>
        Assert.Equal([expected], FaultsOf(Kinds.FelixConfiguration, $$$"""{"metadata":{"name":"default"},"spec":{{{spec}}}}"""));

    [Fact]
    public void What_Kubernetes_adds_to_a_pod_is_kept() =>
        Assert.Empty(FaultsOf(Kinds.Pod, """
            {"apiVersion":"v1","kind":"Pod","metadata":{"name":"a","namespace":"b","creationTimestamp":null,
             "managedFields":[{"manager":"kubelet","fieldsV1":{"f:metadata":{}}}]},
             "spec":{"dnsPolicy":"ClusterFirst","containers":[{"name":"c","image":"d","resources":{"limits":{"cpu":1}},
             "livenessProbe":{"httpGet":{"port":80}}}]},"status":{"qosClass":"BestEffort","podIP":"10.0.0.1"}}
            """));

    [Fact]
    public void Port_names_are_unique_within_a_container_and_container_names_within_a_pod() =>
        Assert.Equal(
            [
                "spec.containers[0].ports[1].name is 'http' a second time: give each port a name of its own",
                "spec.containers[1].name is 'a' a second time: give each container a name of its own",
            ],
            FaultsOf(Kinds.Pod, """
                {"metadata":{"name":"a"},"spec":{"containers":[
                 {"name":"a","ports":[{"name":"http","containerPort":80},{"name":"http","containerPort":81}]},
                 {"name":"a","ports":[{"name":"http","containerPort":82}]}]}}
                """));

    [Fact]
    public void Annotations_take_at_most_256_KiB()
    {
        static string Resource(int length) =>
            "{\"metadata\":{\"name\":\"a\",\"annotations\":{\"k\":\"" + new string('x', length) + "\"}}}";
        Assert.Empty(FaultsOf(Kinds.Namespace, Resource((256 * 1024) - 1)));
        Assert.Equal(
            ["metadata.annotations take 262145 bytes: keep to at most 262144 bytes in all"],
            FaultsOf(Kinds.Namespace, Resource(256 * 1024)));
    }

    [Theory]
    [InlineData("rejudge", true)]
    [InlineData("Keep", true)]
    [InlineData("rejudg", false)]
    [InlineData("", false)]
    public void What_becomes_of_open_connections_is_one_of_two_words(string value, bool isValid)
    {
        var faults = FaultsOf(
            Kinds.NetworkPolicy, """{"metadata":{"name":"a","annotations":{"margay.dev/open-connections":"VALUE"}},"spec":{"podSelector":{}}}""".Replace("VALUE", value));
        if (isValid) Assert.Empty(faults);
        else Assert.EndsWith($"is '{value}': write keep or rejudge", Assert.Single(faults));
    }

    [Theory]
    [InlineData("enabled", true)]
    [InlineData("min-tx=10ms,min-rx=60s,multiplier=255,graceful=false", true)]
    [InlineData("min-tx=9ms", false)]
    [InlineData("on", false)]
    public void What_a_BGPPeer_asks_of_BFD_can_be_read(string value, bool isValid)
    {
        var faults = FaultsOf(Kinds.BgpPeer, """{"metadata":{"name":"a","annotations":{"margay.dev/bfd":"VALUE"}},"spec":{"peerIP":"10.0.0.1","asNumber":1}}""".Replace("VALUE", value));
        if (isValid) Assert.Empty(faults);
        else Assert.EndsWith($"is '{value}': {BfdAnnotation.Remedy}", Assert.Single(faults));
    }

    [Theory]
    [InlineData("""{"cidr":"10.0.0.0/30","allocations":[0,null,null,null],"unallocated":[1,2,3],"attributes":[{"handle_id":"h"}]}""", null)]
    [InlineData("""{"cidr":"10.0.0.0/30","allocations":[0]}""", "spec.allocations has 1 elements: write one for each of the 4 addresses")]
    [InlineData("""{"cidr":"10.0.0.0/30","unallocated":[4]}""", "spec.unallocated[0] is 4, but there are 4 addresses: write a number below 4")]
    [InlineData("""{"cidr":"10.0.0.0/30","affinity":"node1"}""", "spec.affinity is 'node1': write host: or virtual: and the owner's name")]
    public void The_parts_of_a_block_fit_together(string spec, string? expected)
    {
        var faults = FaultsOf(Kinds.IpamBlock, $$$"""{"metadata":{"name":"10-0-0-0-30"},"spec":{{{spec}}}}""")
            .Where(fault => !fault.StartsWith("spec.allocations[", StringComparison.Ordinal));
        Assert.Equal(expected is null ? [] : [expected], faults);
    }

    [Fact]
    public void Hostile_values_are_faults_and_never_exceptions()
    {
        foreach (var kind in Kinds.All)
        {
            foreach (var spec in (string[])["null", "7", "[]", "\"x\"", "{\"cidr\":\"\\ud800\"}", "{\"cidr\":[],\"ingress\":[null,7]}"])
            {
                var resource = Json($$$"""{"metadata":{{{spec}}},"spec":{{{spec}}},"status":{{{spec}}},"secrets":{{{spec}}}}""");
                ResourceDefaults.Apply(kind, resource);
                Assert.NotEmpty(ResourceValidator.Validate(kind, resource));
                ResourceValidator.ValidateUpdate(kind, resource, Json("{}"));
            }
        }
    }

    private static JsonObject Json(string text) => JsonNode.Parse(text)!.AsObject();

    private static IEnumerable<string> FaultsOf(ResourceKind kind, string json) =>
        ResourceValidator.Validate(kind, Json(json)).Select(fault => fault.ToString());
}
