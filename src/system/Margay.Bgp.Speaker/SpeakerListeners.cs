using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Margay.Bgp.Speaker.Bfd;

namespace Margay.Bgp.Speaker;

/// <summary>Where a speaker listens for BGP, and for BFD: what its configuration asks for, as far as it can be had.</summary>
internal sealed class SpeakerListeners(Func<AddressFamily, SocketType, Socket> open, ChannelWriter<SpeakerInput> inputs, BfdLoop bfd) : IDisposable
{
    private readonly List<SpeakerListener> _listeners = [];

    /// <summary>Listens where the configuration says, to whom it says. What cannot be had hinders nothing else, and is tried again with the next call.</summary>
    /// <returns>What cannot be had, and why: a sentence each.</returns>
    public IReadOnlyList<string> Follow(SpeakerConfig config)
    {
        foreach (var listener in _listeners.Where(one => !config.Listen.Contains(one.EndPoint)).ToList())
        {
            listener.Dispose();
            _listeners.Remove(listener);
        }

        var refusals = new List<string>();
        foreach (var endPoint in config.Listen)
        {
            if (Listen(endPoint, refusals) is { } listener) refusals.AddRange(listener.Follow(config.Peers));
        }

        if (ConfigureBfd(config) is { } refusal) refusals.Add(refusal);
        return refusals;
    }

    /// <summary>Whether connections from a peer are signed as its session wants it; those that are not must not be taken.</summary>
    public bool IsSigned(PeerConfig peer) => peer.Password is null
        || _listeners.TrueForAll(listener => listener.EndPoint.AddressFamily != peer.EndPoint.AddressFamily || listener.IsSigned(peer));

    public void Dispose()
    {
        foreach (var listener in _listeners) listener.Dispose();
    }

    private SpeakerListener? Listen(IPEndPoint endPoint, List<string> refusals)
    {
        if (_listeners.Find(one => one.EndPoint.Equals(endPoint)) is { } known) return known;
        try
        {
            var listener = new SpeakerListener(endPoint, open, inputs);
            _listeners.Add(listener);
            return listener;
        }
        catch (SocketException refusal)
        {
            var hint = refusal.SocketErrorCode == SocketError.AddressAlreadyInUse ? "; is another BGP daemon running here?" : "";
            refusals.Add($"BGP cannot listen at {endPoint}: {refusal.Message}{hint}");
            return null;
        }
    }

    /// <summary>Where the speaker listens for BGP it listens for BFD; one that takes no connections listens at all addresses.</summary>
    /// <returns>Where it cannot, and why; null if it can.</returns>
    private string? ConfigureBfd(SpeakerConfig config)
    {
        var peers = config.Peers.Where(peer => peer.Bfd is not null).DistinctBy(peer => peer.Address).ToList();
        var addresses = config.Listen.Count > 0 ? config.Listen.Select(one => one.Address).ToList() : [IPAddress.Any, IPAddress.IPv6Any];
        try
        {
            bfd.Configure(
                [.. peers.Select(peer => new BfdPeer(peer.Address, peer.Source, peer.Bfd!))],
                [.. addresses.Where(address => peers.Exists(peer => peer.EndPoint.AddressFamily == address.AddressFamily))]);
            return null;
        }
        catch (SocketException refusal)
        {
            return $"cannot listen for {refusal.Message}";
        }
    }
}
