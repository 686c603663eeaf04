using Margay.Primitives;
using Margay.Tests.Interop.Daemons;

namespace Margay.Tests.Interop.Speaker;

/// <summary>IPv4 routes between speakers that reach each other by IPv6 only (RFC 8950).</summary>
public sealed class ExtendedNextHopTests
{
    [Theory]
    [InlineData(DaemonKind.Bird)]
    [InlineData(DaemonKind.Frr)]
    public async Task Prefixes_of_v4_go_both_ways_by_next_hops_of_v6(DaemonKind kind)
    {
        var terms = new SessionTerms { Transport = IpFamily.V6, ExtendedNextHop = true };
        using var link = new PeerLink();
        link.Ours.Ip("addr del 10.203.0.1/24 dev eth0");
        link.Daemon.Ip("addr del 10.203.0.2/24 dev eth0");
        using var daemon = PeerDaemon.Start(kind, link, terms);
        await using var speaker = new TestSpeaker(link);
        var peer = TestSpeaker.Peer(IpFamily.V6, terms.As);

        await speaker.ConfigureAsync(peer with { OwnV4 = default, Session = peer.Session with { ExtendedNextHop = true } }, "10.104.0.0/26");

        await speaker.UntilRoutesAsync(PeerDaemon.RouteV4, PeerDaemon.RouteV6);
        Assert.Equal([IpAddr.Parse(PeerLink.TheirV6)], speaker.Routes[Cidr.Parse(PeerDaemon.RouteV4)]);
        daemon.AwaitRoute("10.104.0.0/26", PeerLink.OurV6);
    }
}
