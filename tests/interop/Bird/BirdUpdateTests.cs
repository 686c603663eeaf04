using Margay.Bgp.Wire;
using Margay.Primitives;

namespace Margay.Tests.Interop.Bird;

/// <summary>UPDATEs that BIRD sends and takes, byte for byte through the codec.</summary>
public sealed class BirdUpdateTests
{
    private const uint DaemonAs = 4200000000;

    public static TheoryData<IpFamily, uint> Peers => new()
    {
        { IpFamily.V4, DaemonAs }, { IpFamily.V4, 64512 }, { IpFamily.V6, DaemonAs }, { IpFamily.V6, 64512 },
    };

    [Theory]
    [MemberData(nameof(Peers))]
    public void What_bird_announces_is_read_with_every_attribute(IpFamily family, uint localAs)
    {
        var (prefix, aggregate) = family == IpFamily.V4 ? ("10.101.0.0/24", "10.102.0.0/16") : ("fd00:101::/64", "fd00:102::/48");
        using var link = new PeerLink();
        using var listener = link.Listen(family == IpFamily.V4 ? PeerLink.OurV4 : PeerLink.OurV6);
        using var bird = new BirdDaemon(link.Daemon, Config(family, localAs, $$"""
            import none;
            export filter {
              if net = {{prefix}} then {
                bgp_origin = ORIGIN_INCOMPLETE; bgp_med = 77; bgp_local_pref = 300;
                bgp_path.prepend(65010); bgp_community.add((64512, 5)); bgp_large_community.add((64512, 6, 7));
                bgp_ext_community.add((rt, 64512, 9));
              }
              accept;
            };
            """, $"route {prefix} blackhole; route {aggregate} blackhole;"));
        var which = family == IpFamily.V4 ? AddressFamily.V4Unicast : AddressFamily.V6Unicast;
        using var session = ScriptedSession.Accept(listener, localAs, Says(which));

        var routes = session.ReadFlood(which).SelectMany(update => update.Announced)
            .SelectMany(group => group.Routes, (group, route) => (route.Prefix, group.Attributes)).ToDictionary();

        var external = localAs != DaemonAs;
        var plain = new PathAttributes
        {
            Origin = RouteOrigin.Igp,
            AsPath = external ? AsPath.Of(DaemonAs) : default,
            NextHop = IpAddr.Parse(family == IpFamily.V4 ? "10.203.0.2" : "fd00:203::2"),
            LocalPref = external ? null : 100,
            LinkLocalNextHop = routes[Cidr.Parse(prefix)].LinkLocalNextHop,
        };
        Assert.Equal(2, routes.Count);
        Assert.Equal(plain, routes[Cidr.Parse(aggregate)]);
        Assert.Equal(
            plain with
            {
                Origin = RouteOrigin.Incomplete,
                AsPath = external ? AsPath.Of(DaemonAs, 65010) : AsPath.Of(65010),
                Med = 77,
                LocalPref = external ? null : 300,
                Communities = [64512u << 16 | 5],
                LargeCommunities = [new LargeCommunity(64512, 6, 7)],
                ExtendedCommunities = [0x0002_FC00_0000_0009],
            },
            routes[Cidr.Parse(prefix)]);
    }

    [Theory]
    [MemberData(nameof(Peers))]
    public void What_we_announce_stands_in_bird_until_it_is_withdrawn(IpFamily family, uint localAs)
    {
        var which = family == IpFamily.V4 ? AddressFamily.V4Unicast : AddressFamily.V6Unicast;
        using var link = new PeerLink();
        using var listener = link.Listen(family == IpFamily.V4 ? PeerLink.OurV4 : PeerLink.OurV6);
        using var bird = new BirdDaemon(link.Daemon, Config(family, localAs, "import all; export none;", ""));
        using var session = ScriptedSession.Accept(listener, localAs, Says(which));
        var prefix = new Nlri(Cidr.Parse(family == IpFamily.V4 ? "10.65.1.0/26" : "fd00:65:1::/122"));
        var attributes = new PathAttributes
        {
            Origin = RouteOrigin.Egp,
            AsPath = AsPath.Of([.. localAs == DaemonAs ? (uint[])[] : [localAs], 65010, 4200000001]),
            NextHop = IpAddr.Parse(family == IpFamily.V4 ? PeerLink.OurV4 : PeerLink.OurV6),
            Med = 5,
            LocalPref = 250,
            Aggregator = new Aggregator(4200000001, IpAddr.Parse("10.0.0.9")),
            Communities = [WellKnownCommunity.NoExport, 64512u << 16 | 5],
            ExtendedCommunities = [0x0002_FC00_0000_0009],
            LargeCommunities = [new LargeCommunity(4200000001, 6, 7)],
            Unknown = [new UnknownAttribute(99, [1, 2])],
        };

        session.Send(writer => UpdateEncoder.Announce(writer, attributes, [prefix], session.Outgoing));
        session.Settle(which);
        var shown = bird.Ask($"show route all {prefix.Prefix}");
        Assert.Contains($"BGP.as_path: {attributes.AsPath}", shown, StringComparison.Ordinal);
        Assert.Contains("BGP.origin: EGP", shown, StringComparison.Ordinal);
        Assert.Contains("BGP.med: 5", shown, StringComparison.Ordinal);
        Assert.Contains($"BGP.local_pref: {(localAs == DaemonAs ? 250 : 100)}", shown, StringComparison.Ordinal);
        Assert.Contains("BGP.aggregator: 10.0.0.9 AS4200000001", shown, StringComparison.Ordinal);
        Assert.Contains("BGP.community: (65535,65281) (64512,5)", shown, StringComparison.Ordinal);
        Assert.Contains("BGP.ext_community: (rt, 64512, 9)", shown, StringComparison.Ordinal);
        Assert.Contains("BGP.large_community: (4200000001, 6, 7)", shown, StringComparison.Ordinal);
        Assert.Contains("BGP.63 [t]: 01 02", shown, StringComparison.Ordinal);

        session.Send(writer => UpdateEncoder.Withdraw(writer, [prefix], session.Outgoing));
        session.Settle(which);
        Assert.Contains("0 of 0 routes", bird.Ask("show route count"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_prefix_of_v4_goes_by_a_next_hop_of_v6()
    {
        using var link = new PeerLink();
        using var listener = link.Listen(PeerLink.OurV6);
        using var bird = new BirdDaemon(link.Daemon, $$"""
            protocol bgp margay {
              local as {{DaemonAs}}; neighbor {{PeerLink.OurV6}} as 64512; connect delay time 1;
              ipv4 { import all; export none; extended next hop on; };
            }
            """);
        using var session = ScriptedSession.Accept(
            listener, 64512, [.. Says(AddressFamily.V4Unicast), new Capability.ExtendedNextHop([AddressFamily.V4Unicast])]);

        var attributes = new PathAttributes { AsPath = AsPath.Of(64512), NextHop = IpAddr.Parse(PeerLink.OurV6) };
        session.Send(writer => UpdateEncoder.Announce(writer, attributes, [new Nlri(Cidr.Parse("10.65.1.0/26"))], session.Outgoing));
        session.Settle(AddressFamily.V4Unicast);

        Assert.Contains($"via {PeerLink.OurV6} on eth0", bird.Ask("show route 10.65.1.0/26"), StringComparison.Ordinal);
    }

    [Fact]
    public void Two_paths_for_one_prefix_stand_side_by_side_and_go_one_by_one()
    {
        using var link = new PeerLink();
        using var listener = link.Listen(PeerLink.OurV4);
        using var bird = new BirdDaemon(link.Daemon, Config(IpFamily.V4, 64512, "import all; export none; add paths on;", ""));
        using var session = ScriptedSession.Accept(
            listener, 64512, [.. Says(AddressFamily.V4Unicast), new Capability.AddPath([(AddressFamily.V4Unicast, AddPathMode.Send)])]);
        var prefix = Cidr.Parse("10.65.1.0/26");
        Assert.True(session.Outgoing.V4PathIds);

        foreach (var id in (uint[])[1, 2])
        {
            var attributes = new PathAttributes { AsPath = AsPath.Of(64512), NextHop = IpAddr.Parse(PeerLink.OurV4), Med = id };
            session.Send(writer => UpdateEncoder.Announce(writer, attributes, [new Nlri(prefix, id)], session.Outgoing));
        }

        session.Settle(AddressFamily.V4Unicast);
        Assert.Contains("2 of 2 routes", bird.Ask("show route count"), StringComparison.Ordinal);

        session.Send(writer => UpdateEncoder.Withdraw(writer, [new Nlri(prefix, 1)], session.Outgoing));
        session.Settle(AddressFamily.V4Unicast);
        Assert.Contains("BGP.med: 2", bird.Ask("show route all"), StringComparison.Ordinal);
        Assert.Contains("1 of 1 routes", bird.Ask("show route count"), StringComparison.Ordinal);
    }

    [Fact]
    public void Thousands_of_prefixes_take_as_many_messages_as_they_need()
    {
        using var link = new PeerLink();
        using var listener = link.Listen(PeerLink.OurV4);
        using var bird = new BirdDaemon(link.Daemon, Config(IpFamily.V4, 64512, "import all; export none;", ""));
        using var session = ScriptedSession.Accept(listener, 64512, Says(AddressFamily.V4Unicast));
        Nlri[] routes = [.. Enumerable.Range(0, 5000).Select(n => new Nlri(Cidr.Create(IpAddr.V4(0x0A410000u + ((uint)n << 6)), 26)))];
        var attributes = new PathAttributes { AsPath = AsPath.Of(64512), NextHop = IpAddr.Parse(PeerLink.OurV4) };

        session.Send(writer => UpdateEncoder.Announce(writer, attributes, routes, session.Outgoing));
        session.Settle(AddressFamily.V4Unicast);
        Assert.Contains("5000 of 5000 routes", bird.Ask("show route count"), StringComparison.Ordinal);

        session.Send(writer => UpdateEncoder.Withdraw(writer, routes.AsSpan(1), session.Outgoing));
        session.Settle(AddressFamily.V4Unicast);
        Assert.Contains("1 of 1 routes", bird.Ask("show route count"), StringComparison.Ordinal);
    }

    private static Capability[] Says(AddressFamily family) =>
        [new Capability.MultiProtocol(family), new Capability.RouteRefresh(), new Capability.EnhancedRouteRefresh(), new Capability.GracefulRestart(false, false, 120, [])];

    private static string Config(IpFamily family, uint remoteAs, string channel, string routes)
    {
        var (name, neighbor) = family == IpFamily.V4 ? ("ipv4", PeerLink.OurV4) : ("ipv6", PeerLink.OurV6);
        return $$"""
            protocol static { {{name}}; {{routes}} }
            protocol bgp margay {
              local as {{DaemonAs}}; neighbor {{neighbor}} as {{remoteAs}}; connect delay time 1;
              {{name}} { {{channel}} };
            }
            """;
    }
}
