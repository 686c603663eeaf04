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
        var connections = State.Connections;
        State = State with { Connections = [] };
        foreach (var connection in connections)
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

        var connection = new Connection(number, isOutgoing, SessionState.OpenSent, null);
        var isAlone = State.Connections.IsEmpty;
        State = State with { Connections = State.Connections.Add(connection) };
        if (isOutgoing || isAlone) SayOpen(connection);
        Set(SessionTimer.Hold, number, config.OpenTime);
    }

    public void DialFailed()
    {
        if (State.Attempt == Attempt.Dialing) WaitLonger();
    }

    public void Lost(Connection connection)
    {
        Drop(connection, new SessionEnd(EndCause.ConnectionLost, null, HasRestartable(connection)));
        GoOn(connection);
    }

    public void Opened(Connection connection, OpenMessage open)
    {
        if (connection.Session is not null)
        {
            Unexpected(connection);
            return;
        }

        if (!NegotiatedSession.TryNegotiate(config, open, out var session, out var fault))
        {
            Fail(connection, Notification.Of(fault));
            return;
        }

        Decide(Replace(connection, connection with { Session = session }));
    }

    public void KeptAlive(Connection connection)
    {
        switch (connection)
        {
            case { Session: null } or { HasOpened: false }:
                Unexpected(connection);
                break;
            case { State: SessionState.OpenSent }:
                Replace(connection, connection with { IsConfirmed = true });
                break;
            default:
                Set(SessionTimer.Hold, connection.Number, connection.Session.HoldTime);
                if (connection.State == SessionState.OpenConfirm) Establish(connection);
                break;
        }
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
        if (reason.Code != NotificationCode.Cease) Hold();
        else if (reason.IsReasonToStayAway) StayAway();
        else GoOn(connection);
    }

    public void Fail(Connection connection, Notification reason)
    {
        EndWith(connection, reason);
        Hold();
    }

    public void LosePath(Connection connection, bool keepsRoutes)
    {
        var reason = Notification.Of(NotificationCode.Cease, CeaseSubcode.BfdDown);
        _actions.Add(new SessionAction.SendNotification(connection.Number, reason));
        Drop(connection, new SessionEnd(EndCause.Sent, reason, keepsRoutes && HasRestartable(connection)));
        GoOn(connection);
    }

    public void SessionTimerExpired(SessionTimer timer)
    {
        if (timer == SessionTimer.Settle && State.Established is not null)
        {
            State = State with { Errors = 0 };
            return;
        }

        if (timer == SessionTimer.ConnectRetry && Unanswered() is { } connection)
        {
            Collide(connection);
            GoOn(connection);
            return;
        }

        var isDue = timer switch
        {
            SessionTimer.IdleHold => State.Attempt == Attempt.Held,
            SessionTimer.ConnectRetry => State.Attempt is Attempt.Dialing or Attempt.Waiting
                && State.Connections.All(one => !one.IsOutgoing && one.State == SessionState.OpenSent),
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
            if (other.Number == connection.Number) continue;

            // RFC 4724 §5: a peer that keeps another connection alive beside its session has restarted.
            if (other.State == SessionState.Established) Drop(other, new SessionEnd(EndCause.PeerRestarted, null, KeepsRoutes: true));
            else Collide(other);
        }

        StopAttempt();
        Replace(connection, connection with { State = SessionState.Established });
        State = State with { Attempt = Attempt.Waiting, RetryTime = TimeSpan.Zero };
        if (State.Errors > 0) Set(SessionTimer.Settle, 0, config.MaxIdleHoldTime);
        _actions.Add(new SessionAction.Up(connection.Number, connection.Session!));
    }

    /// <summary>
    /// Collision detection (RFC 4271 §6.8): the peer's OPEN came, and with it its identifier. The first KEEPALIVE binds: where one went,
    /// the peer's session may be up. So it goes only over a connection that neither side will close for the sake of another.
    /// </summary>
    private void Decide(Connection connection)
    {
        foreach (var other in State.Connections)
        {
            if (other.Number == connection.Number) continue;
            if (other.State == SessionState.Established)
            {
                if (HasRestartable(other)) continue;
                Collide(connection);
                return;
            }

            // The peer hears nothing over this one until the other has ended.
            if (other.State == SessionState.OpenConfirm) return;
            Decide(connection, other);
            return;
        }

        Confirm(connection);
    }

    /// <summary>Of two undecided connections, what was made by the side with the higher identifier stays, if the peer knows of it.</summary>
    private void Decide(Connection connection, Connection other)
    {
        var (made, came) = connection.IsOutgoing ? (connection, other) : (other, connection);
        if (KeepsOwn(connection.Session!))
        {
            Collide(came);
            if (made.Session is null) AwaitAnswer();
        }
        else if (made.Session is null || came.IsUnanswered) AwaitAnswer();
        else if (came.HasOpened) Collide(made);
        else Confirm(made);
    }

    /// <summary>A peer that connects, and does not answer a connection that is made to it, shall not be kept waiting for ever.</summary>
    private void AwaitAnswer() => Set(SessionTimer.ConnectRetry, 0, config.ConnectRetryTime);

    /// <summary>The connection whose OPEN the peer does not answer while another is there or was turned away for it.</summary>
    private Connection? Unanswered() => State.Connections.FirstOrDefault(one => one.IsUnanswered
        && (one.IsOutgoing || State.Connections.Any(other => other.State == SessionState.OpenSent && other.Session is not null)));

    private void Confirm(Connection connection)
    {
        if (!connection.HasOpened) connection = SayOpen(connection);
        if (State.Attempt == Attempt.Dialing) StopAttempt();
        connection = Replace(connection, connection with { State = SessionState.OpenConfirm });
        _actions.Add(new SessionAction.SendKeepalive(connection.Number));
        Set(SessionTimer.Keepalive, connection.Number, connection.Session!.KeepaliveTime);
        var holdTime = connection.Session.HoldTime;
        Set(SessionTimer.Hold, connection.Number, connection.IsConfirmed || holdTime < config.OpenTime ? holdTime : config.OpenTime);
        if (connection.IsConfirmed) Establish(connection);
    }

    private Connection SayOpen(Connection connection)
    {
        _actions.Add(new SessionAction.SendOpen(connection.Number, config.ToOpen()));
        return Replace(connection, connection with { HasOpened = true });
    }

    /// <summary>The higher identifier decides, or the higher AS if they are equal (RFC 6286 §2.3).</summary>
    private bool KeepsOwn(NegotiatedSession session)
    {
        var order = config.LocalId.CompareTo(session.Theirs.Id);
        return (order == 0 ? config.LocalAs.CompareTo(session.Theirs.As) : order) > 0;
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

        // What waited for that one goes on.
        if (State.Connections is not [{ State: SessionState.OpenSent } last]) return;
        if (!last.HasOpened) last = SayOpen(last);
        if (last.Session is not null) Confirm(last);
    }

    /// <summary>After the end of a connection without an error: soon again if it was established, else as after an attempt that failed.</summary>
    private void GoOn(Connection ended)
    {
        if (!State.Connections.IsEmpty || State.Attempt != Attempt.Waiting) return;
        if (ended.State == SessionState.Established) Wait(config.ConnectDelay);
        else WaitLonger();
    }

    /// <summary>After an attempt that failed without an error: the longer the more of them there were.</summary>
    private void WaitLonger()
    {
        var time = State.RetryTime == TimeSpan.Zero ? config.FirstRetryTime : State.RetryTime * 2;
        State = State with { RetryTime = time < config.ConnectRetryTime ? time : config.ConnectRetryTime };
        Wait(State.RetryTime);
    }

    /// <summary>After an error: nothing for a while, the longer the more errors there were. Another connection may still succeed.</summary>
    private void Hold()
    {
        if (!State.Connections.IsEmpty) return;
        StopAttempt();
        Set(SessionTimer.IdleHold, 0, CountError());
        State = State with { Attempt = Attempt.Held };
    }

    /// <summary>The peer does not want this side: it is left alone, the longer the more often it said so (RFC 4486 §4). It may connect itself.</summary>
    private void StayAway()
    {
        if (!State.Connections.IsEmpty) return;
        StopAttempt();
        Wait(CountError());
    }

    /// <returns>How long to wait after one error more.</returns>
    private TimeSpan CountError()
    {
        var time = config.IdleHoldTime * Math.Pow(2, Math.Min(State.Errors, 16));
        State = State with { Errors = State.Errors + 1 };
        return time < config.MaxIdleHoldTime ? time : config.MaxIdleHoldTime;
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

    private Connection Replace(Connection old, Connection now)
    {
        State = State with { Connections = State.Connections.Replace(old, now) };
        return now;
    }

    private static bool HasRestartable(Connection connection) =>
        connection.State == SessionState.Established && connection.Session!.GracefulRestart is { Families.Count: > 0 };

    private static bool IsHardReset(Notification reason) => reason is { Code: NotificationCode.Cease, Subcode: CeaseSubcode.HardReset };
}
