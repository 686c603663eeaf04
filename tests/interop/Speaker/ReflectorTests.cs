using Margay.Bgp.Wire;
using Margay.Primitives;
using Margay.Tests.Interop.Bird;
using Margay.Tests.Interop.Daemons;
using Margay.Tests.Interop.Frr;
using Margay.Tests.Kernel.Tables;

namespace Margay.Tests.Interop.Speaker;

/// <summary>Route reflection (RFC 4456), the speaker being client and reflector.</summary>
public sealed class ReflectorTests
{
    private const string OtherV4 = "10.203.0.3";

    private static readonly SessionTerms Internal = new() { As = TestSpeaker.OurAs };

    [Fact]
    public async Task A_client_sees_who_brought_a_route_and_through_which_cluster()
    {
        using var link = new PeerLink();
        link.Ours.Ip($"addr add {OtherV4}/24 dev eth0");
        using var bird = new BirdDaemon(link.Daemon, BirdDaemon.Config(Internal, "rr client; rr cluster id 10.0.0.99;") + $$"""

            protocol bgp sibling {
              local {{PeerLink.TheirV4}} as {{TestSpeaker.OurAs}}; neighbor {{OtherV4}} as {{TestSpeaker.OurAs}}; passive on;
              rr client; rr cluster id 10.0.0.99;
              ipv4 { import all; export all; };
            }
            """);
        await using var speaker = new TestSpeaker(link);
        await using var other = new TestSpeaker(link) { Listens = false };
        var peer = TestSpeaker.Peer(IpFamily.V4, TestSpeaker.OurAs);
        await speaker.ConfigureAsync(peer);
        await other.ConfigureAsync(
            peer with
            {
                Source = IpAddr.Parse(OtherV4),
                OwnV4 = IpAddr.Parse(OtherV4),
                Session = peer.Session with { LocalId = IpAddr.Parse(OtherV4) },
            },
            "10.104.0.0/26");

        await speaker.UntilRoutesAsync(PeerDaemon.RouteV4, PeerDaemon.RouteV6, "10.104.0.0/26");

        var attributes = await AttributesAsync(speaker, "10.104.0.0/26");
        Assert.Equal(IpAddr.Parse(OtherV4), attributes.OriginatorId);
        Assert.Equal([0x0A000063u], attributes.ClusterList.ToArray());
        Assert.True((await AttributesAsync(speaker, PeerDaemon.RouteV4)).OriginatorId.IsNone);
    }

    [Fact]
    public async Task A_reflector_tells_its_clients_of_each_other()
    {
        const string FrrV4 = "10.204.0.2";
        using var link = new PeerLink();
        using var third = new TestNamespace();
        link.Ours.Ip($"""
            link add eth1 type veth peer name eth0 netns {third.Path}
            addr add 10.204.0.1/24 dev eth1
            link set eth1 up
            """);
        third.Ip($"""
            addr add {FrrV4}/24 dev eth0
            link set eth0 up
            route add 10.203.0.0/24 via 10.204.0.1
            """);
        link.Daemon.Ip($"route add 10.204.0.0/24 via {PeerLink.OurV4}");
        using var bird = new BirdDaemon(link.Daemon, $$"""
            protocol static { ipv4; route 10.105.0.0/24 blackhole; }
            protocol bgp margay {
              local {{PeerLink.TheirV4}} as {{TestSpeaker.OurAs}}; neighbor {{PeerLink.OurV4}} as {{TestSpeaker.OurAs}}; connect delay time 1;
              ipv4 { import all; export all; };
            }
            """);
        using var frr = new FrrDaemon(third, Internal with { Id = FrrV4 });
        await using var speaker = new TestSpeaker(link);
        var client = TestSpeaker.Peer(IpFamily.V4, TestSpeaker.OurAs) with { IsClient = true, ClusterId = 0x0A000007 };
        var other = client with { Name = "other", Address = IpAddr.Parse(FrrV4) };
        await speaker.ConfigureAsync([client, other], "10.104.0.0/26");

        bird.Await($"show route all {PeerDaemon.RouteV4}", $"BGP.originator_id: {FrrV4}", "BGP.cluster_list: 10.0.0.7", $"BGP.next_hop: {FrrV4}");
        frr.Await("show bgp ipv4 unicast 10.105.0.0/24", $"Originator: {PeerLink.TheirV4}", "Cluster list: 10.0.0.7", $"{PeerLink.TheirV4} from {PeerLink.OurV4}", "best");
        frr.AwaitRoute("10.104.0.0/26", PeerLink.OurV4);
        Assert.DoesNotContain("Originator", frr.Ask("show bgp ipv4 unicast 10.104.0.0/26"), StringComparison.Ordinal);
    }

    private static async Task<PathAttributes> AttributesAsync(TestSpeaker speaker, string prefix)
    {
        var route = Assert.Single(await speaker.Speaker.RoutesAsync(IpFamily.V4, Cidr.Parse(prefix)));
        return Assert.Single(route.Paths).Path.Attributes;
    }
}
