using System.Text.RegularExpressions;
using Margay.Bgp.Fsm;
using Margay.Primitives;
using Margay.Tests.Interop.Daemons;

namespace Margay.Tests.Interop.Speaker;

/// <summary>Sessions with neighbors only (RFC 5082).</summary>
public sealed class TtlSecurityTests
{
    [Theory]
    [InlineData(DaemonKind.Bird, IpFamily.V4)]
    [InlineData(DaemonKind.Bird, IpFamily.V6)]
    [InlineData(DaemonKind.Frr, IpFamily.V4)]
    [InlineData(DaemonKind.Frr, IpFamily.V6)]
    [InlineData(DaemonKind.GoBgp, IpFamily.V4)]
    [InlineData(DaemonKind.GoBgp, IpFamily.V6)]
    public async Task A_session_comes_up_when_both_ask_for_it(DaemonKind kind, IpFamily transport)
    {
        var terms = new SessionTerms { Transport = transport, TtlSecurity = true };
        using var link = new PeerLink();
        using var daemon = PeerDaemon.Start(kind, link, terms);
        await using var speaker = new TestSpeaker(link);

        await speaker.ConfigureAsync(TestSpeaker.Peer(transport, terms.As) with { TtlSecurity = 1 });

        await speaker.UntilRoutesAsync(PeerDaemon.Routes(kind, transport));
    }

    [Theory]
    [InlineData(DaemonKind.Bird, IpFamily.V4)]
    [InlineData(DaemonKind.Bird, IpFamily.V6)]
    [InlineData(DaemonKind.Frr, IpFamily.V4)]
    [InlineData(DaemonKind.Frr, IpFamily.V6)]
    [InlineData(DaemonKind.GoBgp, IpFamily.V4)]
    [InlineData(DaemonKind.GoBgp, IpFamily.V6)]
    public async Task What_may_have_come_from_afar_is_not_taken(DaemonKind kind, IpFamily transport)
    {
        var terms = new SessionTerms { Transport = transport, Passive = true };
        using var link = new PeerLink();
        using var daemon = PeerDaemon.Start(kind, link, terms);
        await using var speaker = new TestSpeaker(link);
        var peer = TestSpeaker.Peer(transport, terms.As);
        await speaker.ConfigureAsync(peer);
        await speaker.UntilStateAsync(SessionState.Established);

        await speaker.ConfigureAsync(peer with { TtlSecurity = 1 });
        Patient.Until(() => link.Ours.Run("nstat", "-asz", "TcpExtTCPMinTTLDrop"), counter => Regex.IsMatch(counter, "TcpExtTCPMinTTLDrop +[1-9]"));

        var refused = Assert.Single(await speaker.Speaker.PeersAsync());
        Assert.NotEqual(SessionState.Established, refused.State);
        Assert.Equal(1, refused.Establishments);
    }
}
