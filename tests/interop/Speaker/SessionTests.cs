using Margay.Bgp.Fsm;
using Margay.Primitives;
using Margay.Tests.Interop.Daemons;

namespace Margay.Tests.Interop.Speaker;

/// <summary>Whole sessions, over either transport, with a peer of another AS and of ours.</summary>
public sealed class SessionTests
{
    private static readonly string[] OurRoutes = ["10.104.0.0/26", "fd00:104::/122"];

    public static TheoryData<DaemonKind, IpFamily, uint> Peers => [..
        from peer in new OverEitherTransport()
        from theirAs in (uint[])[SessionTerms.ExternalAs, TestSpeaker.OurAs]
        select new TheoryDataRow<DaemonKind, IpFamily, uint>(peer.Data.Item1, peer.Data.Item2, theirAs)];

    [Theory]
    [MemberData(nameof(Peers))]
    public Task Routes_go_both_ways_and_are_taken_back(DaemonKind kind, IpFamily transport, uint theirAs) =>
        Encounter.RunAsync(kind, new SessionTerms { Transport = transport, As = theirAs }, async one =>
        {
            string[] ours = [.. OurRoutes.Where(prefix => one.Theirs.Any(their => their.Contains(':') == prefix.Contains(':')))];
            await one.Speaker.ConfigureAsync(one.Peer, ours);

            await one.Speaker.UntilRoutesAsync(one.Theirs);
            Assert.Equal(1, (await one.Speaker.UntilStateAsync(SessionState.Established)).Establishments);
            foreach (var prefix in one.Theirs)
                Assert.Equal([IpAddr.Parse(prefix.Contains(':') ? PeerLink.TheirV6 : PeerLink.TheirV4)], one.Speaker.Routes[Cidr.Parse(prefix)]);
            foreach (var prefix in ours) one.Daemon.AwaitRoute(prefix, prefix.Contains(':') ? PeerLink.OurV6 : PeerLink.OurV4);

            var peer = (await one.Speaker.Speaker.StatusAsync()).Peers[0];

            // FRR tells our own routes back to us: a loop.
            Assert.Equal(one.Theirs.Length, peer.V4.Accepted + peer.V6.Accepted);
            Assert.InRange(peer.Received - one.Theirs.Length, 0, kind == DaemonKind.Frr ? ours.Length : 0);
            Assert.Equal(ours.Length, peer.V4.Advertised + peer.V6.Advertised);
            Assert.InRange(peer.Traffic.UpdatesIn, 1, peer.Traffic.MessagesIn - 2);
            Assert.InRange(peer.Traffic.UpdatesOut, 1, peer.Traffic.MessagesOut - 2);

            await one.Speaker.ConfigureAsync(one.Peer, ours[1..]);
            one.Daemon.AwaitNoRoute(ours[0]);
            one.Daemon.Withdraw(one.Theirs[0]);
            await one.Speaker.UntilRoutesAsync(one.Theirs[1..]);
        });
}
