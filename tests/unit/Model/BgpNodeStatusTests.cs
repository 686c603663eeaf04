using Margay.Model.Resources;
using static Margay.Tests.Unit.Model.BgpResource;

namespace Margay.Tests.Unit.Model;

public sealed class BgpNodeStatusTests
{
    [Fact]
    public void Every_field_is_known_and_kept() => AssertKept(Kinds.CalicoNodeStatus, """
        {
          "metadata": { "name": "n1" },
          "spec": { "node": "n1", "classes": ["Agent", "BGP", "Routes"], "updatePeriodSeconds": 10 },
          "status": {
            "lastUpdated": "2026-01-31T12:00:00+00:00",
            "agent": {
              "birdV4": { "state": "Ready", "version": "1", "routerID": "192.0.2.1", "lastBootTime": "12:00", "lastReconfigurationTime": "12:01" },
              "birdV6": { "state": "NotReady" }
            },
            "bgp": {
              "numberEstablishedV4": 1, "numberNotEstablishedV4": 0, "numberEstablishedV6": 0, "numberNotEstablishedV6": 1,
              "peersV4": [{ "peerIP": "192.0.2.2", "type": "NodeMesh", "state": "Established", "since": "12:00:05" }],
              "peersV6": [{ "peerIP": "2001:db8::2", "type": "GlobalPeer", "state": "Close" }]
            },
            "routes": {
              "routesV4": [{ "type": "FIB", "destination": "10.65.0.0/26", "gateway": "192.0.2.2", "interface": "eth0",
                "learnedFrom": { "sourceType": "NodeMesh", "peerIP": "192.0.2.2" } }],
              "routesV6": [{ "type": "RIB", "destination": "fd65::/122", "gateway": "N/A", "learnedFrom": { "sourceType": "Direct" } }]
            }
          }
        }
        """);

    [Theory]
    [InlineData("""{"node":"n1","classes":["BGP"],"updatePeriodSeconds":0}""")]
    [InlineData("""{}""", "spec.node is missing: write a text", "spec.classes is missing: write a list", "spec.updatePeriodSeconds is missing: write a number from 0 to 86400")]
    [InlineData("""{"node":"n_1","classes":["BGP"],"updatePeriodSeconds":86400}""", "spec.node is 'n_1': use at most 253 lower-case letters, digits, inner dashes and dots")]
    [InlineData("""{"node":"n1","classes":[],"updatePeriodSeconds":1}""", "spec.classes is empty: write at least 1")]
    [InlineData("""{"node":"n1","classes":["bgp"],"updatePeriodSeconds":1}""", "spec.classes[0] is 'bgp': did you mean BGP? Allowed are Agent, BGP, Routes")]
    [InlineData("""{"node":"n1","classes":["BGP","Agent","BGP"],"updatePeriodSeconds":1}""", "spec.classes[2] is 'BGP' a second time: write each element once")]
    [InlineData("""{"node":"n1","classes":["BGP"],"updatePeriodSeconds":86401}""", "spec.updatePeriodSeconds is 86401: write a number from 0 to 86400")]
    [InlineData("""{"node":"n1","classes":["BGP"],"updatePeriodSeconds":-1}""", "spec.updatePeriodSeconds is -1: write a number from 0 to 86400")]
    public void A_request_is_checked(string spec, params string[] expected) => Assert.Equal(expected, FaultsOf(Kinds.CalicoNodeStatus, spec));
}
