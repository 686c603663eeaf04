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

    private T Connected<T>(Func<Socket, Socket, T> measure)
    {
        var address = new IPEndPoint(serverAddress.ToIPAddress(), Port);
        using var listener = Open(server, address.AddressFamily);
        listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        listener.Bind(address);
        listener.Listen(1);
        using var from = Open(client, address.AddressFamily);
        from.NoDelay = true;
        from.Connect(address);
        using var to = listener.Accept();
        to.NoDelay = true;
        return measure(from, to);
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
