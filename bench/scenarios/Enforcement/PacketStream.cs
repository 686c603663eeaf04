using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Margay.Linux;
using Margay.Primitives;

namespace Margay.Bench.Enforcement;

/// <summary>
/// Numbered datagrams from one pod to another, about 2,000 a second, each with the moment it was sent, for as long as
/// this lives. Since nothing answers, each is a new connection to the kernel and is judged anew.
/// </summary>
internal sealed class PacketStream : IDisposable
{
    private const int Port = 9;
    private const uint Interval = 450;
    private const int Remembered = 1 << 20;

    /// <summary>So many lost in a row, at least 100 ms, are no accident.</summary>
    private const int Silence = 200;

    /// <summary>So many that arrive after a gap show that the way is open.</summary>
    private const int Flow = 20;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Socket _from;
    private readonly Socket _to;
    private readonly Action _wake;
    private readonly Thread[] _threads;
    private readonly long[] _sentAt = new long[Remembered];
    private long _sent;
    private long _newest = -1;
    private long _resumed;
    private volatile bool _ended;

    public PacketStream(NetnsHandle client, NetnsHandle server, IpAddr serverAddress)
    {
        var address = new IPEndPoint(serverAddress.ToIPAddress(), Port);
        _from = Netns.Run(client, () => new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp));
        _to = Netns.Run(server, () => new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp));
        _to.Bind(address);
        _from.Connect(address);
        _wake = () => Netns.Run(server, () => WakeUp(address));
        _threads = [new Thread(Send), new Thread(Receive)];
        foreach (var thread in _threads) thread.Start();
    }

    /// <summary>When the first of the datagrams was sent that no longer arrived, as a timestamp of Stopwatch.</summary>
    /// <exception cref="BenchException">They keep arriving.</exception>
    public long Closed() => Await("closed", () =>
    {
        var newest = Volatile.Read(ref _newest);
        return Volatile.Read(ref _sent) - newest > Silence && _to.Available == 0 && newest == Volatile.Read(ref _newest)
            ? SentAt(newest + 1)
            : null;
    });

    /// <summary>When the first of the datagrams was sent that arrive again, as a timestamp of Stopwatch.</summary>
    /// <remarks>Only after <see cref="Closed"/>.</remarks>
    /// <exception cref="BenchException">None arrives.</exception>
    public long Opened(long closed) => Await("open", () =>
    {
        var resumed = Volatile.Read(ref _resumed);
        return SentAt(resumed) > closed && Volatile.Read(ref _newest) > resumed + Flow ? SentAt(resumed) : null;
    });

    /// <summary>Waits until datagrams arrive.</summary>
    public void Flowing() => Await("flowing", () =>
    {
        var newest = Volatile.Read(ref _newest);
        return newest > Flow && Volatile.Read(ref _sent) - newest < Flow ? newest : null;
    });

    public void Dispose()
    {
        _ended = true;
        _wake();
        foreach (var thread in _threads) thread.Join();
        _from.Dispose();
        _to.Dispose();
    }

    private static long Await(string what, Func<long?> found)
    {
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            if (found() is { } moment) return moment;
            if (Stopwatch.GetElapsedTime(began) > Patience) throw new BenchException($"the way between the pods is never {what}");
            Thread.Sleep(1);
        }
    }

    /// <summary>An empty datagram from the server pod to itself, which no policy concerns, ends the receiver.</summary>
    private static void WakeUp(IPEndPoint address)
    {
        using var socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        socket.SendTo([], address);
    }

    private long SentAt(long number) => Volatile.Read(ref _sentAt[number % Remembered]);

    private void Send()
    {
        var datagram = new byte[sizeof(long)];
        while (!_ended)
        {
            BinaryPrimitives.WriteInt64LittleEndian(datagram, _sent);
            Volatile.Write(ref _sentAt[_sent % Remembered], Stopwatch.GetTimestamp());
            _from.Send(datagram);
            Volatile.Write(ref _sent, _sent + 1);
            _ = Pause.Microseconds(Interval);
        }
    }

    private void Receive()
    {
        var datagram = new byte[sizeof(long)];
        while (_to.Receive(datagram) == datagram.Length)
        {
            var number = BinaryPrimitives.ReadInt64LittleEndian(datagram);
            if (number != _newest + 1) Volatile.Write(ref _resumed, number);
            Volatile.Write(ref _newest, number);
        }
    }
}
