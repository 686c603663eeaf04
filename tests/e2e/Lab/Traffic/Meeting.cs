using System.Net;
using System.Net.Sockets;
using Margay.Linux;

namespace Margay.Tests.E2e.Lab.Traffic;

/// <summary>Somebody who listens in a network namespace and sees who comes.</summary>
internal sealed class Meeting : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Socket _listener;

    /// <summary>Listens on both families.</summary>
    public Meeting(string netns, int port)
    {
        using var place = NetnsHandle.Open(netns);
        _listener = Netns.Run(place, static () => new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp));
        _listener.DualMode = true;
        _listener.Bind(new IPEndPoint(IPAddress.IPv6Any, port));
        _listener.Listen();
    }

    /// <summary>The connection of somebody who comes out of a namespace; null if none came about.</summary>
    /// <param name="netns">The namespace.</param>
    /// <param name="to">The listener's address as it is known there.</param>
    /// <param name="from">The address to come from; null for the one that the kernel chooses.</param>
    public async Task<Conversation?> ReceiveAsync(string netns, IPAddress to, IPAddress? from, CancellationToken stop)
    {
        using var place = NetnsHandle.Open(netns);
        var client = Netns.Run(place, () => new Socket(to.AddressFamily, SocketType.Stream, ProtocolType.Tcp));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(Patience);
        try
        {
            if (from is not null) client.Bind(new IPEndPoint(from, 0));
            await client.ConnectAsync(new IPEndPoint(to, ((IPEndPoint)_listener.LocalEndPoint!).Port), limit.Token);
            return new Conversation(client, await _listener.AcceptAsync(limit.Token));
        }
        catch (Exception failure) when (failure is SocketException || (failure is OperationCanceledException && !stop.IsCancellationRequested))
        {
            client.Dispose();
            return null;
        }
    }

    /// <summary>The address that somebody is seen with who comes out of a namespace; null if nobody came.</summary>
    public async Task<IPAddress?> SeenAsync(string netns, IPAddress to, CancellationToken stop, IPAddress? from = null)
    {
        using var conversation = await ReceiveAsync(netns, to, from, stop);
        return conversation?.Seen.Address;
    }

    public void Dispose() => _listener.Dispose();
}

/// <summary>Both ends of an open connection.</summary>
internal sealed class Conversation(Socket client, Socket server) : IDisposable
{
    /// <summary>Who the listener thinks it is.</summary>
    public IPEndPoint Seen { get; } = Plain((IPEndPoint)server.RemoteEndPoint!);

    /// <summary>Fails the test if a byte does not get there, or none comes back.</summary>
    public async Task ExpectAliveAsync(CancellationToken stop)
    {
        foreach (var (from, to) in ((Socket, Socket)[])[(client, server), (server, client)])
        {
            await from.SendAsync(new byte[1], stop);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
            limit.CancelAfter(TimeSpan.FromSeconds(10));
            Assert.Equal(1, await to.ReceiveAsync(new byte[1], limit.Token));
        }
    }

    public void Dispose()
    {
        client.Dispose();
        server.Dispose();
    }

    private static IPEndPoint Plain(IPEndPoint end) =>
        end.Address.IsIPv4MappedToIPv6 ? new IPEndPoint(end.Address.MapToIPv4(), end.Port) : end;
}
