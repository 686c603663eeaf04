namespace Margay.Bgp.Fsm;

/// <summary>The state machine of one session (RFC 4271 §8). Pure.</summary>
/// <remarks>
/// Where it is milder than the RFC: a connection that breaks without an error does not lead through an idle hold, so that a peer
/// that restarts is met at once; a Cease from the peer does not either. One that is a reason to stay away (RFC 4486 §4) has this side wait as
/// after an error, but it listens: the peer is welcome as soon as it thinks otherwise.
/// </remarks>
public static class SessionFsm
{
    /// <summary>What comes of an event. Events of connections that the session does not have any more change nothing.</summary>
    public static Transition Step(SessionConfig config, PeerState state, SessionEvent happened)
    {
        var step = new SessionStep(config, state);
        switch (happened)
        {
            case SessionEvent.Start: step.Start(); break;
            case SessionEvent.Stop stop: step.Stop(stop.Reason); break;
            case SessionEvent.Dialed dialed: step.Connected(dialed.Connection, isOutgoing: true); break;
            case SessionEvent.Accepted accepted: step.Connected(accepted.Connection, isOutgoing: false); break;
            case SessionEvent.DialFailed: step.DialFailed(); break;
            case SessionEvent.Closed closed when step.Find(closed.Connection) is { } connection: step.Lost(connection); break;
            case SessionEvent.Open open when step.Find(open.Connection) is { } connection: step.Opened(connection, open.Message); break;
            case SessionEvent.Keepalive keepalive when step.Find(keepalive.Connection) is { } connection: step.KeptAlive(connection); break;
            case SessionEvent.Routes routes when step.Find(routes.Connection) is { } connection: step.SaidRoutes(connection); break;
            case SessionEvent.Notified notified when step.Find(notified.Connection) is { } connection: step.Notified(connection, notified.Reason); break;
            case SessionEvent.Failed failed when step.Find(failed.Connection) is { } connection: step.Fail(connection, failed.Reason); break;
            case SessionEvent.PathDown down when step.State.Established is { } connection: step.LosePath(connection, down.KeepsRoutes); break;
            case SessionEvent.Expired { Connection: 0 } expired: step.SessionTimerExpired(expired.Timer); break;
            case SessionEvent.Expired expired when step.Find(expired.Connection) is { } connection: step.ConnectionTimerExpired(connection, expired.Timer); break;
        }

        return new Transition(step.State, step.Actions);
    }
}

/// <summary>The state after an event and what is to be done for it.</summary>
public readonly record struct Transition(PeerState State, IReadOnlyList<SessionAction> Actions);
