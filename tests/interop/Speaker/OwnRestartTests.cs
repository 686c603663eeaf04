using Margay.Bgp.Fsm;
using Margay.Primitives;
using Margay.Tests.Interop.Daemons;

namespace Margay.Tests.Interop.Speaker;

/// <summary>The speaker goes without a word and comes back (RFC 4724 §4.1).</summary>
public sealed class OwnRestartTests
{
    [Theory]
    [ClassData(typeof(OverEitherTransport))]
    public Task The_daemon_keeps_the_routes_meanwhile(DaemonKind kind, IpFamily transport) =>
        Encounter.RunAsync(kind, new SessionTerms { Transport = transport }, async one =>
        {
            await one.Speaker.ConfigureAsync(one.Peer, one.Ours, one.Prefix(1));
            one.Daemon.AwaitRoute(one.Ours);
            one.Daemon.AwaitRoute(one.Prefix(1));

            await one.RestartSpeakerAsync(() => one.Daemon.AwaitStale(one.Ours));

            await one.Speaker.ConfigureAsync(one.Peer, one.Ours);
            await one.Speaker.UntilStateAsync(SessionState.Established);
            await one.Speaker.UntilRoutesAsync(one.Theirs);
            await one.Speaker.UntilAsync(() => Task.FromResult(one.Speaker.HasRestartEnded), () => Task.FromResult("no end of the restart"));
            one.Daemon.AwaitFresh(one.Ours);
            one.Daemon.AwaitNoRoute(one.Prefix(1));
        });
}
