using Margay.Bgp.Wire;

namespace Margay.Bgp.Fsm;

/// <summary>What can happen to a session. Connections have numbers that their driver gives and never gives twice.</summary>
public abstract record SessionEvent
{
    private SessionEvent()
    {
    }

    /// <summary>The session shall be.</summary>
    public sealed record Start : SessionEvent;

    /// <summary>The session shall not be any more.</summary>
    /// <param name="Reason">What the peer is told; null to say nothing, so that it keeps the routes over a restart.</param>
    public sealed record Stop(Notification? Reason) : SessionEvent;

    /// <summary>The attempt to connect succeeded.</summary>
    public sealed record Dialed(int Connection) : SessionEvent;

    /// <summary>The attempt to connect failed.</summary>
    public sealed record DialFailed : SessionEvent;

    /// <summary>The peer connected.</summary>
    public sealed record Accepted(int Connection) : SessionEvent;

    /// <summary>A connection is gone, and not because it was to be closed.</summary>
    public sealed record Closed(int Connection) : SessionEvent;

    /// <summary>An OPEN came.</summary>
    public sealed record Open(int Connection, OpenMessage Message) : SessionEvent;

    /// <summary>A KEEPALIVE came.</summary>
    public sealed record Keepalive(int Connection) : SessionEvent;

    /// <summary>An UPDATE or a ROUTE-REFRESH came; its content is for others.</summary>
    public sealed record Routes(int Connection) : SessionEvent;

    /// <summary>A NOTIFICATION came.</summary>
    public sealed record Notified(int Connection, Notification Reason) : SessionEvent;

    /// <summary>What came cannot be borne: the session ends with this reason.</summary>
    public sealed record Failed(int Connection, Notification Reason) : SessionEvent;

    /// <summary>The way to the peer is lost, as BFD has it: an established session ends with that reason (RFC 9384).</summary>
    /// <param name="KeepsRoutes">It may be that the peer restarts: its routes stay if it can (RFC 5882 §4.3).</param>
    public sealed record PathDown(bool KeepsRoutes) : SessionEvent;

    /// <summary>A timer that an action set has run out.</summary>
    public sealed record Expired(SessionTimer Timer, int Connection = 0) : SessionEvent;
}

/// <summary>The timers of a session (RFC 4271 §10).</summary>
public enum SessionTimer
{
    /// <summary>Of the session: try to connect.</summary>
    ConnectRetry,

    /// <summary>Of the session: leave Idle.</summary>
    IdleHold,

    /// <summary>Of the session: it has been established for so long that earlier errors do not count any more.</summary>
    Settle,

    /// <summary>Of a connection: the peer is dead.</summary>
    Hold,

    /// <summary>Of a connection: say that this side is not.</summary>
    Keepalive,
}
