using Margay.Bgp.Fsm;
using Margay.Primitives;
using Margay.Tests.Interop.Daemons;

namespace Margay.Tests.Interop.Speaker;

/// <summary>TCP's MD5 signatures (RFC 2385).</summary>
public sealed class PasswordTests
{
    [Theory]
    [ClassData(typeof(OverEitherTransport))]
    public Task A_session_is_up_with_the_right_password_only(DaemonKind kind, IpFamily transport) =>
        Encounter.RunAsync(kind, new SessionTerms { Transport = transport, Password = "the-right-one" }, async one =>
        {
            await one.Speaker.ConfigureAsync(one.Peer);
            await one.Speaker.UntilStateAsync(SessionState.Established);

            await one.Speaker.ConfigureAsync(one.Peer with { Password = "another" });
            var refused = await one.Speaker.UntilPeerAsync(peer => peer.LastError?.EndsWith("does not answer; this session has a password, and a wrong one looks the same", StringComparison.Ordinal) ?? false);
            Assert.NotEqual(SessionState.Established, refused.State);
            Assert.Equal(1, refused.Establishments);

            await one.Speaker.ConfigureAsync(one.Peer);
            Assert.Equal(2, (await one.Speaker.UntilStateAsync(SessionState.Established)).Establishments);
        });
}
