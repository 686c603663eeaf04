using Margay.Bgp.Fsm;
using Margay.Bgp.Speaker.Bfd;
using Margay.Bgp.Wire;
using Margay.Primitives;

namespace Margay.Bgp.Speaker;

/// <summary>How things stand with one peer.</summary>
public sealed record PeerStatus
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its address.</summary>
    public required IpAddr Address { get; init; }

    /// <summary>The AS it should be of.</summary>
    public required uint RemoteAs { get; init; }

    /// <summary>This side's AS in the session.</summary>
    public required uint LocalAs { get; init; }

    /// <summary>The session's state.</summary>
    public required SessionState State { get; init; }

    /// <summary>Since when it is established or not.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>How the last session ended or why the last attempt failed; null if none has.</summary>
    public string? LastError { get; init; }

    /// <summary>The last NOTIFICATION, whoever sent it; null if there was none.</summary>
    public Notification? LastNotification { get; init; }

    /// <summary>What the session agreed on; null unless it is established.</summary>
    public NegotiatedSession? Session { get; init; }

    /// <summary>IPv4 routes from and to the peer.</summary>
    public PeerRoutes V4 { get; init; }

    /// <summary>IPv6 routes from and to the peer.</summary>
    public PeerRoutes V6 { get; init; }

    /// <summary>Paths from the peer, of both families, those that are not used among them.</summary>
    public int Received => V4.Received + V6.Received;

    /// <summary>Messages from and to the peer.</summary>
    public PeerTraffic Traffic { get; init; }

    /// <summary>Whether the peer was told everything that there was when its session came up.</summary>
    public bool IsToldAll { get; init; }

    /// <summary>Malformed UPDATEs that did not end the session (RFC 7606).</summary>
    public int Malformed { get; init; }

    /// <summary>How often a session was established.</summary>
    public int Establishments { get; init; }

    /// <summary>How often a session that was established ended.</summary>
    public int Flaps { get; init; }

    /// <summary>How things stand with BFD; null for a peer without it.</summary>
    public BfdStatus? Bfd { get; init; }
}
