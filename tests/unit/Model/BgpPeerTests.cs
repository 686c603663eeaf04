using Margay.Model.Resources;
using Margay.Model.Validation;
using static Margay.Tests.Unit.Model.BgpResource;

namespace Margay.Tests.Unit.Model;

public sealed class BgpPeerTests
{
    [Fact]
    public void Every_field_is_known_and_kept() => AssertKept(Kinds.BgpPeer, """
        {
          "metadata": { "name": "rack-1" },
          "spec": {
            "nodeSelector": "rack == '1'", "peerIP": "[2001:db8::1]:1790", "asNumber": 64513, "localASNumber": 4200000000,
            "keepOriginalNextHop": false, "nextHopMode": "Self",
            "password": { "secretKeyRef": { "name": "bgp", "key": "rack-1" } },
            "sourceAddress": "None", "maxRestartTime": "2m0s", "keepaliveTime": "10s", "numAllowedLocalASNumbers": 1, "ttlSecurity": 255,
            "reachableBy": "2001:db8::ff", "filters": ["first", "second"], "reversePeering": "Manual"
          }
        }
        """);

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"node":"n1"}""")]
    [InlineData("""{"peerSelector":"route-reflector == 'yes'"}""")]
    [InlineData("""{"localWorkloadSelector":"app == 'router'","asNumber":64513}""")]
    public void Every_way_to_name_the_ends_is_kept(string spec) => AssertKept(Kinds.BgpPeer, $$$"""{"metadata":{"name":"a"},"spec":{{{spec}}}}""");

    [Theory]
    [InlineData("{}", "{}")]
    [InlineData("""{"asNumber":"64513","localASNumber":"1.10"}""", """{"asNumber":64513,"localASNumber":65546}""")]
    [InlineData("""{"asNumber":"x"}""", """{"asNumber":"x"}""")]
    public void AS_numbers_are_stored_as_numbers_and_nothing_is_filled_in(string spec, string expected) =>
        Assert.Equal(expected, Stored(Kinds.BgpPeer, spec));

    [Theory]
    [InlineData("""{"node":"n1","nodeSelector":"all()"}""", "spec.nodeSelector is set beside node: keep one of them")]
    [InlineData("""{"node":"","nodeSelector":"all()"}""")]
    [InlineData("""{"node":"N1"}""", "spec.node is 'N1': use at most 253 lower-case letters, digits, inner dashes and dots")]
    [InlineData("""{"nodeSelector":"a =="}""", "spec.nodeSelector is 'a ==', which is no selector: expected a value in quotes (at character 5)")]
    [InlineData("""{"peerIP":"192.0.2.1","peerSelector":"all()"}""", "spec.peerSelector is set beside peerIP: keep one of them, or make a BGPPeer of its own for each")]
    [InlineData("""{"peerIP":"192.0.2.1","localWorkloadSelector":"all()","asNumber":1}""", "spec.localWorkloadSelector is set beside peerIP: keep one of them, or make a BGPPeer of its own for each")]
    [InlineData("""{"peerSelector":"all()","localWorkloadSelector":"all()"}""", "spec.localWorkloadSelector is set beside peerSelector: keep one of them, or make a BGPPeer of its own for each", "spec.asNumber is missing beside localWorkloadSelector: write the AS number of the workloads")]
    public void Each_end_is_named_in_one_way(string spec, params string[] expected) => Assert.Equal(expected, FaultsOf(Kinds.BgpPeer, spec));

    [Theory]
    [InlineData("""{"peerSelector":"all()","asNumber":64512}""", "spec.asNumber is set beside peerSelector: remove it: the selected nodes have their own")]
    [InlineData("""{"peerSelector":"all()","asNumber":"0.1"}""", "spec.asNumber is set beside peerSelector: remove it: the selected nodes have their own")]
    [InlineData("""{"peerSelector":"all()","asNumber":0}""")]
    [InlineData("""{"peerSelector":"all()","localASNumber":64512}""")]
    [InlineData("""{"localWorkloadSelector":"all()"}""", "spec.asNumber is missing beside localWorkloadSelector: write the AS number of the workloads")]
    [InlineData("""{"localWorkloadSelector":"all()","asNumber":"0"}""", "spec.asNumber is 0 beside localWorkloadSelector: write the AS number of the workloads")]
    [InlineData("""{"localWorkloadSelector":"all()","asNumber":"one"}""", "spec.asNumber is 'one', which is no AS number: write a number from 0 to 4294967295, or two as in \"1.10\"")]
    [InlineData("""{"localASNumber":true}""", "spec.localASNumber is true: write a whole number or a text")]
    public void An_AS_number_is_there_where_it_is_needed(string spec, params string[] expected) =>
        Assert.Equal(expected, FaultsOf(Kinds.BgpPeer, spec));

    [Theory]
    [InlineData("192.0.2.1:1790")]
    [InlineData("2001:db8::1")]
    [InlineData("[2001:db8::1]:1")]
    [InlineData("192.0.2.1:0", "is '192.0.2.1:0', which is no address of a peer: write it as in 192.0.2.1, 192.0.2.1:1790, 2001:db8::1 or [2001:db8::1]:1790")]
    [InlineData("[2001:db8::1]", "is '[2001:db8::1]', which is no address of a peer: write it as in 192.0.2.1, 192.0.2.1:1790, 2001:db8::1 or [2001:db8::1]:1790")]
    [InlineData("router.example.com", "is 'router.example.com', which is no address of a peer: write it as in 192.0.2.1, 192.0.2.1:1790, 2001:db8::1 or [2001:db8::1]:1790")]
    public void The_address_of_a_peer_is_checked(string address, params string[] expected) => Assert.Equal(
        expected.Select(fault => "spec.peerIP " + fault), FaultsOf(Kinds.BgpPeer, $$"""{"peerIP":"{{address}}"}"""));

    [Theory]
    [InlineData("""{"reachableBy":"192.0.2.1"}""", "spec.reachableBy is set without peerIP: write the peerIP that it leads to, or remove it")]
    [InlineData("""{"peerIP":"192.0.2.9:1790","reachableBy":"192.0.2.1"}""")]
    [InlineData("""{"peerIP":"192.0.2.9:1790","reachableBy":"2001:db8::1"}""", "spec.reachableBy is 2001:db8::1, of another family than peerIP 192.0.2.9:1790: write an IPv4 address")]
    [InlineData("""{"peerIP":"2001:db8::9","reachableBy":"192.0.2.1"}""", "spec.reachableBy is 192.0.2.1, of another family than peerIP 2001:db8::9: write an IPv6 address")]
    [InlineData("""{"peerIP":"192.0.2.9","reachableBy":"192.0.2.0/24"}""", "spec.reachableBy is '192.0.2.0/24', which is no address: write it as in 10.0.0.1 or 2001:db8::1")]
    [InlineData("""{"keepOriginalNextHop":true}""")]
    [InlineData("""{"keepOriginalNextHop":true,"nextHopMode":"Auto"}""", "spec.keepOriginalNextHop is true beside nextHopMode: remove it: nextHopMode says what holds")]
    [InlineData("""{"nextHopMode":"self"}""", "spec.nextHopMode is 'self': did you mean Self? Allowed are Auto, Self, Keep")]
    [InlineData("""{"sourceAddress":"NodeIP"}""", "spec.sourceAddress is 'NodeIP': write one of UseNodeIP, None")]
    [InlineData("""{"reversePeering":"Never"}""", "spec.reversePeering is 'Never': write one of Auto, Manual")]
    [InlineData("""{"ttlSecurity":256}""", "spec.ttlSecurity is 256: write a number from 0 to 255")]
    [InlineData("""{"numAllowedLocalASNumbers":-1}""", "spec.numAllowedLocalASNumbers is -1: write a number from 0 to 2147483647")]
    [InlineData("""{"keepaliveTime":"-1s"}""", "spec.keepaliveTime is '-1s', which is no duration: write it as in 90s, 5m or 1h30m")]
    [InlineData("""{"maxRestartTime":5}""", "spec.maxRestartTime is 5: write 5s if seconds are meant")]
    [InlineData("""{"filters":["a","B"]}""", "spec.filters[1] is 'B': use at most 253 lower-case letters, digits, inner dashes and dots")]
    [InlineData("""{"password":{"secretKeyRef":{"name":"","key":"k"}}}""", "spec.password.secretKeyRef.name is empty: write a text")]
    public void What_goes_with_a_session_is_checked(string spec, params string[] expected) => Assert.Equal(expected, FaultsOf(Kinds.BgpPeer, spec));

    [Theory]
    [InlineData("""["near","far"]""")]
    [InlineData("""["near","fra","elsewhere"]""", "spec.filters[1] is 'fra', but there is no such BGPFilter: did you mean far?", "spec.filters[2] is 'elsewhere', but there is no such BGPFilter: make the BGPFilter first, or remove its name")]
    public void Filters_that_are_not_there_are_named(string filters, params string[] expected)
    {
        var peer = ResourceReader.Read(Kinds.BgpPeer, Json($$$"""{"spec":{"filters":{{{filters}}}}}"""));
        Assert.Equal(expected, BgpPeerRules.MissingFilters(peer, ["near", "far"]).Select(fault => fault.ToString()));
        Assert.Empty(BgpPeerRules.MissingFilters(new BgpPeer(), []));
    }
}
