using Margay.Bgp.Fsm;
using Margay.Primitives;
using Margay.Tests.Interop.Daemons;

namespace Margay.Tests.Interop.Speaker;

/// <summary>A daemon that comes back in time (RFC 4724 §4.2).</summary>
public sealed class PeerRestartTests
{
    [Theory]
    [InlineData(DaemonKind.Bird)]
    [InlineData(DaemonKind.Frr)]
    [InlineData(DaemonKind.GoBgp)]
    public async Task Its_routes_stay_while_it_is_away(DaemonKind kind)
    {
        var theirs = PeerDaemon.Routes(kind, IpFamily.V4);
        using var link = new PeerLink();
        using var daemon = PeerDaemon.Start(kind, link, new SessionTerms());
        await using var speaker = new TestSpeaker(link);
        await speaker.ConfigureAsync(TestSpeaker.Peer(IpFamily.V4, SessionTerms.ExternalAs), "10.104.0.0/26");
        await speaker.UntilRoutesAsync(theirs);
        daemon.AwaitRoute("10.104.0.0/26");
        var before = speaker.Heard(theirs[^1]);

        daemon.Kill();
        await speaker.UntilPeerAsync(peer => peer.State != SessionState.Established);
        Assert.Equal(theirs.Length, speaker.Routes.Count);

        daemon.Restart();
        await speaker.UntilHeardAsync(theirs[^1], before + 1);
        await speaker.UntilPeerAsync(peer => peer is { State: SessionState.Established, Establishments: 2 });
        daemon.AwaitRoute("10.104.0.0/26");
        Assert.Empty(speaker.Lost);

        daemon.Withdraw(theirs[^1]);
        await speaker.UntilRoutesAsync(theirs[..^1]);
        Assert.Equal([Cidr.Parse(theirs[^1])], speaker.Lost);
    }
}
