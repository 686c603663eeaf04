using Margay.Bgp.Fsm;
using Margay.Bgp.Speaker;
using Margay.Bgp.Wire;
using Margay.Primitives;

namespace Margay.Tests.Unit.Bgp;

/// <summary>The speaker's loop on a machine that has no time for it.</summary>
public sealed class SpeakerTimeTests
{
    [Fact]
    public async Task A_timer_that_runs_out_while_it_is_looked_at_stops_nothing()
    {
        await using var speaker = new BgpSpeaker(new Deaf(), time: new LeapingClock());
        await speaker.ConfigureAsync(new SpeakerConfig { Peers = [Nobody] });

        for (var i = 0; i < 100; i++) Assert.Single(await speaker.PeersAsync().WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
    }

    private static PeerConfig Nobody { get; } = new()
    {
        Name = "nobody",
        Address = IpAddr.Parse("127.0.0.1"),
        Port = 1,
        Session = new SessionConfig
        {
            LocalAs = 64512,
            RemoteAs = 64513,
            LocalId = IpAddr.Parse("10.0.0.1"),
            Families = [new FamilyConfig(AddressFamily.V4Unicast)],
        },
    };

    /// <summary>Seconds pass between one look at it and the next.</summary>
    private sealed class LeapingClock : TimeProvider
    {
        private long _now;

        public override long GetTimestamp() => Interlocked.Add(ref _now, 2 * TimestampFrequency);
    }

    private sealed class Deaf : ISpeakerSink
    {
        public void Chosen(IReadOnlyList<RouteChoice> choices)
        {
        }

        public void Restarted(PeerStatus peer, PeerRestart restart)
        {
        }

        public void Changed(PeerStatus peer)
        {
        }

        public void RestartEnded()
        {
        }
    }
}
