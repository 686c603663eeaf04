using System.Net.Sockets;
using Margay.Bgp.Speaker.Bfd;
using Margay.Bgp.Wire;

namespace Margay.Bgp.Speaker;

/// <summary>What comes to a speaker's loop.</summary>
internal abstract record SpeakerInput
{
    private SpeakerInput()
    {
    }

    /// <summary>Something to do on the loop.</summary>
    public sealed record Do(Action Work) : SpeakerInput;

    /// <summary>Nothing, but a timer may have run out.</summary>
    public sealed record Tick : SpeakerInput;

    /// <summary>Somebody connected.</summary>
    public sealed record Accepted(Socket Socket) : SpeakerInput;

    /// <summary>An attempt to connect ended; without a socket it failed.</summary>
    public sealed record Dialed(PeerSession Peer, int Attempt, Socket? Socket, string? Error) : SpeakerInput;

    /// <summary>A BFD session has changed.</summary>
    public sealed record BfdChanged(BfdChange Change) : SpeakerInput;

    /// <summary>What was to be sent is sent.</summary>
    public sealed record Sent(PeerConnection Connection) : SpeakerInput;

    /// <summary>Messages that came over a connection, in their order.</summary>
    public sealed record Batch(PeerConnection Connection, IReadOnlyList<Received> Messages) : SpeakerInput;

    /// <summary>Something came over a connection.</summary>
    public abstract record Received(PeerConnection Connection);

    /// <summary>An OPEN.</summary>
    public sealed record Open(PeerConnection Connection, OpenMessage Message) : Received(Connection);

    /// <summary>A KEEPALIVE.</summary>
    public sealed record Keepalive(PeerConnection Connection) : Received(Connection);

    /// <summary>An UPDATE; without a message if nothing is agreed on yet that would tell how to read it.</summary>
    public sealed record Update(PeerConnection Connection, UpdateMessage? Message, bool IsMalformed) : Received(Connection);

    /// <summary>A ROUTE-REFRESH.</summary>
    public sealed record Refresh(PeerConnection Connection, RouteRefreshMessage Message) : Received(Connection);

    /// <summary>A NOTIFICATION.</summary>
    public sealed record Notified(PeerConnection Connection, Notification Reason) : Received(Connection);

    /// <summary>Something beyond repair.</summary>
    public sealed record Faulty(PeerConnection Connection, BgpFault Fault) : Received(Connection);

    /// <summary>The end.</summary>
    public sealed record Closed(PeerConnection Connection) : Received(Connection);
}
