using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Margay.Primitives;

namespace Margay.Bgp.Speaker;

/// <summary>Takes connections at one address and port.</summary>
internal sealed class SpeakerListener : IDisposable
{
    private readonly Socket _socket;
    private readonly Dictionary<IpAddr, string?> _signed = [];

    public SpeakerListener(IPEndPoint endPoint, Func<AddressFamily, SocketType, Socket> open, ChannelWriter<SpeakerInput> inputs)
    {
        EndPoint = endPoint;
        _socket = open(endPoint.AddressFamily, SocketType.Stream);
        try
        {
            if (endPoint.AddressFamily == AddressFamily.InterNetworkV6) _socket.DualMode = false;
            _socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            _socket.Bind(endPoint);
            _socket.Listen();
        }
        catch
        {
            _socket.Dispose();
            throw;
        }

        _ = AcceptAsync(inputs);
    }

    public IPEndPoint EndPoint { get; }

    /// <summary>Hears these peers, and asks of them what their sessions do: the keys of these and of no others, and how near they must be.</summary>
    public void Follow(IEnumerable<PeerConfig> peers)
    {
        var heard = peers.Where(peer => peer.EndPoint.AddressFamily == EndPoint.AddressFamily).ToList();
        BgpSocket.Secure(_socket, [.. heard.Select(peer => peer.TtlSecurity)]);
        var wanted = heard.Where(peer => peer.Password is not null)
            .GroupBy(peer => peer.Address).ToDictionary(group => group.Key, group => group.First().Password);
        foreach (var (address, _) in _signed.Where(one => !wanted.ContainsKey(one.Key)).ToList())
        {
            BgpSocket.Sign(_socket, address, null);
            _signed.Remove(address);
        }

        foreach (var (address, password) in wanted)
        {
            if (_signed.GetValueOrDefault(address) == password) continue;
            BgpSocket.Sign(_socket, address, password);
            _signed[address] = password;
        }
    }

    public void Dispose() => _socket.Dispose();

    private async Task AcceptAsync(ChannelWriter<SpeakerInput> inputs)
    {
        while (true)
        {
            try
            {
                var socket = await _socket.AcceptAsync().ConfigureAwait(false);
                await inputs.WriteAsync(new SpeakerInput.Accepted(socket)).ConfigureAwait(false);
            }
            catch (SocketException error) when (error.SocketErrorCode is SocketError.ConnectionAborted or SocketError.ConnectionReset)
            {
                // That peer is gone before it was met.
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException or ChannelClosedException)
            {
                return;
            }
        }
    }
}
