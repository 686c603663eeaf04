using Margay.Bgp.Wire;

namespace Margay.Bgp.Fsm;

/// <summary>One step of the machine while it is taken.</summary>
internal sealed class SessionStep(SessionConfig config, PeerState state)
{
    private readonly List<SessionAction> _actions = [];

    public PeerState State { get; private set; } = state;

    public IReadOnlyList<SessionAction> Actions => _actions;

    public Connection? Find(int number) => State.Connections.FirstOrDefault(one => one.Number == number);

    public void Start()
    {
        if (State.Attempt == Attempt.Stopped) Dial();
    }

    public void Stop(Notification? reason)
    {
        foreach (var connection in State.Connections)
        {
            if (reason is not null) _actions.Add(new SessionAction.SendNotification(connection.Number, reason));
            Drop(connection, new SessionEnd(reason is null ? EndCause.Restarting : EndCause.Sent, reason, KeepsRoutes: false));
        }

        StopAttempt();
        State = PeerState.Initial;
    }

    public void Connected(int number, bool isOutgoing)
    {
        var isWanted = isOutgoing ? State.Attempt == Attempt.Dialing : State.Attempt is Attempt.Waiting or Attempt.Dialing;
        if (!isWanted)
        {
            if (!isOutgoing) Say(number, NotificationCode.Cease, CeaseSubcode.ConnectionRejected);
            _actions.Add(new SessionAction.Close(number));
            return;
        }

        if (isOutgoing)
        {
            State = State with { Attempt = Attempt.Waiting };
            _actions.Add(new SessionAction.StopTimer(SessionTimer.ConnectRetry));
        }

        // A peer that connects again before it was established has given its earlier connection up.
        foreach (var earlier in State.Connections)
        {
            if (earlier.IsOutgoing == isOutgoing && earlier.State != SessionState.Established) Collide(earlier);
        }

        State = State with { Connections = State.Connections.Add(new Connection(number, isOutgoing, SessionState.OpenSent, null)) };
        _actions.Add(new SessionAction.SendOpen(number, config.ToOpen()));
        Set(SessionTimer.Hold, number, SessionFsm.OpenTime);
    }

    public void DialFailed()
    {
        if (State.Attempt == Attempt.Dialing) Wait(config.ConnectRetryTime);
    }

    public void Lost(Connection connection)
    {
        Drop(connection, new SessionEnd(EndCause.ConnectionLost, null, HasRestartable(connection)));
        GoOn(connection);
    }

    public void Opened(Connection connection, OpenMessage open)
    {
        if (connection.State != SessionState.OpenSent)
        {
            Unexpected(connection);
            return;
        }

        if (!NegotiatedSession.TryNegotiate(config, open, out var session, out var fault))
        {
            Fail(connection, Notification.Of(fault));
            return;
        }

        var confirmed = connection with { State = SessionState.OpenConfirm, Session = session };
        if (!Survives(confirmed)) return;
        Replace(connection, confirmed);
        _actions.Add(new SessionAction.SendKeepalive(connection.Number));
        Set(SessionTimer.Keepalive, connection.Number, session.KeepaliveTime);
        Set(SessionTimer.Hold, connection.Number, session.HoldTime);
    }

    public void KeptAlive(Connection connection)
    {
        if (connection.State == SessionState.OpenSent)
        {
            Unexpected(connection);
            return;
        }

        Set(SessionTimer.Hold, connection.Number, connection.Session!.HoldTime);
        if (connection.State == SessionState.OpenConfirm) Establish(connection);
    }

    public void SaidRoutes(Connection connection)
    {
        if (connection.State == SessionState.Established) Set(SessionTimer.Hold, connection.Number, connection.Session!.HoldTime);
        else Unexpected(connection);
    }

    public void Notified(Connection connection, Notification reason)
    {
        var keeps = HasRestartable(connection) && connection.Session!.RestartsOnNotification && !IsHardReset(reason);
        Drop(connection, new SessionEnd(EndCause.Received, reason, keeps));
        if (reason.Code == NotificationCode.Cease) GoOn(connection);
        else Hold();
    }

    public void Fail(Connection connection, Notification reason)
    {
        EndWith(connection, reason);
        Hold();
    }

    public void SessionTimerExpired(SessionTimer timer)
    {
        var isDue = timer switch
        {
            SessionTimer.IdleHold => State.Attempt == Attempt.Held,
            SessionTimer.ConnectRetry => State.Attempt is Attempt.Dialing or Attempt.Waiting
                && !State.Connections.Any(one => one.IsOutgoing || one.State == SessionState.Established),
            _ => false,
        };
        if (isDue) Dial();
    }

    public void ConnectionTimerExpired(Connection connection, SessionTimer timer)
    {
        if (timer == SessionTimer.Keepalive)
        {
            _actions.Add(new SessionAction.SendKeepalive(connection.Number));
            Set(SessionTimer.Keepalive, connection.Number, connection.Session!.KeepaliveTime);
        }
        else if (timer == SessionTimer.Hold)
        {
            EndWith(connection, Notification.Of(NotificationCode.HoldTimerExpired));
            GoOn(connection);
        }
    }

    private void Establish(Connection connection)
    {
        foreach (var other in State.Connections)
        {
            if (other.Number != connection.Number) Collide(other);
        }

        StopAttempt();
        Replace(connection, connection with { State = SessionState.Established });
        State = State with { Attempt = Attempt.Waiting, Errors = 0 };
        _actions.Add(new SessionAction.Up(connection.Number, connection.Session!));
    }

    /// <summary>Collision detection (RFC 4271 §6.8, RFC 6286 §2.3): of two connections with an OPEN, one goes.</summary>
    private bool Survives(Connection connection)
    {
        foreach (var other in State.Connections)
        {
            if (other.Number == connection.Number || other.State == SessionState.OpenSent) continue;
            if (other.State == SessionState.Established)
            {
                // RFC 4724 §5: a peer that can restart has done so if it opens another.
                if (HasRestartable(other))
                {
                    Drop(other, new SessionEnd(EndCause.PeerRestarted, null, KeepsRoutes: true));
                    continue;
                }

                Collide(connection);
                return false;
            }

            if (Keeps(connection)) Collide(other);
            else
            {
                Collide(connection);
                return false;
            }
        }

        return true;
    }

    /// <summary>The connection made by the side with the higher identifier, or the higher AS if they are equal, stays.</summary>
    private bool Keeps(Connection connection)
    {
        var theirs = connection.Session!.Theirs;
        var order = config.LocalId.CompareTo(theirs.Id);
        if (order == 0) order = config.LocalAs.CompareTo(theirs.As);
        return connection.IsOutgoing == order > 0;
    }

    private void Collide(Connection connection)
    {
        Say(connection.Number, NotificationCode.Cease, CeaseSubcode.Collision);
        Drop(connection, new SessionEnd(EndCause.Sent, Notification.Of(NotificationCode.Cease, CeaseSubcode.Collision), KeepsRoutes: false));
    }

    /// <summary>RFC 6608: the subcode says in which state the message was not expected.</summary>
    private void Unexpected(Connection connection) => Fail(connection, Notification.Of(
        NotificationCode.StateMachine,
        connection.State switch { SessionState.OpenSent => 1, SessionState.OpenConfirm => 2, _ => 3 }));

    private void EndWith(Connection connection, Notification reason)
    {
        _actions.Add(new SessionAction.SendNotification(connection.Number, reason));
        var keeps = HasRestartable(connection) && connection.Session!.RestartsOnNotification && !IsHardReset(reason)
            && reason is not { Code: NotificationCode.Cease, Subcode: CeaseSubcode.MaximumPrefixes };
        Drop(connection, new SessionEnd(EndCause.Sent, reason, keeps));
    }

    private void Drop(Connection connection, SessionEnd end)
    {
        State = State with { Connections = State.Connections.RemoveAll(one => one.Number == connection.Number) };
        _actions.Add(new SessionAction.Close(connection.Number));
        if (connection.State == SessionState.Established) _actions.Add(new SessionAction.Down(connection.Number, end));
    }

    /// <summary>After the end of a connection without an error: soon again if it was established, else when it is time.</summary>
    private void GoOn(Connection ended)
    {
        if (State.Connections.IsEmpty && State.Attempt == Attempt.Waiting)
            Wait(ended.State == SessionState.Established ? config.ConnectDelay : config.ConnectRetryTime);
    }

    /// <summary>After an error: nothing for a while, the longer the more errors there were. Another connection may still succeed.</summary>
    private void Hold()
    {
        if (!State.Connections.IsEmpty) return;
        StopAttempt();
        var time = config.IdleHoldTime * Math.Pow(2, Math.Min(State.Errors, 16));
        State = State with { Attempt = Attempt.Held, Errors = State.Errors + 1 };
        Set(SessionTimer.IdleHold, 0, time < config.MaxIdleHoldTime ? time : config.MaxIdleHoldTime);
    }

    private void Wait(TimeSpan time)
    {
        State = State with { Attempt = Attempt.Waiting };
        if (!config.Passive) Set(SessionTimer.ConnectRetry, 0, time);
    }

    private void Dial()
    {
        State = State with { Attempt = config.Passive ? Attempt.Waiting : Attempt.Dialing };
        if (config.Passive) return;
        _actions.Add(new SessionAction.Dial());
        Set(SessionTimer.ConnectRetry, 0, config.ConnectRetryTime);
    }

    private void StopAttempt()
    {
        if (State.Attempt == Attempt.Dialing) _actions.Add(new SessionAction.StopDialing());
        _actions.Add(new SessionAction.StopTimer(SessionTimer.ConnectRetry));
        if (State.Attempt == Attempt.Held) _actions.Add(new SessionAction.StopTimer(SessionTimer.IdleHold));
        State = State with { Attempt = Attempt.Waiting };
    }

    private void Set(SessionTimer timer, int number, TimeSpan time) => _actions.Add(
        time > TimeSpan.Zero ? new SessionAction.SetTimer(timer, number, time) : new SessionAction.StopTimer(timer, number));

    private void Say(int number, byte code, byte subcode) =>
        _actions.Add(new SessionAction.SendNotification(number, Notification.Of(code, subcode)));

    private void Replace(Connection old, Connection now) => State = State with { Connections = State.Connections.Replace(old, now) };

    private static bool HasRestartable(Connection connection) =>
        connection.State == SessionState.Established && connection.Session!.GracefulRestart is { Families.Count: > 0 };

    private static bool IsHardReset(Notification reason) => reason is { Code: NotificationCode.Cease, Subcode: CeaseSubcode.HardReset };
}
