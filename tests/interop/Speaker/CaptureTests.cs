using Margay.Primitives;
using Margay.Tests.Interop.Daemons;

namespace Margay.Tests.Interop.Speaker;

/// <summary>A third party reads what is said: a whole session as tshark takes it apart.</summary>
public sealed class CaptureTests
{
    private const int Chat = 0x200000;
    private const int Warning = 0x600000;

    [Theory]
    [InlineData(DaemonKind.Bird)]
    [InlineData(DaemonKind.Frr)]
    [InlineData(DaemonKind.GoBgp)]
    public async Task Tshark_finds_no_fault_with_a_session_from_open_to_cease(DaemonKind kind)
    {
        var peer = TestSpeaker.Peer(IpFamily.V4, SessionTerms.ExternalAs);
        using var link = new PeerLink();
        using var capture = new Capture(link.Ours);
        using var daemon = PeerDaemon.Start(kind, link, new SessionTerms { Passive = true });
        await using var speaker = new TestSpeaker(link);
        await speaker.ConfigureAsync(peer, "10.104.0.0/26", "10.104.0.64/26", "fd00:104::/122");
        await speaker.UntilRoutesAsync(PeerDaemon.Routes(kind, IpFamily.V4));
        daemon.AwaitRoute("10.104.0.64/26");
        await speaker.ConfigureAsync(peer, "10.104.0.0/26");
        daemon.AwaitNoRoute("10.104.0.64/26");
        var before = speaker.Heard(PeerDaemon.RouteV4);
        await speaker.Speaker.ClearAsync(null, soft: true);
        await speaker.UntilHeardAsync(PeerDaemon.RouteV4, before + 1);
        await speaker.Speaker.ShutDownAsync();

        Patient.Until(
            () => capture.Show($"bgp && ip.src == {PeerLink.OurV4}", "bgp.type"),
            shown => shown.Split(',', '\n').ToHashSet().IsSupersetOf(["1", "2", "3", "4", "5"]));
        Assert.NotEqual("", capture.Explain($"tcp.flags.syn == 1 && _ws.expert.severity >= {Chat}"));
        Assert.Equal("", capture.Explain($"_ws.malformed || (bgp && _ws.expert.severity >= {Warning})"));
        Assert.Contains("10.104.0.64", capture.Show("bgp.update.withdrawn_routes.length > 0", "bgp.withdrawn_prefix"), StringComparison.Ordinal);
    }
}
