using Margay.Bgp.Fsm;
using Margay.Bgp.Wire;
using Margay.Primitives;

namespace Margay.Tests.Unit.Bgp;

/// <summary>Single sessions, event by event (RFC 4271 §8.2.2 and what later RFCs add to it).</summary>
public sealed class SessionFsmTests
{
    private static readonly SessionConfig Ours = new()
    {
        LocalAs = 64512,
        RemoteAs = 64513,
        LocalId = IpAddr.Parse("10.0.0.1"),
        Families = [new FamilyConfig(AddressFamily.V4Unicast)],
        RestartTime = 120,
    };

    private readonly List<SessionAction> _actions = [];
    private SessionConfig _config = Ours;
    private PeerState _state = PeerState.Initial;

    [Fact]
    public void A_session_dials_opens_confirms_and_is_established()
    {
        Assert.Equal([new SessionAction.Dial(), Timer(SessionTimer.ConnectRetry, 0, 5)], Do(new SessionEvent.Start()));
        Assert.Equal(SessionState.Connect, _state.State);

        var dialed = Do(new SessionEvent.Dialed(1));
        Assert.Contains(dialed, action => action is SessionAction.SendOpen { Connection: 1, Message.As: 64512, Message.HoldTime: 90 });
        Assert.Contains(Timer(SessionTimer.Hold, 1, 30), dialed);
        Assert.Equal(SessionState.OpenSent, _state.State);

        Assert.Equal(
            [new SessionAction.SendKeepalive(1), Timer(SessionTimer.Keepalive, 1, 10), Timer(SessionTimer.Hold, 1, 30)],
            Do(new SessionEvent.Open(1, Theirs(holdTime: 30))));
        Assert.Equal(SessionState.OpenConfirm, _state.State);

        Assert.Contains(Do(new SessionEvent.Keepalive(1)), action => action is SessionAction.Up { Connection: 1, Session.IsExternal: true });
        Assert.Equal(SessionState.Established, _state.State);

        Assert.Equal([Timer(SessionTimer.Hold, 1, 30)], Do(new SessionEvent.Routes(1)));
        Assert.Equal([new SessionAction.SendKeepalive(1), Timer(SessionTimer.Keepalive, 1, 10)], Do(new SessionEvent.Expired(SessionTimer.Keepalive, 1)));
    }

    [Fact]
    public void A_passive_session_never_dials()
    {
        _config = Ours with { Passive = true };
        Assert.Empty(Do(new SessionEvent.Start()));
        Assert.Equal(SessionState.Active, _state.State);

        Establish(accepted: true);
        Do(new SessionEvent.Closed(1));

        Assert.Equal(SessionState.Active, _state.State);
        Assert.DoesNotContain(_actions, action => action is SessionAction.Dial or SessionAction.SetTimer { Timer: SessionTimer.ConnectRetry });
    }

    [Fact]
    public void No_hold_time_means_no_timers()
    {
        Do(new SessionEvent.Start());
        Do(new SessionEvent.Dialed(1));

        var actions = Do(new SessionEvent.Open(1, Theirs(holdTime: 0)));

        Assert.Contains(new SessionAction.StopTimer(SessionTimer.Hold, 1), actions);
        Assert.DoesNotContain(actions, action => action is SessionAction.SetTimer);
    }

    [Fact]
    public void A_wrong_as_is_refused_and_each_error_holds_twice_as_long()
    {
        Do(new SessionEvent.Start());
        foreach (var (number, seconds) in new[] { (1, 5), (2, 10), (3, 20), (4, 40), (5, 60), (6, 60) })
        {
            Do(new SessionEvent.Dialed(number));
            Assert.Equal(
                [
                    new SessionAction.SendNotification(number, Notification.Of(NotificationCode.Open, 2)),
                    new SessionAction.Close(number),
                    new SessionAction.StopTimer(SessionTimer.ConnectRetry),
                    Timer(SessionTimer.IdleHold, 0, seconds),
                ],
                Do(new SessionEvent.Open(number, Theirs(number: 64999))));
            Assert.Equal(SessionState.Idle, _state.State);
            Do(new SessionEvent.Expired(SessionTimer.IdleHold));
            Assert.Equal(SessionState.Connect, _state.State);
        }
    }

    [Fact]
    public void A_peer_that_is_not_there_yet_is_tried_again_soon_and_one_that_never_is_less_and_less_often()
    {
        Do(new SessionEvent.Start());
        foreach (var seconds in (double[])[0.25, 0.5, 1, 2, 4, 5, 5])
        {
            Assert.Equal([Timer(SessionTimer.ConnectRetry, 0, seconds)], Do(new SessionEvent.DialFailed()));
            Assert.Equal(SessionState.Active, _state.State);
            Assert.Equal([new SessionAction.Dial(), Timer(SessionTimer.ConnectRetry, 0, 5)], Do(new SessionEvent.Expired(SessionTimer.ConnectRetry)));
        }

        Do(new SessionEvent.Dialed(1));
        Do(new SessionEvent.Open(1, Theirs()));
        Do(new SessionEvent.Keepalive(1));
        Assert.Contains(Timer(SessionTimer.ConnectRetry, 0, 1), Do(new SessionEvent.Closed(1)));
        Do(new SessionEvent.Expired(SessionTimer.ConnectRetry));
        Assert.Equal([Timer(SessionTimer.ConnectRetry, 0, 0.25)], Do(new SessionEvent.DialFailed()));
    }

    [Fact]
    public void A_peer_that_does_not_know_this_one_yet_and_closes_at_once_is_tried_again_soon()
    {
        _config = Ours with { ConnectRetryTime = TimeSpan.FromSeconds(0.8) };
        Do(new SessionEvent.Start());
        foreach (var (number, seconds) in new[] { (1, 0.25), (2, 0.5), (3, 0.8), (4, 0.8) })
        {
            Do(new SessionEvent.Dialed(number));
            Assert.Equal([new SessionAction.Close(number), Timer(SessionTimer.ConnectRetry, 0, seconds)], Do(new SessionEvent.Closed(number)));
            Do(new SessionEvent.Expired(SessionTimer.ConnectRetry));
        }
    }

    [Fact]
    public void An_error_is_held_for_however_soon_attempts_are_repeated()
    {
        Do(new SessionEvent.Start());
        Do(new SessionEvent.DialFailed());
        Do(new SessionEvent.Expired(SessionTimer.ConnectRetry));
        Do(new SessionEvent.Dialed(1));
        Assert.Contains(Timer(SessionTimer.IdleHold, 0, 5), Do(new SessionEvent.Failed(1, Notification.Of(NotificationCode.Open, 2))));
        Assert.Equal(SessionState.Idle, _state.State);
    }

    [Theory]
    [InlineData(CeaseSubcode.MaximumPrefixes)]
    [InlineData(CeaseSubcode.AdministrativeShutdown)]
    [InlineData(CeaseSubcode.PeerDeconfigured)]
    [InlineData(CeaseSubcode.ConnectionRejected)]
    [InlineData(CeaseSubcode.OutOfResources)]
    [InlineData(CeaseSubcode.HardReset, NotificationCode.Cease, CeaseSubcode.AdministrativeShutdown)]
    public void A_peer_that_asks_for_it_is_left_alone_for_longer_each_time(byte subcode, params byte[] data)
    {
        Do(new SessionEvent.Start());
        foreach (var (number, seconds) in new[] { (1, 5), (2, 10), (3, 20), (4, 40), (5, 60), (6, 60) })
        {
            Establish(number: number);
            Assert.Contains(Timer(SessionTimer.ConnectRetry, 0, seconds), Do(new SessionEvent.Notified(number, new Notification(NotificationCode.Cease, subcode, data))));
            Assert.Equal(SessionState.Active, _state.State);
            Assert.Contains(new SessionAction.Dial(), Do(new SessionEvent.Expired(SessionTimer.ConnectRetry)));
        }
    }

    [Theory]
    [InlineData(CeaseSubcode.AdministrativeReset)]
    [InlineData(CeaseSubcode.ConfigurationChange)]
    [InlineData(CeaseSubcode.BfdDown)]
    [InlineData(CeaseSubcode.HardReset)]
    [InlineData(CeaseSubcode.HardReset, NotificationCode.Cease, CeaseSubcode.AdministrativeReset)]
    [InlineData(CeaseSubcode.HardReset, NotificationCode.Cease, CeaseSubcode.HardReset)]
    public void A_peer_that_wants_to_begin_anew_is_met_soon_every_time(byte subcode, params byte[] data)
    {
        Do(new SessionEvent.Start());
        for (var number = 1; number <= 3; number++)
        {
            Establish(number: number);
            Assert.Contains(Timer(SessionTimer.ConnectRetry, 0, 1), Do(new SessionEvent.Notified(number, new Notification(NotificationCode.Cease, subcode, data))));
            Do(new SessionEvent.Expired(SessionTimer.ConnectRetry));
        }
    }

    [Fact]
    public void A_peer_that_is_left_alone_may_connect()
    {
        Establish();
        Do(new SessionEvent.Notified(1, Notification.Of(NotificationCode.Cease, CeaseSubcode.AdministrativeShutdown)));

        Do(new SessionEvent.Accepted(2));
        Do(new SessionEvent.Open(2, Theirs()));

        Assert.Contains(Do(new SessionEvent.Keepalive(2)), action => action is SessionAction.Up { Connection: 2 });
    }

    [Fact]
    public void What_was_amiss_is_forgotten_once_a_session_has_lasted()
    {
        var reason = Notification.Of(NotificationCode.Cease, CeaseSubcode.MaximumPrefixes);
        Do(new SessionEvent.Start());
        Establish(number: 1);
        Do(new SessionEvent.Notified(1, reason));
        Do(new SessionEvent.Expired(SessionTimer.ConnectRetry));
        Establish(number: 2);
        Assert.Contains(Timer(SessionTimer.Settle, 0, 60), _actions);
        Do(new SessionEvent.Expired(SessionTimer.Settle));

        Assert.Contains(Timer(SessionTimer.ConnectRetry, 0, 5), Do(new SessionEvent.Notified(2, reason)));

        Do(new SessionEvent.Expired(SessionTimer.Settle));
        Do(new SessionEvent.Expired(SessionTimer.ConnectRetry));
        Establish(number: 3);
        Assert.Contains(Timer(SessionTimer.ConnectRetry, 0, 10), Do(new SessionEvent.Notified(3, reason)));
    }

    [Fact]
    public void While_it_holds_a_peer_is_turned_away()
    {
        Do(new SessionEvent.Start());
        Do(new SessionEvent.Dialed(1));
        Do(new SessionEvent.Failed(1, Notification.Of(NotificationCode.Update, 1)));

        Assert.Equal(
            [new SessionAction.SendNotification(2, Notification.Of(NotificationCode.Cease, CeaseSubcode.ConnectionRejected)), new SessionAction.Close(2)],
            Do(new SessionEvent.Accepted(2)));
    }

    [Fact]
    public void Of_two_connections_the_one_that_the_higher_identifier_made_stays()
    {
        Do(new SessionEvent.Start());
        Do(new SessionEvent.Dialed(1));
        Do(new SessionEvent.Accepted(2));

        Assert.Equal([Collision(2), new SessionAction.Close(2), Timer(SessionTimer.ConnectRetry, 0, 5)], Do(new SessionEvent.Open(2, Theirs(id: "10.0.0.0"))));
        Assert.Equal(1, Assert.Single(_state.Connections).Number);
    }

    [Fact]
    public void Over_a_connection_that_came_nothing_is_said_while_one_that_was_made_may_succeed()
    {
        Do(new SessionEvent.Start());
        Do(new SessionEvent.Dialed(1));
        Assert.DoesNotContain(Do(new SessionEvent.Accepted(2)), action => action is SessionAction.SendOpen);
        Assert.DoesNotContain(Do(new SessionEvent.Open(2, Theirs())), action => action is SessionAction.SendOpen or SessionAction.SendKeepalive);
        Assert.Contains(new SessionAction.SendKeepalive(1), Do(new SessionEvent.Open(1, Theirs())));

        var established = Do(new SessionEvent.Keepalive(1));

        Assert.Equal([Collision(2), new SessionAction.Close(2)], established.Skip(1).Take(2));
        Assert.Contains(established, action => action is SessionAction.Up { Connection: 1 });
    }

    [Fact]
    public void What_was_heard_over_a_connection_that_waits_counts_when_the_other_ends()
    {
        Do(new SessionEvent.Start());
        Do(new SessionEvent.Dialed(1));
        Do(new SessionEvent.Accepted(2));
        Do(new SessionEvent.Open(2, Theirs()));

        var actions = Do(new SessionEvent.Notified(1, Notification.Of(NotificationCode.Cease, CeaseSubcode.Collision)));

        Assert.Contains(actions, action => action is SessionAction.SendOpen { Connection: 2 });
        Assert.Contains(new SessionAction.SendKeepalive(2), actions);
        Assert.Contains(Do(new SessionEvent.Keepalive(2)), action => action is SessionAction.Up { Connection: 2 });
    }

    [Fact]
    public void Where_both_are_open_the_peer_may_confirm_before_this_side_has_decided()
    {
        Do(new SessionEvent.Start());
        Do(new SessionEvent.Accepted(2));
        Do(new SessionEvent.Dialed(1));
        Do(new SessionEvent.Open(1, Theirs()));
        Do(new SessionEvent.Keepalive(1));
        Assert.DoesNotContain(_actions, action => action is SessionAction.SendKeepalive);

        var actions = Do(new SessionEvent.Closed(2));

        Assert.Contains(new SessionAction.SendKeepalive(1), actions);
        Assert.Contains(actions, action => action is SessionAction.Up { Connection: 1 });
    }

    [Fact]
    public void A_connection_that_is_not_answered_keeps_another_waiting_for_a_while_only()
    {
        Do(new SessionEvent.Start());
        Do(new SessionEvent.Dialed(1));
        Do(new SessionEvent.Accepted(2));
        Assert.Contains(Timer(SessionTimer.ConnectRetry, 0, 5), Do(new SessionEvent.Open(2, Theirs())));

        var actions = Do(new SessionEvent.Expired(SessionTimer.ConnectRetry));

        Assert.Equal([Collision(1), new SessionAction.Close(1)], actions.Take(2));
        Assert.Contains(new SessionAction.SendKeepalive(2), actions);
    }

    [Fact]
    public void A_second_connection_yields_to_an_established_session_without_restarts()
    {
        Establish(open: Theirs());
        Do(new SessionEvent.Accepted(2));
        var actions = Do(new SessionEvent.Open(2, Theirs()));

        Assert.Equal([new SessionAction.SendNotification(2, Notification.Of(NotificationCode.Cease, CeaseSubcode.Collision)), new SessionAction.Close(2)], actions);
        Assert.Equal(1, _state.Established?.Number);
    }

    [Fact]
    public void A_peer_that_can_restart_has_done_so_when_it_keeps_another_connection_alive()
    {
        Establish(open: Theirs(restarts: true));
        Do(new SessionEvent.Accepted(2));
        Assert.Contains(new SessionAction.SendKeepalive(2), Do(new SessionEvent.Open(2, Theirs(restarts: true))));
        Assert.Equal(1, _state.Established?.Number);

        var actions = Do(new SessionEvent.Keepalive(2));

        Assert.Contains(new SessionAction.Close(1), actions);
        Assert.Contains(new SessionAction.Down(1, new SessionEnd(EndCause.PeerRestarted, null, KeepsRoutes: true)), actions);
        Assert.Equal(2, Assert.Single(_state.Connections).Number);
    }

    [Fact]
    public void Routes_outlive_a_broken_connection_if_the_peer_can_restart()
    {
        Establish(open: Theirs(restarts: true));

        var actions = Do(new SessionEvent.Closed(1));

        Assert.Contains(new SessionAction.Down(1, new SessionEnd(EndCause.ConnectionLost, null, KeepsRoutes: true)), actions);
        Assert.Contains(Timer(SessionTimer.ConnectRetry, 0, 1), actions);
    }

    [Theory]
    [InlineData(false, CeaseSubcode.AdministrativeReset, false)]
    [InlineData(true, CeaseSubcode.AdministrativeReset, true)]
    [InlineData(true, CeaseSubcode.HardReset, false)]
    public void Routes_outlive_a_notification_if_both_know_rfc_8538_and_it_is_no_hard_reset(bool onNotification, byte subcode, bool keeps)
    {
        var reason = Notification.Of(NotificationCode.Cease, subcode);
        Establish(open: Theirs(restarts: true, onNotification: onNotification));

        Assert.Contains(new SessionAction.Down(1, new SessionEnd(EndCause.Received, reason, keeps)), Do(new SessionEvent.Notified(1, reason)));
        Assert.Equal(SessionState.Active, _state.State);
    }

    [Theory]
    [InlineData(NotificationCode.Update, 1, true)]
    [InlineData(NotificationCode.Cease, CeaseSubcode.MaximumPrefixes, false)]
    public void What_this_side_says_keeps_routes_unless_there_are_too_many(byte code, byte subcode, bool keeps)
    {
        var reason = Notification.Of(code, subcode);
        Establish(open: Theirs(restarts: true, onNotification: true));

        Assert.Contains(new SessionAction.Down(1, new SessionEnd(EndCause.Sent, reason, keeps)), Do(new SessionEvent.Failed(1, reason)));
    }

    [Theory]
    [InlineData(true, true, true)]
    [InlineData(true, false, false)]
    [InlineData(false, true, false)]
    public void A_path_that_BFD_finds_lost_ends_the_session_and_keeps_routes_only_if_the_peer_may_restart(bool restarts, bool mayKeep, bool keeps)
    {
        var reason = Notification.Of(NotificationCode.Cease, CeaseSubcode.BfdDown);
        Establish(open: Theirs(restarts: restarts, onNotification: restarts));

        var actions = Do(new SessionEvent.PathDown(mayKeep));

        Assert.Contains(new SessionAction.SendNotification(1, reason), actions);
        Assert.Contains(new SessionAction.Down(1, new SessionEnd(EndCause.Sent, reason, keeps)), actions);
        Assert.Equal(SessionState.Active, _state.State);
        Assert.Empty(Do(new SessionEvent.PathDown(mayKeep)));
    }

    [Fact]
    public void Silence_ends_a_session()
    {
        Establish(open: Theirs());
        var reason = Notification.Of(NotificationCode.HoldTimerExpired);

        var actions = Do(new SessionEvent.Expired(SessionTimer.Hold, 1));

        Assert.Equal(new SessionAction.SendNotification(1, reason), actions[0]);
        Assert.Contains(new SessionAction.Down(1, new SessionEnd(EndCause.Sent, reason, KeepsRoutes: false)), actions);
    }

    [Theory]
    [InlineData(SessionState.OpenSent)]
    [InlineData(SessionState.OpenConfirm)]
    public void A_connection_over_which_nothing_comes_is_given_up_and_the_peer_met_anew(SessionState when)
    {
        Do(new SessionEvent.Start());
        Do(new SessionEvent.Dialed(1));
        if (when == SessionState.OpenConfirm) Do(new SessionEvent.Open(1, Theirs()));
        Assert.Equal(when, _state.State);
        Assert.Equal(Timer(SessionTimer.Hold, 1, 30), _actions.Last(action => action is SessionAction.SetTimer { Timer: SessionTimer.Hold }));

        var actions = Do(new SessionEvent.Expired(SessionTimer.Hold, 1));

        Assert.Equal(new SessionAction.SendNotification(1, Notification.Of(NotificationCode.HoldTimerExpired)), actions[0]);
        Assert.Contains(Timer(SessionTimer.ConnectRetry, 0, 0.25), actions);
    }

    [Fact]
    public void A_stop_says_why_and_a_restart_says_nothing()
    {
        var reason = Notification.Of(NotificationCode.Cease, CeaseSubcode.PeerDeconfigured);
        Establish(open: Theirs());
        Assert.Equal(new SessionAction.SendNotification(1, reason), Do(new SessionEvent.Stop(reason))[0]);
        Assert.Equal(PeerState.Initial, _state);

        Establish(open: Theirs());
        Assert.DoesNotContain(Do(new SessionEvent.Stop(null)), action => action is SessionAction.SendNotification);
    }

    [Theory]
    [InlineData(SessionState.OpenSent, 1)]
    [InlineData(SessionState.OpenConfirm, 2)]
    public void Routes_before_their_time_are_a_fault_of_the_state_machine(SessionState when, byte subcode)
    {
        Do(new SessionEvent.Start());
        Do(new SessionEvent.Dialed(1));
        if (when == SessionState.OpenConfirm) Do(new SessionEvent.Open(1, Theirs()));

        Assert.Contains(
            new SessionAction.SendNotification(1, Notification.Of(NotificationCode.StateMachine, subcode)), Do(new SessionEvent.Routes(1)));
    }

    [Fact]
    public void A_second_open_is_a_fault_of_the_state_machine()
    {
        Establish(open: Theirs());
        Assert.Contains(
            new SessionAction.SendNotification(1, Notification.Of(NotificationCode.StateMachine, 3)), Do(new SessionEvent.Open(1, Theirs())));
    }

    [Theory]
    [InlineData(PeerRole.Provider, PeerRole.Customer, false, true)]
    [InlineData(PeerRole.RouteServer, PeerRole.RouteServerClient, false, true)]
    [InlineData(PeerRole.Peer, PeerRole.Peer, true, true)]
    [InlineData(PeerRole.Provider, PeerRole.Provider, false, false)]
    [InlineData(PeerRole.Peer, PeerRole.Customer, false, false)]
    [InlineData(PeerRole.Peer, null, false, true)]
    [InlineData(PeerRole.Peer, null, true, false)]
    public void Roles_must_fit(PeerRole ours, PeerRole? theirs, bool strict, bool fits)
    {
        _config = Ours with
        {
            Role = ours,
            StrictRole = strict,
        };
        Do(new SessionEvent.Start());
        Do(new SessionEvent.Dialed(1));
        var open = Theirs();
        if (theirs is { } role) open = open with { Capabilities = [.. open.Capabilities, new Capability.Role(role)] };

        Do(new SessionEvent.Open(1, open));

        Assert.Equal(fits ? SessionState.OpenConfirm : SessionState.Idle, _state.State);
        if (!fits) Assert.Contains(new SessionAction.SendNotification(1, Notification.Of(NotificationCode.Open, 11)), _actions);
    }

    [Fact]
    public void A_peer_without_the_family_hears_which_is_missing()
    {
        _config = Ours with { Families = [new FamilyConfig(AddressFamily.V6Unicast)] };
        Do(new SessionEvent.Start());
        Do(new SessionEvent.Dialed(1));

        var said = Do(new SessionEvent.Open(1, Theirs())).OfType<SessionAction.SendNotification>().Single().Reason;

        Assert.Equal((NotificationCode.Open, 7), (said.Code, said.Subcode));
        Assert.Equal([1, 4, 0, 2, 0, 1], said.Data.ToArray());
    }

    private static OpenMessage Theirs(
        uint number = 64513, ushort holdTime = 90, string id = "10.0.0.2", bool restarts = false, bool onNotification = false)
    {
        List<Capability> capabilities = [new Capability.MultiProtocol(AddressFamily.V4Unicast), new Capability.FourOctetAs(number)];
        if (restarts) capabilities.Add(new Capability.GracefulRestart(false, onNotification, 120, [(AddressFamily.V4Unicast, true)]));
        return new OpenMessage(number, holdTime, IpAddr.Parse(id), capabilities);
    }

    private static SessionAction.SendNotification Collision(int connection) =>
        new(connection, Notification.Of(NotificationCode.Cease, CeaseSubcode.Collision));

    private static SessionAction.SetTimer Timer(SessionTimer timer, int connection, double seconds) => new(timer, connection, TimeSpan.FromSeconds(seconds));

    private void Establish(OpenMessage? open = null, bool accepted = false, int number = 1)
    {
        Do(new SessionEvent.Start());
        Do(accepted ? new SessionEvent.Accepted(number) : new SessionEvent.Dialed(number));
        Do(new SessionEvent.Open(number, open ?? Theirs()));
        Do(new SessionEvent.Keepalive(number));
        Assert.Equal(SessionState.Established, _state.State);
    }

    private IReadOnlyList<SessionAction> Do(SessionEvent happened)
    {
        var (state, actions) = SessionFsm.Step(_config, _state, happened);
        _state = state;
        _actions.AddRange(actions);
        return actions;
    }
}
