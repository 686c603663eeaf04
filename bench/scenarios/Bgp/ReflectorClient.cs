using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Margay.Bgp.Wire;
using Margay.Linux;
using Margay.Primitives;
using BgpCapability = Margay.Bgp.Wire.Capability;

namespace Margay.Bench.Bgp;

/// <summary>A client of a route reflector that says two prefixes and counts what it hears.</summary>
internal sealed class ReflectorClient(NetnsHandle netns, int number)
{
    /// <summary>For how long the reflector may be silent: a full queue of connections loses some without a word.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>How many prefixes every client says.</summary>
    public const int Prefixes = 2;

    public static string AddressOf(int number) => $"10.203.{4 + (number / 250)}.{1 + (number % 250)}";

    /// <summary>Has a session until it was told <paramref name="expected"/> prefixes; it stays open until the result is disposed of.</summary>
    /// <remarks>A reflector that is not ready to take the connection is asked again.</remarks>
    public async Task<IDisposable> LearnAsync(string reflector, int expected, CancellationToken stop)
    {
        while (true)
        {
            var socket = Netns.Run(netns, static () => new Socket(System.Net.Sockets.AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
            try
            {
                socket.Bind(new IPEndPoint(IPAddress.Parse(AddressOf(number)), 0));
                using var attempt = CancellationTokenSource.CreateLinkedTokenSource(stop);
                attempt.CancelAfter(Patience);
                await socket.ConnectAsync(new IPEndPoint(IPAddress.Parse(reflector), 179), attempt.Token);
                await socket.SendAsync(Greeting(), attempt.Token);
                if (await HearsAsync(socket, Routes(), expected, attempt)) return socket;
            }
            catch (Exception again) when (again is SocketException || (again is OperationCanceledException && !stop.IsCancellationRequested))
            {
                // Refused, reset, or not answered.
            }

            socket.Dispose();
            await Task.Delay(TimeSpan.FromMilliseconds(50), stop);
        }
    }

    /// <summary>Says its routes once the session is established, and hears the others'.</summary>
    private static async Task<bool> HearsAsync(Socket socket, ReadOnlyMemory<byte> routes, int expected, CancellationTokenSource attempt)
    {
        var buffer = new byte[65536];
        var (length, heard, hasSaid) = (0, 0, false);
        while (heard < expected)
        {
            var count = await socket.ReceiveAsync(buffer.AsMemory(length), attempt.Token);
            if (count == 0) return false;
            length += count;
            var (start, isEstablished) = (0, false);
            while (MessageFrame.TryRead(buffer.AsSpan(start, length - start), out var type, out var size, out _))
            {
                if (type == MessageType.Notification) return false;
                isEstablished |= type == MessageType.Keepalive;
                if (type == MessageType.Update) heard += CountPrefixes(buffer.AsSpan(start + MessageFrame.HeaderLength, size - MessageFrame.HeaderLength));
                start += size;
            }

            buffer.AsSpan(start, length - start).CopyTo(buffer);
            length -= start;
            if (!isEstablished || hasSaid) continue;
            hasSaid = true;
            attempt.CancelAfter(Timeout.InfiniteTimeSpan);
            await socket.SendAsync(routes, attempt.Token);
        }

        return true;
    }

    /// <summary>What an UPDATE announces (RFC 4271 §4.3), without a look at the attributes.</summary>
    private static int CountPrefixes(ReadOnlySpan<byte> body)
    {
        var withdrawn = BinaryPrimitives.ReadUInt16BigEndian(body);
        var attributes = BinaryPrimitives.ReadUInt16BigEndian(body[(2 + withdrawn)..]);
        var announced = body[(4 + withdrawn + attributes)..];
        var count = 0;
        for (var start = 0; start < announced.Length; count++) start += 1 + ((announced[start] + 7) / 8);
        return count;
    }

    private ReadOnlyMemory<byte> Greeting()
    {
        var address = IpAddr.Parse(AddressOf(number));
        var writer = new BgpWriter();
        OpenCodec.Write(writer, new OpenMessage(
            RouteFeed.SpeakerAs, 180, address,
            [new BgpCapability.MultiProtocol(Margay.Bgp.Wire.AddressFamily.V4Unicast), new BgpCapability.FourOctetAs(RouteFeed.SpeakerAs)]));
        MessageFrame.WriteKeepalive(writer);
        return writer.Memory;
    }

    private ReadOnlyMemory<byte> Routes()
    {
        var writer = new BgpWriter();
        var first = 0x14000000u + ((uint)number << 9);
        Nlri[] routes = [.. Enumerable.Range(0, Prefixes).Select(i => new Nlri(Cidr.Create(IpAddr.V4(first + ((uint)i << 8)), 24)))];
        UpdateEncoder.Announce(writer, new PathAttributes { NextHop = IpAddr.Parse(AddressOf(number)), LocalPref = 100 }, routes, new UpdateFormat { FourOctetAs = true });
        return writer.Memory;
    }
}
