using System.Threading.Channels;
using Margay.Bgp.Fsm;
using Margay.Bgp.Speaker;

namespace Margay.Tests.Unit.Bgp;

/// <summary>A speaker whose loop fails says so, and leaves nobody waiting.</summary>
public sealed class SpeakerEndTests
{
    [Fact]
    public async Task What_fails_on_the_loop_ends_the_speaker_and_every_question()
    {
        var stop = TestContext.Current.CancellationToken;
        await using var speaker = new BgpSpeaker(new Faulty());
        await speaker.ConfigureAsync(new SpeakerConfig { Peers = [RefusingPeer.Config] });

        await Assert.ThrowsAsync<InvalidOperationException>(() => speaker.Completion.WaitAsync(TimeSpan.FromSeconds(30), stop));
        await Assert.ThrowsAnyAsync<ChannelClosedException>(() => speaker.PeersAsync().WaitAsync(TimeSpan.FromSeconds(30), stop));
    }

    [Fact]
    public async Task One_that_is_told_to_end_completes()
    {
        var speaker = new BgpSpeaker(new Faulty());
        await speaker.DisposeAsync();
        Assert.True(speaker.Completion.IsCompletedSuccessfully);
    }

    /// <summary>Cannot bear that a connection is refused.</summary>
    private sealed class Faulty : DeafSink
    {
        public override void Changed(PeerStatus peer)
        {
            if (peer.State == SessionState.Active) throw new InvalidOperationException("the sink fails");
        }
    }
}
