using Margay.Bgp.Fsm;
using Margay.Primitives;
using Margay.Tests.Interop.Daemons;

namespace Margay.Tests.Interop.Speaker;

/// <summary>Whole sessions, over either transport, with a peer of another AS and of ours.</summary>
public sealed class SessionTests
{
    private static readonly string[] OurRoutes = ["10.104.0.0/26", "fd00:104::/122"];

    public static TheoryData<DaemonKind, IpFamily, uint> Peers => [..
        from kind in Enum.GetValues<DaemonKind>()
        from transport in (IpFamily[])[IpFamily.V4, IpFamily.V6]
        from theirAs in (uint[])[SessionTerms.ExternalAs, TestSpeaker.OurAs]
        select new TheoryDataRow<DaemonKind, IpFamily, uint>(kind, transport, theirAs)];

    [Theory]
    [MemberData(nameof(Peers))]
    public async Task Routes_go_both_ways_and_are_taken_back(DaemonKind kind, IpFamily transport, uint theirAs)
    {
        var theirs = PeerDaemon.Routes(kind, transport);
        string[] ours = [.. OurRoutes.Where(prefix => theirs.Any(their => their.Contains(':') == prefix.Contains(':')))];
        using var link = new PeerLink();
        using var daemon = PeerDaemon.Start(kind, link, new SessionTerms { Transport = transport, As = theirAs });
        await using var speaker = new TestSpeaker(link);
        var peer = TestSpeaker.Peer(transport, theirAs);
        await speaker.ConfigureAsync(peer, ours);

        await speaker.UntilRoutesAsync(theirs);
        Assert.Equal(SessionState.Established, (await speaker.UntilStateAsync(SessionState.Established)).State);
        foreach (var prefix in theirs)
            Assert.Equal([IpAddr.Parse(prefix.Contains(':') ? PeerLink.TheirV6 : PeerLink.TheirV4)], speaker.Routes[Cidr.Parse(prefix)]);
        foreach (var prefix in ours) daemon.AwaitRoute(prefix, prefix.Contains(':') ? PeerLink.OurV6 : PeerLink.OurV4);

        await speaker.ConfigureAsync(peer, ours[1..]);
        daemon.AwaitNoRoute(ours[0]);
        daemon.Withdraw(theirs[0]);
        await speaker.UntilRoutesAsync(theirs[1..]);
    }
}
