using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Margay.Bgp.Fsm;
using Margay.Bgp.Speaker;
using Margay.Primitives;

namespace Margay.Tests.Unit.Bgp;

/// <summary>A speaker that cannot listen as it shall: its port is taken, or the kernel has no room for its passwords.</summary>
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

    [Fact]
    public async Task More_passwords_than_the_kernel_has_room_for_are_told_and_nobody_gets_in_unsigned()
    {
        var stop = TestContext.Current.CancellationToken;
        var most = int.Parse(await File.ReadAllTextAsync("/proc/sys/net/core/optmem_max", stop), CultureInfo.InvariantCulture);
        var sink = new Listener();
        await using var speaker = new BgpSpeaker(sink);
        using var free = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        free.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var endPoint = (IPEndPoint)free.LocalEndPoint!;
        free.Dispose();

        // A key takes more than a hundred bytes.
        var signed = Enumerable.Range(0, most / 100).Select(i => Peer(IpAddr.V4(0x7F010001u + (uint)i), "secret")).ToList();
        var open = Peer(IpAddr.Parse("127.2.0.1"), null);
        await speaker.ConfigureAsync(new SpeakerConfig { Listen = [endPoint], Peers = [.. signed, open] });
        Assert.Contains($"more at {endPoint}, since they cannot be signed: ", Assert.Single(await sink.NextAsync(stop)), StringComparison.Ordinal);
        Assert.Equal(0, await HearAsync(signed[^1].Address, endPoint, stop));
        Assert.NotEqual(0, await HearAsync(open.Address, endPoint, stop));

        await speaker.ConfigureAsync(new SpeakerConfig { Listen = [endPoint], Peers = [signed[^1], open] });
        Assert.Empty(await sink.NextAsync(stop));
    }

    private static PeerConfig Peer(IpAddr address, string? password) => new()
    {
        Name = $"{address}",
        Address = address,
        Password = password,
        Session = new SessionConfig
        {
            LocalAs = 64512,
            RemoteAs = 64513,
            LocalId = IpAddr.Parse("10.0.0.1"),
            Families = [new FamilyConfig(Margay.Bgp.Wire.AddressFamily.V4Unicast)],
            Passive = true,
        },
    };

    /// <summary>How many bytes come over a connection from an address at once; 0 if it is closed.</summary>
    private static async Task<int> HearAsync(IpAddr from, IPEndPoint to, CancellationToken stop)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(from.ToIPAddress(), 0));
        await socket.ConnectAsync(to, stop);
        try
        {
            return await socket.ReceiveAsync(new byte[100], stop).AsTask().WaitAsync(Patience, stop);
        }
        catch (SocketException)
        {
            return 0;
        }
    }

    private sealed class Listener : DeafSink
    {
        private readonly Channel<IReadOnlyList<string>> _heard = Channel.CreateUnbounded<IReadOnlyList<string>>();

        public Task<IReadOnlyList<string>> NextAsync(CancellationToken stop) => _heard.Reader.ReadAsync(stop).AsTask().WaitAsync(Patience, stop);

        public override void ListenChanged(IReadOnlyList<string> refusals) => Assert.True(_heard.Writer.TryWrite(refusals));
    }
}
