using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Margay.Bgp.Wire;
using Margay.Linux;
using Margay.Primitives;
using BgpCapability = Margay.Bgp.Wire.Capability;

namespace Margay.Bench.Bgp;

/// <summary>A peer that does nothing but say routes, and take them back; what it says was written before the clock runs.</summary>
internal sealed class RouteFeed : IDisposable
{
    public const uint SpeakerAs = 64512;

    /// <summary>For how long a speaker may refuse the session: some start later than they listen, some hold a peer off after a reset.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>So many prefixes share their attributes, as in the tables of real networks.</summary>
    private const int PrefixesPerPath = 8;

    private readonly NetnsHandle _netns;
    private readonly int _number;
    private readonly byte[] _flood;
    private readonly byte[] _half;
    private readonly OpenMessage _open;
    private Socket? _socket;

    public RouteFeed(NetnsHandle netns, int number, int prefixes)
    {
        (_netns, _number) = (netns, number);
        Address = AddressOf(number);
        _open = new OpenMessage(
            AsOf(number), 180, IpAddr.Parse(Address), [new BgpCapability.MultiProtocol(Margay.Bgp.Wire.AddressFamily.V4Unicast), new BgpCapability.FourOctetAs(AsOf(number))]);
        _flood = Flood(number, prefixes);
        _half = Withdrawal(prefixes / 2, prefixes);
    }

    public string Address { get; }

    public static string AddressOf(int number) => $"10.203.1.{number}";

    public static uint AsOf(int number) => 65000 + (uint)number;

    /// <summary>Has a session established, up to the speaker's first KEEPALIVE, as soon as the speaker takes one.</summary>
    public async Task OpenAsync(string speaker, CancellationToken stop)
    {
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                await TryOpenAsync(speaker, stop);
                return;
            }
            catch (Exception early) when (early is SocketException or BenchException && Stopwatch.GetElapsedTime(began) < Patience)
            {
                Close();
                await Task.Delay(Pause, stop);
            }
        }
    }

    /// <summary>Says everything, and goes on to take what comes.</summary>
    public Task FloodAsync(CancellationToken stop) => SayAsync(_flood, stop);

    /// <summary>Takes the second half of the prefixes back.</summary>
    public Task WithdrawHalfAsync(CancellationToken stop) => SayAsync(_half, stop);

    /// <summary>Ends the session without a word.</summary>
    public void Close()
    {
        _socket?.Dispose();
        _socket = null;
    }

    /// <summary>Says one prefix.</summary>
    public async Task AnnounceAsync(Cidr prefix, CancellationToken stop)
    {
        var writer = new BgpWriter();
        UpdateEncoder.Announce(
            writer, new PathAttributes { AsPath = AsPath.Of(AsOf(_number)), NextHop = IpAddr.Parse(Address) }, [new Nlri(prefix)],
            new UpdateFormat { FourOctetAs = true, External = true });
        await _socket!.SendAsync(writer.Memory, stop);
    }

    public void Dispose() => Close();

    private async Task TryOpenAsync(string speaker, CancellationToken stop)
    {
        var socket = _socket = Netns.Run(_netns, () => new Socket(System.Net.Sockets.AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
        socket.Bind(new IPEndPoint(IPAddress.Parse(Address), 0));
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Parse(speaker), 179), stop);
        var writer = new BgpWriter();
        OpenCodec.Write(writer, _open);
        MessageFrame.WriteKeepalive(writer);
        await socket.SendAsync(writer.Memory, stop);
        var buffer = new byte[4096];
        for (var (length, isOpen) = (0, false); !isOpen;)
        {
            var count = await socket.ReceiveAsync(buffer.AsMemory(length), stop);
            if (count == 0) throw new BenchException($"the speaker closed the session of {Address}");
            length += count;
            isOpen = HasKeepalive(buffer.AsSpan(0, length));
        }

        _ = DrainAsync(socket);
    }

    private async Task SayAsync(byte[] text, CancellationToken stop)
    {
        for (var said = 0; said < text.Length;) said += await _socket!.SendAsync(text.AsMemory(said), stop);
    }

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

    private static async Task DrainAsync(Socket socket)
    {
        var buffer = new byte[65536];
        try
        {
            while (await socket.ReceiveAsync(buffer) > 0)
            {
            }
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
        {
            // The session is over.
        }
    }

    private byte[] Flood(int number, int prefixes)
    {
        var writer = new BgpWriter(prefixes * 16);
        var format = new UpdateFormat { FourOctetAs = true, External = true };
        var routes = new Nlri[PrefixesPerPath];
        for (var i = 0; i < prefixes; i += PrefixesPerPath)
        {
            for (var j = 0; j < PrefixesPerPath; j++) routes[j] = Route(i + j);
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

    private static byte[] Withdrawal(int first, int end)
    {
        var writer = new BgpWriter();
        Nlri[] routes = [.. Enumerable.Range(first, end - first).Select(Route)];
        UpdateEncoder.Withdraw(writer, routes, new UpdateFormat { FourOctetAs = true, External = true });
        return writer.Written.ToArray();
    }

    private static Nlri Route(int index) => new(Cidr.Create(IpAddr.V4(0x14000000u + ((uint)index << 8)), 24));
}
