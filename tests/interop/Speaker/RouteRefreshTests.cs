using Margay.Primitives;
using Margay.Tests.Interop.Daemons;

namespace Margay.Tests.Interop.Speaker;

/// <summary>One side asks for all that the other has said (RFC 2918, RFC 7313).</summary>
public sealed class RouteRefreshTests
{
    private const string Ours = "10.104.0.0/26";

    [Theory]
    [InlineData(DaemonKind.Bird)]
    [InlineData(DaemonKind.Frr)]
    [InlineData(DaemonKind.GoBgp)]
    public async Task Routes_that_are_asked_for_again_come_again_and_are_never_gone(DaemonKind kind)
    {
        var theirs = PeerDaemon.Routes(kind, IpFamily.V4);
        using var link = new PeerLink();
        using var daemon = PeerDaemon.Start(kind, link, new SessionTerms());
        await using var speaker = new TestSpeaker(link);
        await speaker.ConfigureAsync(TestSpeaker.Peer(IpFamily.V4, SessionTerms.ExternalAs), Ours);
        await speaker.UntilRoutesAsync(theirs);
        daemon.AwaitRoute(Ours);
        var before = speaker.Heard(theirs[^1]);

        Assert.Equal(1, await speaker.Speaker.ClearAsync(null, soft: true));
        await speaker.UntilHeardAsync(theirs[^1], before + 1);
        Assert.Empty(speaker.Lost);

        // What is taken back later is told later: by then the refresh has ended.
        daemon.Withdraw(theirs[^1]);
        await speaker.UntilRoutesAsync(theirs[..^1]);
        Assert.Equal([Cidr.Parse(theirs[^1])], speaker.Lost);
    }

    [Theory]
    [InlineData(DaemonKind.Bird)]
    [InlineData(DaemonKind.Frr)]
    public async Task The_daemon_that_asks_is_told_all_again(DaemonKind kind)
    {
        using var link = new PeerLink();
        using var daemon = PeerDaemon.Start(kind, link, new SessionTerms());
        await using var speaker = new TestSpeaker(link);
        await speaker.ConfigureAsync(TestSpeaker.Peer(IpFamily.V4, SessionTerms.ExternalAs), Ours);
        daemon.AwaitRoute(Ours);
        var before = daemon.CountUpdates();

        Assert.IsType<IAsksForRoutes>(daemon, exactMatch: false).AskForRoutes();
        daemon.AwaitMoreUpdates(before);

        daemon.AwaitFresh(Ours);
    }
}
