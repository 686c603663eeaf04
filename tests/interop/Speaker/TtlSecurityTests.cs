using System.Text.RegularExpressions;
using Margay.Bgp.Fsm;
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

    // FRR lets connections that it did not make come from afar, and the session comes up.
    [Theory]
    [InlineData(DaemonKind.Bird)]
    [InlineData(DaemonKind.GoBgp)]
    public Task One_sided_it_is_seen_from_the_other_side_too(DaemonKind kind) =>
        Encounter.RunAsync(kind, new SessionTerms { TtlSecurity = true }, async one =>
        {
            await one.Speaker.ConfigureAsync(one.Peer with { TtlSecurity = null });
            var refused = await one.Speaker.UntilPeerAsync(peer => peer.LastError?.Contains("ttlSecurity", StringComparison.Ordinal) ?? false);
            Assert.Equal(0, refused.Establishments);
        });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task One_sided_it_looks_like_itself_and_the_session_comes_up_once_both_agree(bool isOurs)
    {
        var terms = new SessionTerms { TtlSecurity = !isOurs };
        return Encounter.RunAsync(DaemonKind.Bird, terms, async one =>
        {
            await one.Speaker.ConfigureAsync(one.Peer with { TtlSecurity = isOurs ? 1 : null });
            await one.Speaker.UntilPeerAsync(peer => peer.LastError?.Contains("ttlSecurity", StringComparison.Ordinal) ?? false);

            ((BirdDaemon)one.Daemon).Configure(terms with { TtlSecurity = isOurs });

            Assert.Equal(1, (await one.Speaker.UntilStateAsync(SessionState.Established)).Establishments);
        });
    }
}
