using Margay.Primitives;
using Margay.Tests.Interop.Daemons;

namespace Margay.Tests.Interop.Speaker;

/// <summary>A third party reads what is said: a whole session as tshark takes it apart.</summary>
public sealed class CaptureTests
{
    private const int Chat = 0x200000;

    [Theory]
    [ClassData(typeof(OverEitherTransport))]
    public Task Tshark_finds_every_kind_of_message_from_open_to_cease(DaemonKind kind, IpFamily transport) =>
        Encounter.RunAsync(kind, new SessionTerms { Transport = transport, Passive = true }, async one =>
        {
            var (theirs, withdrawn) = (one.Theirs[0], one.Prefix(1));
            await one.Speaker.ConfigureAsync(one.Peer, one.Ours, withdrawn);
            await one.Speaker.UntilRoutesAsync(one.Theirs);
            one.Daemon.AwaitRoute(withdrawn);
            await one.Speaker.ConfigureAsync(one.Peer, one.Ours);
            one.Daemon.AwaitNoRoute(withdrawn);
            var before = one.Speaker.Heard(theirs);
            await one.Speaker.Speaker.ClearAsync(null, soft: true);
            await one.Speaker.UntilHeardAsync(theirs, before + 1);
            await one.Speaker.Speaker.ShutDownAsync();

            var ours = transport == IpFamily.V4 ? $"ip.src == {PeerLink.OurV4}" : $"ipv6.src == {PeerLink.OurV6}";
            Patient.Until(
                () => one.Capture.Show($"bgp && {ours}", "bgp.type"),
                shown => shown.Split(',', '\n').ToHashSet().IsSupersetOf(["1", "2", "3", "4", "5"]));
            Assert.NotEqual("", one.Capture.Explain($"tcp.flags.syn == 1 && _ws.expert.severity >= {Chat}"));
            var (filter, field) = withdrawn.Contains(':')
                ? ("bgp.update.path_attribute.type_code == 15", "bgp.mp_unreach_nlri_ipv6_prefix")
                : ("bgp.update.withdrawn_routes.length > 0", "bgp.withdrawn_prefix");
            Assert.Contains(withdrawn.Split('/')[0], one.Capture.Show($"{filter} && {ours}", field), StringComparison.Ordinal);
        });
}
