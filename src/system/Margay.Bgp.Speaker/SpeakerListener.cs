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
    /// <returns>What the kernel refuses of that, and why: a sentence each. It is tried again with the next call.</returns>
    public IReadOnlyList<string> Follow(IEnumerable<PeerConfig> peers)
    {
        var heard = peers.Where(peer => peer.EndPoint.AddressFamily == EndPoint.AddressFamily).ToList();
        BgpSocket.Secure(_socket, [.. heard.Select(peer => peer.TtlSecurity)]);
        var wanted = heard.Where(peer => peer.Password is not null)
            .GroupBy(peer => peer.Address).ToDictionary(group => group.Key, group => group.First().Password);
        foreach (var address in _signed.Keys.Where(address => !wanted.ContainsKey(address)).ToList())
        {
            BgpSocket.Sign(_socket, address, null);
            _signed.Remove(address);
        }

        string? refusal = null;
        var unsigned = new List<IpAddr>();
        foreach (var (address, password) in wanted)
        {
            if (_signed.GetValueOrDefault(address) == password) continue;
            try
            {
                BgpSocket.Sign(_socket, address, password);
                _signed[address] = password;
            }
            catch (SocketException refused)
            {
                refusal = refused.Message;
                unsigned.Add(address);
            }
        }

        return refusal is null
            ? []
            : [$"BGP takes no connections of {unsigned[0]}{(unsigned.Count > 1 ? $" and {unsigned.Count - 1} more" : "")} at {EndPoint}, since they cannot be signed: {refusal}; has the kernel TCP_MD5SIG, and net.core.optmem_max room for so many keys?"];
    }

    /// <summary>Whether the kernel takes only what is signed with the password of a peer that it hears.</summary>
    public bool IsSigned(PeerConfig peer) => _signed.TryGetValue(peer.Address, out var password) && password == peer.Password;

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
