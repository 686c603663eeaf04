using Margay.Bgp.Fsm;
using Margay.Primitives;
using Margay.Tests.Interop.Daemons;

namespace Margay.Tests.Interop.Speaker;

/// <summary>The speaker goes without a word and comes back (RFC 4724 §4.1).</summary>
public sealed class OwnRestartTests
{
    private const string Ours = "10.104.0.0/26";

    [Theory]
    [InlineData(DaemonKind.Bird)]
    [InlineData(DaemonKind.Frr)]
    [InlineData(DaemonKind.GoBgp)]
    public async Task The_daemon_keeps_the_routes_meanwhile(DaemonKind kind)
    {
        var peer = TestSpeaker.Peer(IpFamily.V4, SessionTerms.ExternalAs);
        using var link = new PeerLink();
        using var daemon = PeerDaemon.Start(kind, link, new SessionTerms());
        await using (var before = new TestSpeaker(link))
        {
            await before.ConfigureAsync(peer, Ours, "10.104.0.64/26");
            daemon.AwaitRoute(Ours);
            daemon.AwaitRoute("10.104.0.64/26");
        }

        daemon.AwaitStale(Ours);

        await using var speaker = new TestSpeaker(link, hasRestarted: true);
        await speaker.ConfigureAsync(peer, Ours);
        await speaker.UntilStateAsync(SessionState.Established);
        await speaker.UntilRoutesAsync(PeerDaemon.Routes(kind, IpFamily.V4));
        await speaker.UntilAsync(() => Task.FromResult(speaker.HasRestartEnded), () => Task.FromResult("no end of the restart"));
        daemon.AwaitFresh(Ours);
        daemon.AwaitNoRoute("10.104.0.64/26");
    }
}
