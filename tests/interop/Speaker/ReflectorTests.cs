using Margay.Bgp.Fsm;
using Margay.Bgp.Speaker;
using Margay.Primitives;
using Margay.Tests.Interop.Bird;
using Margay.Tests.Interop.Daemons;
using Margay.Tests.Interop.Frr;
using Margay.Tests.Kernel.Tables;

namespace Margay.Tests.Interop.Speaker;

/// <summary>Route reflection (RFC 4456), the speaker being client and reflector, with several paths for a prefix (RFC 7911) and without.</summary>
public sealed class ReflectorTests
{
    private const string OurCluster = "10.0.0.7";

    [Theory]
    [ClassData(typeof(OverEitherTransport))]
    public Task A_client_sees_who_brought_a_route_and_through_which_cluster(DaemonKind kind, IpFamily transport) =>
        Encounter.RunAsync(kind, Reflecting(transport), async one =>
        {
            await ConfigureClientsAsync(one, one.Ours);

            await one.Speaker.UntilRoutesAsync([.. one.Theirs, one.Ours]);

            var brought = Assert.Single(await one.Speaker.PathsAsync(one.Ours)).Path.Attributes;
            Assert.Equal(
                TestSpeaker.Marks with
                {
                    NextHop = IpAddr.Parse(one.Ours.Contains(':') ? PeerLink.OtherV6 : PeerLink.OtherV4),
                    LinkLocalNextHop = brought.LinkLocalNextHop,
                    LocalPref = 100,
                    Med = brought.Med,
                    OriginatorId = IpAddr.Parse(PeerLink.OtherV4),
                    ClusterList = [(uint)IpAddr.Parse(SessionTerms.TheirCluster).Value],
                },
                brought);
            var originator = Assert.Single(await one.Speaker.PathsAsync(one.Theirs[0])).Path.Attributes.OriginatorId;
            Assert.Equal(kind == DaemonKind.GoBgp ? IpAddr.Parse(PeerLink.TheirV4) : default, originator);
        });

    [Theory]
    [ClassData(typeof(OverEitherTransport))]
    public Task A_client_hears_of_every_path_of_a_reflector_that_tells_all(DaemonKind kind, IpFamily transport) =>
        Encounter.RunAsync(kind, Reflecting(transport) with { AddPath = true }, async one =>
        {
            await ConfigureClientsAsync(one, one.Theirs[0]);

            await one.Speaker.UntilPathsAsync(one.Theirs[0], paths => paths.Count == 2);

            var paths = await one.Speaker.PathsAsync(one.Theirs[0]);
            Assert.Equal(2, paths.Select(path => path.Path.PathId).Distinct().Count());
            Assert.Single(paths, path => path.Path.Attributes.OriginatorId == IpAddr.Parse(PeerLink.OtherV4));
        });

    [Theory]
    [ClassData(typeof(OverEitherTransport))]
    public Task A_reflector_tells_its_clients_of_each_other(DaemonKind kind, IpFamily transport) =>
        Encounter.RunAsync(kind, Internal(transport), async one =>
        {
            await ReflectAsync(one, one.Prefix(1));

            one.Daemon.AwaitRoute(one.Prefix(1), one.Daemon.Reflected(PeerLink.OtherV4, OurCluster));
            one.Daemon.AwaitRoute(one.Ours);
            await one.Other.UntilRoutesAsync([.. one.Theirs, one.Ours]);
            var reflected = Assert.Single(await one.Other.PathsAsync(one.Theirs[0])).Path.Attributes;
            Assert.Equal(IpAddr.Parse(PeerLink.TheirV4), reflected.OriginatorId);
            Assert.Equal([(uint)IpAddr.Parse(OurCluster).Value], reflected.ClusterList.ToArray());
        });

    [Theory]
    [ClassData(typeof(OverEitherTransport))]
    public Task A_reflector_tells_a_client_that_takes_them_of_all_paths(DaemonKind kind, IpFamily transport) =>
        Encounter.RunAsync(kind, Internal(transport) with { AddPath = true }, async one =>
        {
            await ReflectAsync(one, one.Ours);

            one.Daemon.AwaitPaths(one.Ours, 2);
            one.Daemon.AwaitRoute(one.Ours, one.Daemon.Reflected(PeerLink.OtherV4, OurCluster));
        });

    [Theory]
    [ClassData(typeof(OverEitherTransport))]
    public Task Clients_keep_the_routes_of_a_client_that_restarts(DaemonKind kind, IpFamily transport) =>
        Encounter.RunAsync(kind, Internal(transport), async one =>
        {
            await ReflectAsync(one);
            await one.Other.UntilRoutesAsync([.. one.Theirs, one.Ours]);
            var before = one.Speaker.Heard(one.Theirs[^1]);

            one.Daemon.Kill();
            await one.Speaker.UntilPeerAsync(peer => peer.State != SessionState.Established);
            one.Daemon.Restart();
            await one.Speaker.UntilHeardAsync(one.Theirs[^1], before + 1);
            one.Daemon.AwaitRoute(one.Ours);
            one.Daemon.Withdraw(one.Theirs[^1]);

            await one.Other.UntilRoutesAsync([.. one.Theirs[..^1], one.Ours]);
            Assert.Equal([Cidr.Parse(one.Theirs[^1])], one.Other.Lost);
        });

    [Fact]
    public async Task A_reflector_tells_two_daemons_of_each_other()
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
        var terms = Internal(IpFamily.V4);
        using var frr = new FrrDaemon(third, terms with { Id = FrrV4 });
        await using var speaker = new TestSpeaker(link);
        var client = AsClient(TestSpeaker.Peer(terms));
        await speaker.ConfigureAsync([client, client with { Name = "other", Address = IpAddr.Parse(FrrV4) }], "10.104.0.0/26");

        bird.Await($"show route all {PeerDaemon.RouteV4}", [.. bird.Reflected(FrrV4, OurCluster), $"BGP.next_hop: {FrrV4}"]);
        frr.Await("show bgp ipv4 unicast 10.105.0.0/24", [.. frr.Reflected(PeerLink.TheirV4, OurCluster), $"{PeerLink.TheirV4} from {PeerLink.OurV4}", "best"]);
        frr.AwaitRoute("10.104.0.0/26", PeerLink.OurV4);
        Assert.DoesNotContain("Originator", frr.Ask("show bgp ipv4 unicast 10.104.0.0/26"), StringComparison.Ordinal);
    }

    private static SessionTerms Internal(IpFamily transport) => new() { Transport = transport, As = TestSpeaker.OurAs };

    private static SessionTerms Reflecting(IpFamily transport) => Internal(transport) with { DaemonReflects = true };

    private static PeerConfig AsClient(PeerConfig peer) => peer with { IsClient = true, ClusterId = (uint)IpAddr.Parse(OurCluster).Value };

    /// <summary>Both speakers are clients of the daemon; the second has something to say.</summary>
    private static async Task ConfigureClientsAsync(Encounter one, params string[] routesOfOther)
    {
        await one.Speaker.ConfigureAsync(one.Peer);
        await one.Other.ConfigureAsync(TestSpeaker.AsOther(one.Peer, one.Terms), routesOfOther);
    }

    /// <summary>Daemon and second speaker are clients of the first, which has a route too.</summary>
    private static async Task ReflectAsync(Encounter one, params string[] routesOfOther)
    {
        var daemon = AsClient(one.Peer);
        var other = daemon with { Name = "other", Address = IpAddr.Parse(one.Terms.OtherAddress) };
        await one.Speaker.ConfigureAsync([daemon, other with { Session = other.Session with { Passive = true } }], one.Ours);
        await one.Other.ConfigureAsync(TestSpeaker.AsOther(one.Peer with { Address = IpAddr.Parse(one.Terms.OurAddress) }, one.Terms), routesOfOther);
    }
}
