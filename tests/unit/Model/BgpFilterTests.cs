using Margay.Model.Resources;
using static Margay.Tests.Unit.Model.BgpResource;

namespace Margay.Tests.Unit.Model;

public sealed class BgpFilterTests
{
    private const string CommunityRemedy = "write it as in 64512:100, or as in 64512:100:200 if a number exceeds 65535";

    [Fact]
    public void Every_field_is_known_and_kept() => AssertKept(Kinds.BgpFilter, """
        {
          "metadata": { "name": "edge" },
          "spec": {
            "exportV4": [{
              "cidr": "10.0.0.0/8", "matchOperator": "In", "prefixLength": { "min": 16, "max": 32 }, "source": "RemotePeers",
              "interface": "eth*", "peerType": "eBGP", "communities": { "values": ["64512:100"] }, "asPathPrefix": [64513, 4200000000],
              "priority": 1024, "action": "Accept",
              "operations": [
                { "addCommunity": { "value": "4200000000:1:2" } },
                { "prependASPath": { "prefix": [64512, 64512] } },
                { "setPriority": { "value": 512 } }]
            }],
            "importV4": [{ "action": "Reject" }],
            "exportV6": [{ "cidr": "2001:db8::/32", "matchOperator": "NotIn", "prefixLength": { "max": 128 }, "action": "Reject" }],
            "importV6": [{ "peerType": "iBGP", "interface": "*", "action": "Accept" }]
          }
        }
        """);

    [Fact]
    public void AS_numbers_are_stored_as_numbers_and_nothing_is_filled_in() => Assert.Equal(
        """{"importV6":[{"asPathPrefix":[65546,7],"action":"Accept","operations":[{"prependASPath":{"prefix":[64512]}}]}]}""",
        Stored(
            Kinds.BgpFilter,
            """{"importV6":[{"asPathPrefix":["1.10",7],"action":"Accept","operations":[{"prependASPath":{"prefix":["64512"]}}]}]}"""));

    [Theory]
    [InlineData("exportV4", "fd00::/8", ".cidr is fd00::/8, which is not of IPv4: write a range of IPv4, or move the rule to exportV6")]
    [InlineData("importV4", "fd00::/8", ".cidr is fd00::/8, which is not of IPv4: write a range of IPv4, or move the rule to importV6")]
    [InlineData("importV6", "10.0.0.0/8", ".cidr is 10.0.0.0/8, which is not of IPv6: write a range of IPv6, or move the rule to importV4")]
    [InlineData("exportV6", "10.0.0.0/8", ".cidr is 10.0.0.0/8, which is not of IPv6: write a range of IPv6, or move the rule to exportV4")]
    [InlineData("exportV4", "10.0.0.1/8", ".cidr has bits set after its prefix length: write 10.0.0.0/8")]
    [InlineData("exportV6", "fd00::1", ".cidr is 'fd00::1', which is no address range: write fd00::1/128 for this one address")]
    [InlineData("exportV6", "::/0")]
    public void A_range_is_of_the_family_of_its_list(string list, string cidr, params string[] expected) => Assert.Equal(
        expected.Select(fault => $"spec.{list}[0]{fault}"),
        FaultsOf(Kinds.BgpFilter, $$$"""{"{{{list}}}":[{"cidr":"{{{cidr}}}","matchOperator":"In","action":"Accept"}]}"""));

    [Theory]
    [InlineData("""{"action":"Accept"}""")]
    [InlineData("""{}""", ".action is missing: write one of Accept, Reject")]
    [InlineData("""{"action":"Deny"}""", ".action is 'Deny': write one of Accept, Reject")]
    [InlineData("""{"action":"Accept","cidr":"10.0.0.0/8"}""", ".matchOperator is missing beside cidr: write Equal, NotEqual, In or NotIn")]
    [InlineData("""{"action":"Accept","matchOperator":"In"}""", ".matchOperator is there without cidr: write the cidr that is meant, or remove it")]
    [InlineData("""{"action":"Accept","cidr":"","matchOperator":"In"}""", ".matchOperator is there without cidr: write the cidr that is meant, or remove it")]
    [InlineData("""{"action":"Accept","cidr":"10.0.0.0/8","matchOperator":"Within"}""", ".matchOperator is 'Within': write one of Equal, NotEqual, In, NotIn")]
    [InlineData("""{"action":"Accept","prefixLength":{"min":8}}""", ".prefixLength is there without cidr: write the cidr that is meant, or remove it")]
    [InlineData("""{"action":"Accept","cidr":"10.0.0.0/8","matchOperator":"In","prefixLength":{"max":33}}""", ".prefixLength.max is 33: write a number from 0 to 32")]
    [InlineData("""{"action":"Accept","cidr":"10.0.0.0/8","matchOperator":"In","prefixLength":{"min":24,"max":16}}""", ".prefixLength.max is 16, less than min: write at least 24")]
    [InlineData("""{"action":"Accept","source":"Peers"}""", ".source is 'Peers': write RemotePeers")]
    [InlineData("""{"action":"Accept","peerType":"EBGP"}""", ".peerType is 'EBGP': did you mean eBGP? Allowed are eBGP, iBGP")]
    [InlineData("""{"action":"Accept","interface":"eth 0"}""", ".interface is 'eth 0', which is no interface name: use at most 15 letters, digits and _.-, and * for any")]
    [InlineData("""{"action":"Accept","priority":0}""", ".priority is 0: write a number from 1 to 2147483646")]
    [InlineData("""{"action":"Accept","asPathPrefix":["1.10","1.x"]}""", ".asPathPrefix[1] is '1.x', which is no AS number: write a number from 0 to 4294967295, or two as in \"1.10\"")]
    public void Conditions_fit_together(string rule, params string[] expected) => AssertRule(rule, expected);

    [Theory]
    [InlineData("""["64512:100"]""")]
    [InlineData("""["4294967295:0:1"]""")]
    [InlineData("""[]""", " is empty: write at least 1")]
    [InlineData("""["1:1","1:2"]""", " has 2 elements: keep at most 1")]
    [InlineData("""["65536:1"]""", "[0] is '65536:1', which is no community: " + CommunityRemedy)]
    [InlineData("""["near"]""", "[0] is 'near', which is no community: " + CommunityRemedy)]
    [InlineData("""["064512:1"]""", "[0] is '064512:1': write 64512:1")]
    public void A_rule_matches_one_community(string values, params string[] expected) => AssertRule(
        $$$"""{"action":"Accept","communities":{"values":{{{values}}}}}""", [.. expected.Select(fault => ".communities.values" + fault)]);

    [Theory]
    [InlineData("""[{"setPriority":{"value":1}}]""")]
    [InlineData("""[]""", " is empty: write at least 1")]
    [InlineData("""[{}]""", "[0] is empty: write one of addCommunity, prependASPath, setPriority")]
    [InlineData("""[{"setPriority":{"value":1},"addCommunity":{"value":"1:1"}}]""", "[0].setPriority is there beside addCommunity: keep one of them")]
    [InlineData("""[{"setPriority":{"value":2147483647}}]""", "[0].setPriority.value is 2147483647: write a number from 1 to 2147483646")]
    [InlineData("""[{"setPriority":{}}]""", "[0].setPriority.value is missing: write a number from 1 to 2147483646")]
    [InlineData("""[{"addCommunity":{}}]""", "[0].addCommunity.value is missing: write a text")]
    [InlineData("""[{"addCommunity":{"value":"1:1:1:1"}}]""", "[0].addCommunity.value is '1:1:1:1', which is no community: " + CommunityRemedy)]
    [InlineData("""[{"addCommunity":{"value":"1:01"}}]""", "[0].addCommunity.value is '1:01': write 1:1")]
    [InlineData("""[{"prependASPath":{"prefix":[]}}]""", "[0].prependASPath.prefix is empty: write at least 1")]
    [InlineData("""[{"prependASPath":{"prefix":[1,2,3,4,5,6,7,8,9,10,11]}}]""", "[0].prependASPath.prefix has 11 elements: keep at most 10")]
    [InlineData("""[{"prependASPath":{"prefix":[1.5]}}]""", "[0].prependASPath.prefix[0] is 1.5: put it in quotes if the two halves of an AS number are meant")]
    [InlineData("""[{"setMetric":{"value":1}}]""", "[0].setMetric is not known here: remove it, or use one of addCommunity, prependASPath, setPriority", "[0] is empty: write one of addCommunity, prependASPath, setPriority")]
    public void An_operation_changes_one_thing(string operations, params string[] expected) => AssertRule(
        $$"""{"action":"Accept","operations":{{operations}}}""", [.. expected.Select(fault => ".operations" + fault)]);

    [Fact]
    public void More_than_ten_operations_are_too_many() => AssertRule(
        $$"""{"action":"Accept","operations":[{{string.Join(',', Enumerable.Repeat("""{"setPriority":{"value":1}}""", 11))}}]}""",
        [".operations has 11 elements: keep at most 10"]);

    [Fact]
    public void A_refused_route_is_not_changed() => AssertRule(
        """{"action":"Reject","operations":[{"setPriority":{"value":1}}]}""",
        [".operations is there beside action Reject: write Accept, or remove it"]);

    private static void AssertRule(string rule, string[] expected) => Assert.Equal(
        expected.Select(fault => "spec.importV4[1]" + fault),
        FaultsOf(Kinds.BgpFilter, $$$"""{"importV4":[{"action":"Reject"},{{{rule}}}]}"""));
}
