using Margay.Bgp.Wire;
using Margay.Primitives;
using Margay.Tests.Interop.Daemons;

namespace Margay.Tests.Interop.GoBgp;

/// <summary>UPDATEs that GoBGP sends and takes, byte for byte through the codec.</summary>
public sealed class GoBgpUpdateTests
{
    private const uint DaemonAs = 4200000000;

    [Theory]
    [InlineData(IpFamily.V4)]
    [InlineData(IpFamily.V6)]
    public void What_gobgp_announces_is_read_with_every_attribute(IpFamily family)
    {
        var (prefix, nextHop, which, name) = family == IpFamily.V4
            ? ("10.103.0.0/24", "10.203.0.2", AddressFamily.V4Unicast, "ipv4")
            : ("fd00:103::/64", "fd00:203::2", AddressFamily.V6Unicast, "ipv6");
        using var link = new PeerLink();
        using var listener = link.Listen(family == IpFamily.V4 ? PeerLink.OurV4 : PeerLink.OurV6);
        var terms = new SessionTerms { Transport = family, As = DaemonAs };
        using var gobgp = new GoBgpDaemon(link.Daemon, terms, $"-a {name} {prefix} nexthop {nextHop} origin egp med 7 community 64512:5,no-export large-community 64512:6:7 rt 64512:9 aggregator 65001:10.0.0.9");
        using var session = ScriptedSession.Accept(listener, 64512, new Capability.MultiProtocol(which), new Capability.GracefulRestart(false, false, 120, [(which, false)]));

        var (attributes, routes) = Assert.Single(session.ReadFlood(which).SelectMany(update => update.Announced));

        Assert.Equal([new Nlri(Cidr.Parse(prefix))], routes);
        Assert.Equal(
            new PathAttributes
            {
                Origin = RouteOrigin.Egp,
                AsPath = AsPath.Of(DaemonAs),
                NextHop = IpAddr.Parse(nextHop),
                Med = 7,
                Aggregator = new Aggregator(65001, IpAddr.Parse("10.0.0.9")),
                Communities = [64512u << 16 | 5, WellKnownCommunity.NoExport],
                LargeCommunities = [new LargeCommunity(64512, 6, 7)],
                ExtendedCommunities = [0x0002_FC00_0000_0009],
            },
            attributes);
    }
}
