using System.Threading.Channels;
using Margay.Bgp.Fsm;
using Margay.Bgp.Rib;

namespace Margay.Bgp.Speaker;

/// <summary>What all peers of a speaker share, on its loop.</summary>
internal sealed class SpeakerCore(TimeProvider time, ISpeakerSink sink, RibTables tables, ChannelWriter<SpeakerInput> inputs, Action<PeerSession, int> dial)
{
    private int _connections;

    public TimeProvider Time { get; } = time;

    public ISpeakerSink Sink { get; } = sink;

    public RibTables Tables { get; } = tables;

    public ChannelWriter<SpeakerInput> Inputs { get; } = inputs;

    public Deadlines<PeerTimer> Timers { get; } = new(time);

    public int NextConnection() => ++_connections;

    public void Dial(PeerSession peer, int attempt) => dial(peer, attempt);

    /// <summary>RFC 4271 §10: timers that many speakers set at the same moment must not run out at the same moment.</summary>
    public static TimeSpan Jittered(SessionTimer timer, TimeSpan after) =>
        timer == SessionTimer.Hold ? after : after * (0.75 + (0.25 * Random.Shared.NextDouble()));
}
