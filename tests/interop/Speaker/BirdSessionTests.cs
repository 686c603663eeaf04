using Margay.Bgp.Fsm;
using Margay.Primitives;
using Margay.Tests.Interop.Bird;

namespace Margay.Tests.Interop.Speaker;

/// <summary>Whole sessions with BIRD.</summary>
public sealed class BirdSessionTests
{
    private const uint TheirAs = 4200000000;

    public static TheoryData<IpFamily, uint> Peers => new()
    {
        { IpFamily.V4, TheirAs }, { IpFamily.V4, TestSpeaker.OurAs }, { IpFamily.V6, TheirAs }, { IpFamily.V6, TestSpeaker.OurAs },
    };

    [Theory]
    [MemberData(nameof(Peers))]
    public async Task Routes_of_both_families_go_both_ways_and_are_taken_back(IpFamily transport, uint theirAs)
    {
        using var link = new PeerLink();
        using var bird = new BirdDaemon(link.Daemon, Config(transport, theirAs));
        await using var speaker = new TestSpeaker(link);
        var peer = TestSpeaker.Peer(transport, theirAs);
        await speaker.ConfigureAsync(peer, "10.104.0.0/26", "fd00:104::/122");

        await speaker.UntilRoutesAsync("10.101.0.0/24", "fd00:101::/64");
        Assert.Equal(SessionState.Established, (await speaker.UntilStateAsync(SessionState.Established)).State);
        Assert.Equal([IpAddr.Parse(PeerLink.TheirV4)], speaker.Routes[Cidr.Parse("10.101.0.0/24")]);
        Assert.Equal([IpAddr.Parse(PeerLink.TheirV6)], speaker.Routes[Cidr.Parse("fd00:101::/64")]);
        bird.Await("show route all 10.104.0.0/26", "10.203.0.1", "(64512,7)");
        bird.Await("show route all fd00:104::/122", "fd00:203::1", "(64512,7)");

        await speaker.ConfigureAsync(peer, "10.104.0.0/26");
        bird.AwaitAbsence("show route", "fd00:104::/122");
        bird.Ask("disable s6");
        await speaker.UntilRoutesAsync("10.101.0.0/24");
    }

    private static string Config(IpFamily transport, uint theirAs, string more = "") => $$"""
        protocol static s4 { ipv4; route 10.101.0.0/24 blackhole; }
        protocol static s6 { ipv6; route fd00:101::/64 blackhole; }
        protocol bgp margay {
          local {{(transport == IpFamily.V4 ? PeerLink.TheirV4 : PeerLink.TheirV6)}} as {{theirAs}};
          neighbor {{(transport == IpFamily.V4 ? PeerLink.OurV4 : PeerLink.OurV6)}} as {{TestSpeaker.OurAs}};
          connect delay time 1; connect retry time 1; error wait time 1, 5; graceful restart on;
          {{more}}
          ipv4 { import all; export all; next hop self; };
          ipv6 { import all; export all; next hop self; };
        }
        """;
}
