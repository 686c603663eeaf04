using Margay.Bgp.Fsm;
using Margay.Primitives;
using Margay.Tests.Interop.Daemons;

namespace Margay.Tests.Interop.Speaker;

/// <summary>TCP's MD5 signatures (RFC 2385).</summary>
public sealed class PasswordTests
{
    [Theory]
    [InlineData(DaemonKind.Bird, IpFamily.V4)]
    [InlineData(DaemonKind.Bird, IpFamily.V6)]
    [InlineData(DaemonKind.Frr, IpFamily.V4)]
    [InlineData(DaemonKind.Frr, IpFamily.V6)]
    [InlineData(DaemonKind.GoBgp, IpFamily.V4)]
    [InlineData(DaemonKind.GoBgp, IpFamily.V6)]
    public async Task A_session_is_up_with_the_right_password_only(DaemonKind kind, IpFamily transport)
    {
        var terms = new SessionTerms { Transport = transport, Password = "the-right-one" };
        using var link = new PeerLink();
        using var daemon = PeerDaemon.Start(kind, link, terms);
        await using var speaker = new TestSpeaker(link);
        var peer = TestSpeaker.Peer(transport, terms.As);

        await speaker.ConfigureAsync(peer with { Password = terms.Password });
        await speaker.UntilStateAsync(SessionState.Established);

        await speaker.ConfigureAsync(peer with { Password = "another" });
        var refused = await speaker.UntilPeerAsync(one => one.LastError?.EndsWith("does not answer", StringComparison.Ordinal) ?? false);
        Assert.NotEqual(SessionState.Established, refused.State);
        Assert.Equal(1, refused.Establishments);

        await speaker.ConfigureAsync(peer with { Password = terms.Password });
        Assert.Equal(2, (await speaker.UntilStateAsync(SessionState.Established)).Establishments);
    }
}
