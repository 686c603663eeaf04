using Margay.Primitives;
using Margay.Tests.Interop.Daemons;

namespace Margay.Tests.Interop.Speaker;

/// <summary>IPv4 routes between speakers that reach each other by IPv6 only (RFC 8950).</summary>
public sealed class ExtendedNextHopTests
{
    [Theory]
    [InlineData(DaemonKind.Bird, SessionTerms.ExternalAs)]
    [InlineData(DaemonKind.Bird, TestSpeaker.OurAs)]
    [InlineData(DaemonKind.Frr, SessionTerms.ExternalAs)]
    [InlineData(DaemonKind.Frr, TestSpeaker.OurAs)]
    [InlineData(DaemonKind.GoBgp, SessionTerms.ExternalAs)]
    [InlineData(DaemonKind.GoBgp, TestSpeaker.OurAs)]
    public Task Prefixes_of_v4_go_both_ways_by_next_hops_of_v6(DaemonKind kind, uint theirAs) =>
        Encounter.RunAsync(kind, new SessionTerms { Transport = IpFamily.V6, As = theirAs, ExtendedNextHop = true }, async one =>
        {
            one.Link.DropV4();

            await one.Speaker.ConfigureAsync(one.Peer with { OwnV4 = default }, "10.104.0.0/26");

            await one.Speaker.UntilRoutesAsync(one.Theirs);
            Assert.Equal([IpAddr.Parse(PeerLink.TheirV6)], one.Speaker.Routes[Cidr.Parse(PeerDaemon.RouteV4)]);
            one.Daemon.AwaitRoute("10.104.0.0/26", PeerLink.OurV6);
        });
}
