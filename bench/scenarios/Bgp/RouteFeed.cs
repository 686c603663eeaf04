using System.Net;
using System.Net.Sockets;
using Margay.Bgp.Wire;
using Margay.Linux;
using Margay.Primitives;
using BgpCapability = Margay.Bgp.Wire.Capability;

namespace Margay.Bench.Bgp;

/// <summary>A peer that does nothing but say routes, which were written before the clock runs.</summary>
internal sealed class RouteFeed : IDisposable
{
    public const uint SpeakerAs = 64512;

    /// <summary>So many prefixes share their attributes, as in the tables of real networks.</summary>
    private const int PrefixesPerPath = 8;

    private readonly int _number;
    private readonly byte[] _flood;
    private readonly Socket _socket;
    private readonly OpenMessage _open;

    public RouteFeed(NetnsHandle netns, int number, int prefixes, int firstPrefix)
    {
        _number = number;
        Address = AddressOf(number);
        _open = new OpenMessage(
            AsOf(number), 180, IpAddr.Parse(Address), [new BgpCapability.MultiProtocol(Margay.Bgp.Wire.AddressFamily.V4Unicast), new BgpCapability.FourOctetAs(AsOf(number))]);
        _flood = Flood(number, prefixes, firstPrefix);
        _socket = Netns.Run(netns, () => new Socket(System.Net.Sockets.AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
        _socket.Bind(new IPEndPoint(IPAddress.Parse(Address), 0));
    }

    public string Address { get; }

    public static string AddressOf(int number) => $"10.203.1.{number}";

    public static uint AsOf(int number) => 65000 + (uint)number;

    /// <summary>Has the session established, up to the speaker's first KEEPALIVE.</summary>
    public async Task OpenAsync(string speaker, CancellationToken stop)
    {
        await _socket.ConnectAsync(new IPEndPoint(IPAddress.Parse(speaker), 179), stop);
        var writer = new BgpWriter();
        OpenCodec.Write(writer, _open);
        MessageFrame.WriteKeepalive(writer);
        await _socket.SendAsync(writer.Memory, stop);
        var buffer = new byte[4096];
        for (var (length, isOpen) = (0, false); !isOpen;)
        {
            var count = await _socket.ReceiveAsync(buffer.AsMemory(length), stop);
            if (count == 0) throw new BenchException($"the speaker closed the session of {Address}");
            length += count;
            isOpen = HasKeepalive(buffer.AsSpan(0, length));
        }
    }

    /// <summary>Says everything, and goes on to take what comes.</summary>
    public async Task FloodAsync(CancellationToken stop)
    {
        _ = DrainAsync();
        for (var sent = 0; sent < _flood.Length;) sent += await _socket.SendAsync(_flood.AsMemory(sent), stop);
    }

    /// <summary>Says one prefix.</summary>
    public async Task AnnounceAsync(Cidr prefix, CancellationToken stop)
    {
        var writer = new BgpWriter();
        UpdateEncoder.Announce(
            writer, new PathAttributes { AsPath = AsPath.Of(AsOf(_number)), NextHop = IpAddr.Parse(Address) }, [new Nlri(prefix)],
            new UpdateFormat { FourOctetAs = true, External = true });
        await _socket.SendAsync(writer.Memory, stop);
    }

    public void Dispose() => _socket.Dispose();

    private static bool HasKeepalive(ReadOnlySpan<byte> stream)
    {
        while (MessageFrame.TryRead(stream, out var type, out var length, out _))
        {
            if (type == MessageType.Notification) throw new BenchException($"the speaker said {NotificationCodec.Decode(stream[MessageFrame.HeaderLength..length])}");
            if (type == MessageType.Keepalive) return true;
            stream = stream[length..];
        }

        return false;
    }

    private async Task DrainAsync()
    {
        var buffer = new byte[65536];
        try
        {
            while (await _socket.ReceiveAsync(buffer) > 0)
            {
            }
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
        {
            // The run is over.
        }
    }

    private byte[] Flood(int number, int prefixes, int first)
    {
        var writer = new BgpWriter(prefixes * 16);
        var format = new UpdateFormat { FourOctetAs = true, External = true };
        var routes = new Nlri[PrefixesPerPath];
        for (var i = 0; i < prefixes; i += PrefixesPerPath)
        {
            for (var j = 0; j < PrefixesPerPath; j++) routes[j] = new Nlri(Cidr.Create(IpAddr.V4(0x14000000u + ((uint)(first + i + j) << 8)), 24));
            var attributes = new PathAttributes
            {
                AsPath = AsPath.Of(AsOf(number), 3356, 1299, (uint)(100_000 + (i / PrefixesPerPath))),
                NextHop = IpAddr.Parse(Address),
                Communities = [65000u << 16 | (uint)number, (uint)(i / PrefixesPerPath)],
            };
            UpdateEncoder.Announce(writer, attributes, routes, format);
        }

        return writer.Written.ToArray();
    }
}
