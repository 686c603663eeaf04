using System.Text.RegularExpressions;
using Margay.Bgp.Fsm;
using Margay.Primitives;
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
}
