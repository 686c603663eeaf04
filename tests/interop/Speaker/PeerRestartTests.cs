using Margay.Bgp.Fsm;
using Margay.Bgp.Speaker;
using Margay.Primitives;
using Margay.Tests.Interop.Daemons;

namespace Margay.Tests.Interop.Speaker;

/// <summary>A daemon that comes back in time (RFC 4724 §4.2), or later (RFC 9494).</summary>
public sealed class PeerRestartTests
{
    [Theory]
    [ClassData(typeof(OverEitherTransport))]
    public Task Its_routes_stay_while_it_is_away(DaemonKind kind, IpFamily transport) =>
        Encounter.RunAsync(kind, new SessionTerms { Transport = transport }, async one =>
        {
            var last = one.Theirs[^1];
            await one.Speaker.ConfigureAsync(one.Peer, one.Ours);
            await one.Speaker.UntilRoutesAsync(one.Theirs);
            one.Daemon.AwaitRoute(one.Ours);
            var before = one.Speaker.Heard(last);

            one.Daemon.Kill();
            await one.Speaker.UntilPeerAsync(peer => peer.State != SessionState.Established);
            Assert.Equal(one.Theirs.Length, one.Speaker.Routes.Count);
            Assert.Equal(one.Theirs.Length, Assert.IsType<PeerRestart.Begun>(Assert.Single(one.Speaker.Restarts)).Paths);

            one.Daemon.Restart();
            await one.Speaker.UntilHeardAsync(last, before + 1);
            await one.Speaker.UntilPeerAsync(peer => peer is { State: SessionState.Established, Establishments: 2 });
            one.Daemon.AwaitRoute(one.Ours);
            Assert.Empty(one.Speaker.Lost);
            await one.Speaker.UntilPeerAsync(_ => one.Speaker.Restarts is [PeerRestart.Begun, PeerRestart.Ended { Dropped: 0, HasReturned: true }]);

            one.Daemon.Withdraw(last);
            await one.Speaker.UntilRoutesAsync(one.Theirs[..^1]);
            Assert.Equal([Cidr.Parse(last)], one.Speaker.Lost);
        });

    [Theory]
    [ClassData(typeof(OverEitherTransport))]
    public Task Its_routes_are_a_last_resort_when_its_time_is_up(DaemonKind kind, IpFamily transport) =>
        Encounter.RunAsync(kind, new SessionTerms { Transport = transport, LongLived = true }, async one =>
        {
            var theirs = one.Theirs[0];
            await one.Speaker.ConfigureAsync(one.Peer, one.Ours);
            await one.Speaker.UntilRoutesAsync(one.Theirs);

            one.Daemon.Kill();
            await one.Speaker.UntilPathsAsync(theirs, paths => paths is [{ Path.IsLongLivedStale: true }]);

            one.Daemon.Restart();
            await one.Speaker.UntilPathsAsync(theirs, paths => paths is [{ Path.IsLongLivedStale: false }]);
            Assert.Empty(one.Speaker.Lost);
        });
}
