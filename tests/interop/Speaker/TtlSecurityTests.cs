using System.Text.RegularExpressions;
using Margay.Bgp.Fsm;
using Margay.Bgp.Speaker;
using Margay.Primitives;
using Margay.Tests.Interop.Bird;
using Margay.Tests.Interop.Daemons;

namespace Margay.Tests.Interop.Speaker;

/// <summary>Sessions with neighbors only (RFC 5082).</summary>
public sealed class TtlSecurityTests
{
    [Theory]
    [ClassData(typeof(OverEitherTransport))]
    public Task A_session_comes_up_when_both_ask_for_it(DaemonKind kind, IpFamily transport) =>
        Encounter.RunAsync(kind, new SessionTerms { Transport = transport, TtlSecurity = true }, async one =>
        {
            await one.Speaker.ConfigureAsync(one.Peer);

            await one.Speaker.UntilRoutesAsync(one.Theirs);
        });

    [Theory]
    [ClassData(typeof(OverEitherTransport))]
    public Task What_may_have_come_from_afar_is_not_taken(DaemonKind kind, IpFamily transport) =>
        Encounter.RunAsync(kind, new SessionTerms { Transport = transport, Passive = true }, async one =>
        {
            await one.Speaker.ConfigureAsync(one.Peer);
            await one.Speaker.UntilStateAsync(SessionState.Established);

            await one.Speaker.ConfigureAsync(one.Peer with { TtlSecurity = 1 });
            Patient.Until(() => one.Link.Ours.Run("nstat", "-asz", "TcpExtTCPMinTTLDrop"), counter => Regex.IsMatch(counter, "TcpExtTCPMinTTLDrop +[1-9]"));

            var refused = Assert.Single(await one.Speaker.Speaker.PeersAsync());
            Assert.NotEqual(SessionState.Established, refused.State);
            Assert.Equal(1, refused.Establishments);
        });

    [Theory]
    [InlineData(IpFamily.V4)]
    [InlineData(IpFamily.V6)]
    public Task A_peer_that_connects_is_answered_as_from_nearby(IpFamily transport) =>
        Encounter.RunAsync(DaemonKind.Bird, new SessionTerms { Transport = transport, TtlSecurity = true }, async one =>
        {
            await one.Speaker.ConfigureAsync(one.Peer with { Session = one.Peer.Session with { Passive = true } });

            await one.Speaker.UntilStateAsync(SessionState.Established);
        });

    [Theory]
    [InlineData(IpFamily.V4)]
    [InlineData(IpFamily.V6)]
    public Task Where_all_peers_must_be_near_nobody_connects_from_afar(IpFamily transport) =>
        Encounter.RunAsync(DaemonKind.Bird, new SessionTerms { Transport = transport }, async one =>
        {
            var secured = one.Peer with
            {
                TtlSecurity = 1,
                Session = one.Peer.Session with { Passive = true },
            };
            await one.Speaker.ConfigureAsync(secured);
            Patient.Until(() => one.Link.Ours.Run("nstat", "-asz", "TcpExtTCPMinTTLDrop"), counter => Regex.IsMatch(counter, "TcpExtTCPMinTTLDrop +[1-9]"));
            Assert.Equal(SessionState.Active, Assert.Single(await one.Speaker.Speaker.PeersAsync()).State);

            await one.Speaker.ConfigureAsync(secured with { TtlSecurity = null });
            await one.Speaker.UntilStateAsync(SessionState.Established);
        });

    [Fact]
    public Task One_sided_it_looks_like_itself_and_the_session_comes_up_once_both_agree() =>
        Encounter.RunAsync(DaemonKind.Bird, new SessionTerms(), async one =>
        {
            await one.Speaker.ConfigureAsync(one.Peer with { TtlSecurity = 1 });
            await one.Speaker.UntilPeerAsync(MentionsIt);

            ((BirdDaemon)one.Daemon).Configure(one.Terms with { TtlSecurity = true });

            Assert.Equal(1, (await one.Speaker.UntilStateAsync(SessionState.Established)).Establishments);
        });

    /// <summary>What is said over a connection is dropped at the other side; daemons themselves may let the first of it through, before they have accepted.</summary>
    [Theory]
    [InlineData(DaemonKind.Bird)]
    [InlineData(DaemonKind.Frr)]
    [InlineData(DaemonKind.GoBgp)]
    public Task Dropped_at_the_other_side_it_looks_like_itself_too_and_the_session_comes_up_once_it_is_not(DaemonKind kind) =>
        Encounter.RunAsync(kind, new SessionTerms(), async one =>
        {
            one.Link.Daemon.Nft("table inet near { chain input { type filter hook input priority 0; ip ttl < 255 tcp flags & psh == psh drop; }\n }");
            await one.Speaker.ConfigureAsync(one.Peer);
            Assert.Equal(0, (await one.Speaker.UntilPeerAsync(MentionsIt)).Establishments);

            one.Link.Daemon.Nft("delete table inet near");

            Assert.Equal(1, (await one.Speaker.UntilStateAsync(SessionState.Established)).Establishments);
        });

    private static bool MentionsIt(PeerStatus peer) => peer.LastError?.Contains("is ttlSecurity set on one side only", StringComparison.Ordinal) == true
        || peer.LastError?.Contains("this session has ttlSecurity", StringComparison.Ordinal) == true;
}
