using Margay.Bgp.Speaker;

namespace Margay.Tests.Unit.Bgp;

/// <summary>The speaker's loop on a machine that has no time for it.</summary>
public sealed class SpeakerTimeTests
{
    [Fact]
    public async Task A_timer_that_runs_out_while_it_is_looked_at_stops_nothing()
    {
        await using var speaker = new BgpSpeaker(new DeafSink(), time: new LeapingClock());
        await speaker.ConfigureAsync(new SpeakerConfig { Peers = [RefusingPeer.Config] });

        for (var i = 0; i < 100; i++) Assert.Single(await speaker.PeersAsync().WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
    }

    /// <summary>Seconds pass between one look at it and the next.</summary>
    private sealed class LeapingClock : TimeProvider
    {
        private long _now;

        public override long GetTimestamp() => Interlocked.Add(ref _now, 2 * TimestampFrequency);
    }
}
