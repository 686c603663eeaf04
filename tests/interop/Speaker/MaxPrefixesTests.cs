using Margay.Bgp.Wire;
using Margay.Primitives;
using Margay.Tests.Interop.Daemons;

namespace Margay.Tests.Interop.Speaker;

/// <summary>One side says more prefixes than the other bears (RFC 4486 §4).</summary>
public sealed class MaxPrefixesTests
{
    private static readonly string Reason = $"{Notification.Of(NotificationCode.Cease, CeaseSubcode.MaximumPrefixes)}";

    [Theory]
    [ClassData(typeof(OverEitherTransport))]
    public Task A_daemon_that_says_too_much_is_told_so_and_believed_nothing(DaemonKind kind, IpFamily transport) =>
        Encounter.RunAsync(kind, new SessionTerms { Transport = transport }, async one =>
        {
            await one.Speaker.ConfigureAsync(one.Peer with { MaxPrefixes = 0 });

            var ended = await one.Speaker.UntilPeerAsync(peer => peer.LastError == $"this side said {Reason}");

            Assert.Equal(0, ended.Received);
            Assert.Empty(one.Speaker.Routes);
        });

    [Theory]
    [ClassData(typeof(OverEitherTransport))]
    public Task A_daemon_that_is_told_too_much_ends_the_session(DaemonKind kind, IpFamily transport) =>
        Encounter.RunAsync(kind, new SessionTerms { Transport = transport, MaxPrefixes = 1 }, async one =>
        {
            await one.Speaker.ConfigureAsync(one.Peer, one.Ours);
            one.Daemon.AwaitRoute(one.Ours);

            // FRR counts a prefix when the next comes.
            await one.Speaker.ConfigureAsync(one.Peer, one.Ours, one.Prefix(1), one.Prefix(2));

            await one.Speaker.UntilPeerAsync(peer => peer.LastError?.Contains(Reason, StringComparison.Ordinal) ?? false);
        });
}
