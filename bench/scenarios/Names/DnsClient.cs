using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Margay.Linux;

namespace Margay.Bench.Names;

/// <summary>Asks a DNS server for addresses from within a network namespace.</summary>
internal sealed class DnsClient : IDisposable
{
    private const int Timeout = 500;
    private const int Attempts = 20;

    private readonly Socket _socket;
    private readonly byte[] _buffer = new byte[1500];
    private ushort _id;

    private DnsClient(Socket socket) => _socket = socket;

    public static DnsClient In(NetnsHandle netns, string server)
    {
        using (netns)
        {
            var address = IPAddress.Parse(server);
            var socket = Netns.Run(netns, () => new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp));
            socket.ReceiveTimeout = Timeout;
            socket.Connect(address, 53);
            return new DnsClient(socket);
        }
    }

    /// <summary>The milliseconds until the answer is there, from the last time that it was asked for.</summary>
    /// <exception cref="BenchException">Nobody answers.</exception>
    public double Ask(string name)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var query = Query(++_id, name);
            var began = Stopwatch.GetTimestamp();
            _socket.Send(query);
            try
            {
                while (true)
                {
                    var length = _socket.Receive(_buffer);
                    if (length > 2 && _buffer[0] == query[0] && _buffer[1] == query[1]) return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
                }
            }
            catch (SocketException silent) when (silent.SocketErrorCode is SocketError.TimedOut or SocketError.ConnectionRefused or SocketError.WouldBlock)
            {
                if (silent.SocketErrorCode == SocketError.ConnectionRefused) Thread.Sleep(50); // the server is not up yet
            }
        }

        throw new BenchException($"nobody answers for {name}");
    }

    public void Dispose() => _socket.Dispose();

    private static byte[] Query(ushort id, string name)
    {
        List<byte> query = [(byte)(id >> 8), (byte)id, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0];
        foreach (var label in name.Split('.'))
        {
            query.Add((byte)label.Length);
            query.AddRange(Encoding.ASCII.GetBytes(label));
        }

        query.AddRange([0, 0, 1, 0, 1]);
        return [.. query];
    }
}
