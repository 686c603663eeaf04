using System.Threading.Channels;
using Margay.Bgp.Fsm;
using Margay.Bgp.Rib;
using Margay.Bgp.Speaker.Bfd;
using Margay.Primitives;

namespace Margay.Bgp.Speaker;

/// <summary>What all peers of a speaker share, on its loop.</summary>
internal sealed class SpeakerCore(
    TimeProvider time, ISpeakerSink sink, RibTables tables, ChannelWriter<SpeakerInput> inputs, Action<PeerSession, int> dial, Func<IpAddr, BfdStatus?> bfd)
{
    /// <summary>The least part of its time after which a jittered timer runs out.</summary>
    public const double LeastPart = 0.75;

    private int _connections;

    public TimeProvider Time { get; } = time;

    public ISpeakerSink Sink { get; } = sink;

    public RibTables Tables { get; } = tables;

    public ChannelWriter<SpeakerInput> Inputs { get; } = inputs;

    public Deadlines<PeerTimer> Timers { get; } = new(time);

    public int NextConnection() => ++_connections;

    /// <summary>How things stand with BFD to an address.</summary>
    public BfdStatus? BfdOf(IpAddr peer) => bfd(peer);

    public void Dial(PeerSession peer, int attempt) => dial(peer, attempt);

    /// <summary>RFC 4271 §10: timers that many speakers set at the same moment must not run out at the same moment.</summary>
    public static TimeSpan Jittered(SessionTimer timer, TimeSpan after) =>
        timer is SessionTimer.Hold or SessionTimer.Settle ? after : after * (LeastPart + ((1 - LeastPart) * Random.Shared.NextDouble()));
}
