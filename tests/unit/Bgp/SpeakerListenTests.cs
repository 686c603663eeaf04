using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Margay.Bgp.Speaker;

namespace Margay.Tests.Unit.Bgp;

/// <summary>A speaker whose port somebody else has.</summary>
public sealed class SpeakerListenTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_taken_port_is_told_and_listened_at_once_it_is_free()
    {
        var stop = TestContext.Current.CancellationToken;
        using var taker = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taker.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        taker.Listen();
        var taken = (IPEndPoint)taker.LocalEndPoint!;
        var sink = new Listener();
        await using var speaker = new BgpSpeaker(sink);

        await speaker.ConfigureAsync(new SpeakerConfig { Listen = [taken, new IPEndPoint(IPAddress.IPv6Loopback, taken.Port)] });
        var refusal = Assert.Single(await sink.NextAsync(stop));
        Assert.StartsWith($"BGP cannot listen at {taken}: Address already in use; is another BGP daemon", refusal, StringComparison.Ordinal);

        taker.Dispose();
        Assert.Empty(await sink.NextAsync(stop));
        using var peer = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await peer.ConnectAsync(taken, stop);
    }

    private sealed class Listener : ISpeakerSink
    {
        private readonly Channel<IReadOnlyList<string>> _heard = Channel.CreateUnbounded<IReadOnlyList<string>>();

        public Task<IReadOnlyList<string>> NextAsync(CancellationToken stop) => _heard.Reader.ReadAsync(stop).AsTask().WaitAsync(Patience, stop);

        public void ListenChanged(IReadOnlyList<string> refusals) => Assert.True(_heard.Writer.TryWrite(refusals));

        public void Chosen(ReadOnlySpan<RouteChoice> choices)
        {
        }

        public void Changed(PeerStatus peer)
        {
        }

        public void Restarted(PeerStatus peer, PeerRestart restart)
        {
        }

        public void RestartEnded()
        {
        }
    }
}
