using Margay.Bgp.Bfd;
using Margay.Bgp.Fsm;
using Margay.Bgp.Speaker;
using Margay.Primitives;
using Margay.Tests.Interop.Daemons;

namespace Margay.Tests.Interop.Speaker;

/// <summary>BFD beside the session (RFC 5881, RFC 5882). Hold times are 90 s here and more: no test waits for one.</summary>
public sealed class BfdTests
{
    private const string Failed = "this side said cease: BFD down";

    public static TheoryData<DaemonKind, IpFamily> Peers => [..
        from kind in (DaemonKind[])[DaemonKind.Bird, DaemonKind.Frr]
        from transport in (IpFamily[])[IpFamily.V4, IpFamily.V6]
        select new TheoryDataRow<DaemonKind, IpFamily>(kind, transport)];

    [Theory]
    [MemberData(nameof(Peers))]
    public Task Both_sides_are_up_at_the_agreed_pace(DaemonKind kind, IpFamily transport) =>
        MeetAsync(kind, new SessionTerms { Transport = transport, Bfd = BfdUse.Drops }, async met =>
        {
            var bfd = (await met.Speaker.UntilPeerAsync(peer => peer.Bfd is { State: BfdState.Up, TransmitInterval.TotalMilliseconds: 300 })).Bfd!;

            Assert.Equal((BfdState.Up, BfdDiagnostic.None, 0), (bfd.RemoteState, bfd.Diagnostic, bfd.Discarded));
            await met.Speaker.UntilPeerAsync(peer => peer.Bfd!.DetectionTime == TimeSpan.FromSeconds(1.5));
        });

    [Theory]
    [MemberData(nameof(Peers))]
    public Task A_cut_cable_ends_the_session_on_both_sides(DaemonKind kind, IpFamily transport) =>
        MeetAsync(kind, new SessionTerms { Transport = transport, Bfd = BfdUse.Drops }, async met =>
        {
            var before = Assert.Single(await met.Speaker.Speaker.PeersAsync()).Bfd!.Failures;

            met.Link.Ours.Nft(Drop(""));
            met.Link.Daemon.Nft(Drop(""));

            var lost = await met.Speaker.UntilPeerAsync(peer => peer.State != SessionState.Established);
            Assert.Equal((Failed, before + 1), (lost.LastError, lost.Bfd!.Failures));
            await met.Speaker.UntilRoutesAsync();
            Bfd(met).AwaitBfdFailure();
            met.Daemon.AwaitNoRoute(met.Ours);
        }, peer => peer with { BfdKeepsRoutes = false });

    [Theory]
    [MemberData(nameof(Peers))]
    public Task Packets_that_do_not_come_end_it_although_TCP_is_well(DaemonKind kind, IpFamily transport) =>
        MeetAsync(kind, new SessionTerms { Transport = transport, Bfd = BfdUse.Drops }, async met =>
        {
            met.Link.Ours.Nft(Drop("udp dport 3784"));

            var lost = await met.Speaker.UntilPeerAsync(peer => peer.State != SessionState.Established);
            Assert.Equal((Failed, BfdDiagnostic.DetectionTimeExpired), (lost.LastError, lost.Bfd!.Diagnostic));
            Bfd(met).AwaitBfd(isUp: false);

            // BGP does not wait for BFD.
            await met.Speaker.UntilPeerAsync(peer => peer is { State: SessionState.Established, Bfd.State: not BfdState.Up });
        }, Patient);

    [Theory]
    [InlineData(DaemonKind.Bird, BfdUse.Drops, false)]
    [InlineData(DaemonKind.Frr, BfdUse.Drops, false)]
    [InlineData(DaemonKind.Frr, BfdUse.Graceful, true)]
    public Task What_hangs_is_found_and_its_C_bit_decides_over_its_routes(DaemonKind kind, BfdUse use, bool isIndependent) =>
        MeetAsync(kind, new SessionTerms { Bfd = use }, async met =>
        {
            Assert.Equal(isIndependent, (await met.Speaker.UntilPeerAsync(peer => peer.Bfd!.State == BfdState.Up)).Bfd!.RemoteIsIndependent);

            Bfd(met).HangBfd();

            var lost = await met.Speaker.UntilPeerAsync(peer => peer.State != SessionState.Established);
            Assert.Equal(Failed, lost.LastError);
            await met.Speaker.UntilRoutesAsync(isIndependent ? [] : met.Theirs);
        });

    [Theory]
    [InlineData(DaemonKind.Bird)]
    [InlineData(DaemonKind.Frr)]
    public Task A_speaker_that_restarts_on_purpose_keeps_its_routes_at_a_graceful_daemon(DaemonKind kind) =>
        MeetAsync(kind, new SessionTerms { Bfd = BfdUse.Graceful }, async met =>
        {
            await met.Speaker.DisposeAsync();

            Bfd(met).AwaitBfd(isUp: false);
            met.Daemon.AwaitStale(met.Ours);
        });

    [Theory]
    [MemberData(nameof(Peers))]
    public Task Packets_that_may_have_come_from_afar_count_for_nothing(DaemonKind kind, IpFamily transport) =>
        MeetAsync(kind, new SessionTerms { Transport = transport, Bfd = BfdUse.Drops }, async met =>
        {
            met.Link.Daemon.Nft($"table inet far {{ chain output {{ type filter hook output priority 0; udp dport 3784 {(transport == IpFamily.V4 ? "ip ttl" : "ip6 hoplimit")} set 254; }}\n }}");

            var lost = await met.Speaker.UntilPeerAsync(peer => peer.State != SessionState.Established);

            // The other end is told at once that BFD is down, and may be the first to end the session.
            Assert.Equal(BfdDiagnostic.DetectionTimeExpired, lost.Bfd!.Diagnostic);
        }, Patient);

    [Theory]
    [InlineData(DaemonKind.Bird)]
    [InlineData(DaemonKind.Frr)]
    public Task Without_BFD_at_the_other_end_there_is_a_session_all_the_same(DaemonKind kind) =>
        MeetAsync(kind, new SessionTerms(), async met =>
        {
            await met.Speaker.UntilRoutesAsync(met.Theirs);

            var peer = Assert.Single(await met.Speaker.Speaker.PeersAsync());
            Assert.Equal((SessionState.Established, BfdState.Down), (peer.State, peer.Bfd!.State));
        });

    [Theory]
    [InlineData(DaemonKind.Bird)]
    [InlineData(DaemonKind.Frr)]
    public Task Other_intervals_are_agreed_on_while_the_session_goes_on(DaemonKind kind) =>
        MeetAsync(kind, new SessionTerms { Bfd = BfdUse.Drops }, async met =>
        {
            var before = Assert.Single(await met.Speaker.Speaker.PeersAsync());

            await ConfigureAsync(met, peer => peer with { Bfd = peer.Bfd! with { MinTx = 700_000, MinRx = 500_000 } });
            await met.Speaker.UntilPeerAsync(peer => peer.Bfd is { TransmitInterval.TotalMilliseconds: 700, DetectionTime.TotalMilliseconds: 2500 });
            await ConfigureAsync(met, peer => peer);
            await met.Speaker.UntilPeerAsync(peer => peer.Bfd is { TransmitInterval.TotalMilliseconds: 300, DetectionTime.TotalMilliseconds: 1500 });

            var same = Assert.Single(await met.Speaker.Speaker.PeersAsync());
            Assert.Equal((SessionState.Established, before.Establishments, before.Bfd!.Failures), (same.State, same.Establishments, same.Bfd!.Failures));
        });

    /// <summary>A test that begins when routes have gone both ways, and BFD is up on both sides if the daemon has it.</summary>
    /// <remarks>FRR's bgpd takes its BFD session down and makes it anew when BGP is established, which ends that session once.</remarks>
    private static Task MeetAsync(DaemonKind kind, SessionTerms terms, Func<Encounter, Task> test, Func<PeerConfig, PeerConfig>? change = null) =>
        Encounter.RunAsync(kind, terms, async met =>
        {
            await ConfigureAsync(met, change ?? (peer => peer));
            await met.Speaker.UntilStateAsync(SessionState.Established);
            await met.Speaker.UntilRoutesAsync(met.Theirs);
            met.Daemon.AwaitRoute(met.Ours);
            if (terms.Bfd != BfdUse.None)
            {
                Bfd(met).AwaitBfd(isUp: true);
                await met.Speaker.UntilPeerAsync(peer => peer is { State: SessionState.Established, Bfd: { State: BfdState.Up, RemoteState: BfdState.Up } });
                met.Daemon.AwaitRoute(met.Ours);
            }

            await test(met);
        });

    private static IHasBfd Bfd(Encounter met) => (IHasBfd)met.Daemon;

    private static Task ConfigureAsync(Encounter met, Func<PeerConfig, PeerConfig> change) =>
        met.Speaker.ConfigureAsync(change(met.Peer with { Bfd = new BfdConfig() }), met.Ours);

    /// <summary>The daemon bears with the speaker for six seconds, so that it is not the first to find anything.</summary>
    private static PeerConfig Patient(PeerConfig peer) => peer with { Bfd = peer.Bfd! with { Multiplier = 20 } };

    /// <summary>What comes over the cable is dropped, as if something in the middle lost it.</summary>
    private static string Drop(string what) =>
        $"table inet cut {{ chain input {{ type filter hook prerouting priority raw; iifname eth0 {what} drop; }}\n }}";
}
