using Margay.Primitives;
using Margay.Tests.Interop.Daemons;

namespace Margay.Tests.Interop.Speaker;

/// <summary>One side asks for all that the other has said (RFC 2918, RFC 7313).</summary>
public sealed class RouteRefreshTests
{
    [Theory]
    [ClassData(typeof(OverEitherTransport))]
    public Task Routes_that_are_asked_for_again_come_again_and_are_never_gone(DaemonKind kind, IpFamily transport) =>
        Encounter.RunAsync(kind, new SessionTerms { Transport = transport }, async one =>
        {
            var last = one.Theirs[^1];
            await one.Speaker.ConfigureAsync(one.Peer, one.Ours);
            await one.Speaker.UntilRoutesAsync(one.Theirs);
            one.Daemon.AwaitRoute(one.Ours);
            var before = one.Speaker.Heard(last);

            Assert.Equal(1, await one.Speaker.Speaker.ClearAsync(null, soft: true));
            await one.Speaker.UntilHeardAsync(last, before + 1);
            Assert.Empty(one.Speaker.Lost);

            // What is taken back later is told later: by then the refresh has ended.
            one.Daemon.Withdraw(last);
            await one.Speaker.UntilRoutesAsync(one.Theirs[..^1]);
            Assert.Equal([Cidr.Parse(last)], one.Speaker.Lost);
        });

    [Theory]
    [InlineData(DaemonKind.Bird, IpFamily.V4)]
    [InlineData(DaemonKind.Bird, IpFamily.V6)]
    [InlineData(DaemonKind.Frr, IpFamily.V4)]
    [InlineData(DaemonKind.Frr, IpFamily.V6)]
    public Task The_daemon_that_asks_is_told_all_again(DaemonKind kind, IpFamily transport) =>
        Encounter.RunAsync(kind, new SessionTerms { Transport = transport }, async one =>
        {
            await one.Speaker.ConfigureAsync(one.Peer, one.Ours);
            one.Daemon.AwaitRoute(one.Ours);
            var before = one.Daemon.CountUpdates();

            Assert.IsType<IAsksForRoutes>(one.Daemon, exactMatch: false).AskForRoutes();
            one.Daemon.AwaitMoreUpdates(before);

            one.Daemon.AwaitFresh(one.Ours);
        });
}
