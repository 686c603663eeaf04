using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Margay.Linux;
using Margay.Names;
using Margay.Primitives;

namespace Margay.Tests.E2e.Lab.Names;

/// <summary>What a pod does with names: it asks a server, and connects to what it is told.</summary>
internal sealed class PodResolver(string netnsPath)
{
    private const ushort A = 1;
    private const ushort Aaaa = 28;
    private const int TotalRetransmissions = 100; // tcpi_total_retrans of struct tcp_info

    /// <summary>The addresses of a name, of one family; asks again while nobody answers, up to <paramref name="patience"/>.</summary>
    public async Task<IReadOnlyList<IPAddress>> LookUpAsync(
        IPAddress server, string name, bool v6 = false, bool tcp = false, TimeSpan? patience = null)
    {
        using var limit = new CancellationTokenSource(patience ?? TimeSpan.FromSeconds(10));
        var query = Query(name, v6 ? Aaaa : A);
        while (true)
        {
            using var attempt = CancellationTokenSource.CreateLinkedTokenSource(limit.Token);
            attempt.CancelAfter(TimeSpan.FromSeconds(1));
            try
            {
                var answer = tcp ? await AskOverTcpAsync(server, query, attempt.Token) : await AskAsync(server, query, attempt.Token);
                return [.. DnsAnswer.Read(answer).Where(told => told.Name == DomainName.Parse(name)).Select(told => told.Address.ToIPAddress())];
            }
            catch (Exception silent) when (silent is OperationCanceledException or SocketException or IOException && !limit.IsCancellationRequested)
            {
                // As resolvers do.
            }
        }
    }

    /// <summary>
    /// Whether a connection comes about, and how often something had to be sent again for it; null if it does not in time.
    /// </summary>
    public async Task<int?> ConnectAsync(IPAddress address, int port, TimeSpan patience)
    {
        using var socket = Open(address.AddressFamily, SocketType.Stream);
        return await ConnectAsync(socket, address, port, patience);
    }

    /// <summary>As <see cref="ConnectAsync(IPAddress, int, TimeSpan)"/>, with a socket of this pod that stays open.</summary>
    public static async Task<int?> ConnectAsync(Socket socket, IPAddress address, int port, TimeSpan patience)
    {
        using var limit = new CancellationTokenSource(patience);
        try
        {
            await socket.ConnectAsync(new IPEndPoint(address, port), limit.Token);
        }
        catch (Exception denied) when (denied is OperationCanceledException or SocketException)
        {
            return null;
        }

        Span<byte> info = stackalloc byte[256];
        var length = socket.GetRawSocketOption(6, 11, info); // IPPROTO_TCP, TCP_INFO
        Assert.True(length > TotalRetransmissions + 4);
        return BinaryPrimitives.ReadInt32LittleEndian(info[TotalRetransmissions..]);
    }

    /// <summary>A socket of the pod.</summary>
    public Socket Open(AddressFamily family, SocketType type)
    {
        using var netns = NetnsHandle.Open(netnsPath);
        return Netns.Run(netns, () => new Socket(family, type, type == SocketType.Stream ? ProtocolType.Tcp : ProtocolType.Udp));
    }

    private async Task<byte[]> AskAsync(IPAddress server, byte[] query, CancellationToken stop)
    {
        using var socket = Open(server.AddressFamily, SocketType.Dgram);
        await socket.ConnectAsync(new IPEndPoint(server, 53), stop);
        await socket.SendAsync(query, stop);
        var buffer = new byte[4096];
        return buffer[..await socket.ReceiveAsync(buffer, stop)];
    }

    private async Task<byte[]> AskOverTcpAsync(IPAddress server, byte[] query, CancellationToken stop)
    {
        using var socket = Open(server.AddressFamily, SocketType.Stream);
        await socket.ConnectAsync(new IPEndPoint(server, 53), stop);
        await using var stream = new NetworkStream(socket);
        await stream.WriteAsync(new byte[] { (byte)(query.Length >> 8), (byte)query.Length }.Concat(query).ToArray(), stop);
        var length = new byte[2];
        await stream.ReadExactlyAsync(length, stop);
        var answer = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
        await stream.ReadExactlyAsync(answer, stop);
        return answer;
    }

    private static byte[] Query(string name, ushort type)
    {
        var id = (ushort)Random.Shared.Next();
        List<byte> query = [(byte)(id >> 8), (byte)id, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0];
        foreach (var label in name.Split('.'))
        {
            query.Add((byte)label.Length);
            query.AddRange(Encoding.ASCII.GetBytes(label));
        }

        query.AddRange([0, (byte)(type >> 8), (byte)type, 0, 1]);
        return [.. query];
    }
}
