using Margay.Bgp.Bfd;
using Margay.Bgp.Fsm;
using Margay.Bgp.Speaker;
using Margay.Primitives;
using Margay.Tests.Interop.Daemons;

namespace Margay.Tests.Interop.Speaker;

/// <summary>BFD beside the session (RFC 5881, RFC 5882). Hold times are 90 s here and more: no test waits for one.</summary>
public sealed class BfdTests
{
    private const string Ours = "10.104.0.0/26";
    private const string Failed = "cease: BFD down";

    public static TheoryData<DaemonKind, IpFamily> Peers => [..
        from kind in (DaemonKind[])[DaemonKind.Bird, DaemonKind.Frr]
        from transport in (IpFamily[])[IpFamily.V4, IpFamily.V6]
        select new TheoryDataRow<DaemonKind, IpFamily>(kind, transport)];

    [Theory]
    [MemberData(nameof(Peers))]
    public async Task Both_sides_are_up_at_the_agreed_pace(DaemonKind kind, IpFamily transport)
    {
        await using var pair = await BfdPair.StartAsync(kind, new SessionTerms { Transport = transport, Bfd = BfdUse.Drops });

        var bfd = (await pair.Speaker.UntilPeerAsync(peer => peer.Bfd is { State: BfdState.Up, TransmitInterval.TotalMilliseconds: 300 })).Bfd!;

        Assert.Equal((BfdState.Up, BfdDiagnostic.None, 0), (bfd.RemoteState, bfd.Diagnostic, bfd.Discarded));
        await pair.Speaker.UntilPeerAsync(peer => peer.Bfd!.DetectionTime == TimeSpan.FromSeconds(1.5));
    }

    [Theory]
    [MemberData(nameof(Peers))]
    public async Task A_cut_cable_ends_the_session_on_both_sides(DaemonKind kind, IpFamily transport)
    {
        await using var pair = await BfdPair.StartAsync(kind, new SessionTerms { Transport = transport, Bfd = BfdUse.Drops }, peer => peer with { BfdKeepsRoutes = false });
        var before = Assert.Single(await pair.Speaker.Speaker.PeersAsync()).Bfd!.Failures;

        pair.Link.Ours.Nft(Drop(""));
        pair.Link.Daemon.Nft(Drop(""));

        var lost = await pair.Speaker.UntilPeerAsync(peer => peer.State != SessionState.Established);
        Assert.Equal((Failed, before + 1), (lost.LastError, lost.Bfd!.Failures));
        await pair.Speaker.UntilRoutesAsync();
        pair.Bfd.AwaitBfdFailure();
        pair.Daemon.AwaitNoRoute(Ours);
    }

    [Theory]
    [MemberData(nameof(Peers))]
    public async Task Packets_that_do_not_come_end_it_although_TCP_is_well(DaemonKind kind, IpFamily transport)
    {
        await using var pair = await BfdPair.StartAsync(kind, new SessionTerms { Transport = transport, Bfd = BfdUse.Drops }, Patient);

        pair.Link.Ours.Nft(Drop("udp dport 3784"));

        var lost = await pair.Speaker.UntilPeerAsync(peer => peer.State != SessionState.Established);
        Assert.Equal((Failed, BfdDiagnostic.DetectionTimeExpired), (lost.LastError, lost.Bfd!.Diagnostic));
        pair.Bfd.AwaitBfd(isUp: false);

        // BGP does not wait for BFD.
        await pair.Speaker.UntilPeerAsync(peer => peer is { State: SessionState.Established, Bfd.State: not BfdState.Up });
    }

    [Theory]
    [InlineData(DaemonKind.Bird, BfdUse.Drops, false)]
    [InlineData(DaemonKind.Frr, BfdUse.Drops, false)]
    [InlineData(DaemonKind.Frr, BfdUse.Graceful, true)]
    public async Task What_hangs_is_found_and_its_C_bit_decides_over_its_routes(DaemonKind kind, BfdUse use, bool isIndependent)
    {
        await using var pair = await BfdPair.StartAsync(kind, new SessionTerms { Bfd = use });
        Assert.Equal(isIndependent, (await pair.Speaker.UntilPeerAsync(peer => peer.Bfd!.State == BfdState.Up)).Bfd!.RemoteIsIndependent);

        pair.Bfd.HangBfd();

        var lost = await pair.Speaker.UntilPeerAsync(peer => peer.State != SessionState.Established);
        Assert.Equal(Failed, lost.LastError);
        await pair.Speaker.UntilRoutesAsync(isIndependent ? [] : PeerDaemon.Routes(kind, new SessionTerms()));
    }

    [Theory]
    [InlineData(DaemonKind.Bird)]
    [InlineData(DaemonKind.Frr)]
    public async Task A_speaker_that_restarts_on_purpose_keeps_its_routes_at_a_graceful_daemon(DaemonKind kind)
    {
        await using var pair = await BfdPair.StartAsync(kind, new SessionTerms { Bfd = BfdUse.Graceful });

        await pair.Speaker.DisposeAsync();

        pair.Bfd.AwaitBfd(isUp: false);
        pair.Daemon.AwaitStale(Ours);
    }

    [Theory]
    [MemberData(nameof(Peers))]
    public async Task Packets_that_may_have_come_from_afar_count_for_nothing(DaemonKind kind, IpFamily transport)
    {
        await using var pair = await BfdPair.StartAsync(kind, new SessionTerms { Transport = transport, Bfd = BfdUse.Drops }, Patient);

        pair.Link.Daemon.Nft($"table inet far {{ chain output {{ type filter hook output priority 0; udp dport 3784 {(transport == IpFamily.V4 ? "ip ttl" : "ip6 hoplimit")} set 254; }}\n }}");

        var lost = await pair.Speaker.UntilPeerAsync(peer => peer.State != SessionState.Established);
        Assert.Equal((Failed, BfdDiagnostic.DetectionTimeExpired), (lost.LastError, lost.Bfd!.Diagnostic));
    }

    [Theory]
    [InlineData(DaemonKind.Bird)]
    [InlineData(DaemonKind.Frr)]
    public async Task Without_BFD_at_the_other_end_there_is_a_session_all_the_same(DaemonKind kind)
    {
        await using var pair = await BfdPair.StartAsync(kind, new SessionTerms());

        await pair.Speaker.UntilRoutesAsync(PeerDaemon.Routes(kind, new SessionTerms()));

        var peer = Assert.Single(await pair.Speaker.Speaker.PeersAsync());
        Assert.Equal((SessionState.Established, BfdState.Down), (peer.State, peer.Bfd!.State));
    }

    [Theory]
    [InlineData(DaemonKind.Bird)]
    [InlineData(DaemonKind.Frr)]
    public async Task Other_intervals_are_agreed_on_while_the_session_goes_on(DaemonKind kind)
    {
        await using var pair = await BfdPair.StartAsync(kind, new SessionTerms { Bfd = BfdUse.Drops });
        var before = Assert.Single(await pair.Speaker.Speaker.PeersAsync());

        await pair.ConfigureAsync(peer => peer with { Bfd = peer.Bfd! with { MinTx = 700_000, MinRx = 500_000 } });
        await pair.Speaker.UntilPeerAsync(peer => peer.Bfd is { TransmitInterval.TotalMilliseconds: 700, DetectionTime.TotalMilliseconds: 2500 });
        await pair.ConfigureAsync(peer => peer);
        await pair.Speaker.UntilPeerAsync(peer => peer.Bfd is { TransmitInterval.TotalMilliseconds: 300, DetectionTime.TotalMilliseconds: 1500 });

        var same = Assert.Single(await pair.Speaker.Speaker.PeersAsync());
        Assert.Equal((SessionState.Established, before.Establishments, before.Bfd!.Failures), (same.State, same.Establishments, same.Bfd!.Failures));
    }

    /// <summary>The daemon bears with the speaker for six seconds, so that it is not the first to find anything.</summary>
    private static PeerConfig Patient(PeerConfig peer) => peer with { Bfd = peer.Bfd! with { Multiplier = 20 } };

    /// <summary>What comes over the cable is dropped, as if something in the middle lost it.</summary>
    private static string Drop(string what) =>
        $"table inet cut {{ chain input {{ type filter hook prerouting priority raw; iifname eth0 {what} drop; }}\n }}";
}

/// <summary>The speaker and a daemon, with an established session.</summary>
internal sealed class BfdPair(PeerLink link, PeerDaemon daemon, TestSpeaker speaker, SessionTerms terms) : IAsyncDisposable
{
    private const string Ours = "10.104.0.0/26";

    public PeerLink Link => link;

    public PeerDaemon Daemon => daemon;

    public IHasBfd Bfd => (IHasBfd)daemon;

    public TestSpeaker Speaker => speaker;

    /// <summary>Until routes have gone both ways, and BFD is up on both sides if the daemon has it.</summary>
    /// <remarks>FRR's bgpd takes its BFD session down and makes it anew when BGP is established, which ends that session once.</remarks>
    public static async Task<BfdPair> StartAsync(DaemonKind kind, SessionTerms terms, Func<PeerConfig, PeerConfig>? change = null)
    {
        var link = new PeerLink();
        var pair = new BfdPair(link, PeerDaemon.Start(kind, link, terms), new TestSpeaker(link), terms);
        await pair.ConfigureAsync(change ?? (peer => peer));
        await pair.Speaker.UntilStateAsync(SessionState.Established);
        await pair.Speaker.UntilRoutesAsync(PeerDaemon.Routes(kind, terms));
        pair.Daemon.AwaitRoute(Ours);
        if (terms.Bfd == BfdUse.None) return pair;
        pair.Bfd.AwaitBfd(isUp: true);
        await pair.Speaker.UntilPeerAsync(peer => peer is { State: SessionState.Established, Bfd: { State: BfdState.Up, RemoteState: BfdState.Up } });
        pair.Daemon.AwaitRoute(Ours);
        return pair;
    }

    public Task ConfigureAsync(Func<PeerConfig, PeerConfig> change) =>
        speaker.ConfigureAsync(change(TestSpeaker.Peer(terms) with { Bfd = new BfdConfig() }), Ours);

    public async ValueTask DisposeAsync()
    {
        await speaker.DisposeAsync();
        daemon.Dispose();
        link.Dispose();
    }
}
