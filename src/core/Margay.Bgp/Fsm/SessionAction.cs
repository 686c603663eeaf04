using Margay.Bgp.Wire;

namespace Margay.Bgp.Fsm;

/// <summary>What a session's driver is to do, in the order it is told.</summary>
public abstract record SessionAction
{
    private SessionAction()
    {
    }

    /// <summary>Tries to connect; an earlier attempt that is still under way is given up, and nothing is said of it.</summary>
    public sealed record Dial : SessionAction;

    /// <summary>Gives up the attempt to connect.</summary>
    public sealed record StopDialing : SessionAction;

    /// <summary>Sends an OPEN.</summary>
    public sealed record SendOpen(int Connection, OpenMessage Message) : SessionAction;

    /// <summary>Sends a KEEPALIVE.</summary>
    public sealed record SendKeepalive(int Connection) : SessionAction;

    /// <summary>Sends a NOTIFICATION.</summary>
    public sealed record SendNotification(int Connection, Notification Reason) : SessionAction;

    /// <summary>Closes a connection once what was sent is out. Its timers end with it, and nothing more is said of it.</summary>
    public sealed record Close(int Connection) : SessionAction;

    /// <summary>Sets a timer, or sets it anew.</summary>
    public sealed record SetTimer(SessionTimer Timer, int Connection, TimeSpan After) : SessionAction;

    /// <summary>Stops a timer.</summary>
    public sealed record StopTimer(SessionTimer Timer, int Connection = 0) : SessionAction;

    /// <summary>The session is established: routes may be exchanged over this connection.</summary>
    public sealed record Up(int Connection, NegotiatedSession Session) : SessionAction;

    /// <summary>The session that was established is not any more.</summary>
    public sealed record Down(int Connection, SessionEnd End) : SessionAction;
}
