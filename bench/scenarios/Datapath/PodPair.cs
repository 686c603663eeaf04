using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Margay.Bench.Results;
using Margay.Linux;
using Margay.Primitives;

namespace Margay.Bench.Datapath;

/// <summary>A client pod and a server pod: a connection between them, blocking, on threads of its own.</summary>
internal sealed class PodPair(NetnsHandle client, NetnsHandle server, IpAddr serverAddress)
{
    private const int Port = 80;
    private const int BlockLength = 128 * 1024;
    private const int ProtocolTcp = 6;
    private const int TcpCongestion = 13;
    private const int RoundTrips = 5000;
    private const int Connections = 20_000;
    private const int Backlog = 128;
    private static readonly TimeSpan StreamLength = TimeSpan.FromSeconds(2);

    /// <summary>One stream for two seconds, in Gbit/s as the receiver counts it.</summary>
    public double Throughput() => Connected((from, to) =>
    {
        var received = 0L;
        var clock = Stopwatch.StartNew();
        var reader = new Thread(() => received = Drain(to));
        reader.Start();
        var block = new byte[BlockLength];
        while (clock.Elapsed < StreamLength) from.Send(block);
        from.Shutdown(SocketShutdown.Send);
        reader.Join();
        return received * 8 / clock.Elapsed.TotalSeconds / 1e9;
    });

    /// <summary>One byte there and back, many times: median and 99th percentile in µs.</summary>
    public (double Median, double P99) Latency() => Connected((from, to) =>
    {
        var echo = new Thread(() => Echo(to));
        echo.Start();
        var one = new byte[1];
        var times = new double[RoundTrips];
        for (var trip = 0; trip < RoundTrips; trip++)
        {
            var began = Stopwatch.GetTimestamp();
            from.Send(one);
            from.Receive(one);
            times[trip] = Stopwatch.GetElapsedTime(began).TotalMicroseconds;
        }

        from.Shutdown(SocketShutdown.Send);
        echo.Join();
        Array.Sort(times);
        return (Series.Percentile(times, 0.5), Series.Percentile(times, 0.99));
    });

    /// <summary>New connections a second, one after the other, each used for one byte from the server.</summary>
    public double ConnectionsPerSecond()
    {
        var address = new IPEndPoint(serverAddress.ToIPAddress(), Port);
        using var listener = Listen(address);
        var acceptor = new Thread(() => Greet(listener));
        acceptor.Start();
        var took = Netns.Run(client, () => Measured.Seconds(() => Visit(address)));
        acceptor.Join();
        return Connections / took;
    }

    private T Connected<T>(Func<Socket, Socket, T> measure)
    {
        var address = new IPEndPoint(serverAddress.ToIPAddress(), Port);
        using var listener = Listen(address);
        using var from = Open(client, address.AddressFamily);
        from.NoDelay = true;
        from.Connect(address);
        using var to = listener.Accept();
        to.NoDelay = true;
        return measure(from, to);
    }

    private Socket Listen(IPEndPoint address)
    {
        var listener = Open(server, address.AddressFamily);
        listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        listener.Bind(address);
        listener.Listen(Backlog);
        return listener;
    }

    /// <remarks>Closed with a reset, so that no port stays taken for a minute.</remarks>
    private static int Visit(IPEndPoint address)
    {
        var one = new byte[1];
        var received = 0;
        for (var number = 0; number < Connections; number++)
        {
            using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            socket.LingerState = new LingerOption(true, 0);
            socket.Connect(address);
            received += socket.Receive(one);
        }

        return received;
    }

    /// <remarks>Each is closed when the next one comes: by then the client has reset it.</remarks>
    private static void Greet(Socket listener)
    {
        Socket? previous = null;
        for (var number = 0; number < Connections; number++)
        {
            var socket = listener.Accept();
            socket.Send("!"u8);
            previous?.Dispose();
            previous = socket;
        }

        previous?.Dispose();
    }

    /// <remarks>CUBIC on both ends: the kernel's default may be BBR, whose pacing blurs a comparison.</remarks>
    private static Socket Open(NetnsHandle netns, AddressFamily family)
    {
        var socket = Netns.Run(netns, () => new Socket(family, SocketType.Stream, ProtocolType.Tcp));
        socket.SetRawSocketOption(ProtocolTcp, TcpCongestion, "cubic"u8);
        return socket;
    }

    private static long Drain(Socket socket)
    {
        var buffer = new byte[BlockLength];
        var total = 0L;
        while (socket.Receive(buffer) is > 0 and var length) total += length;
        return total;
    }

    private static void Echo(Socket socket)
    {
        var one = new byte[1];
        while (socket.Receive(one) > 0) socket.Send(one);
    }
}
