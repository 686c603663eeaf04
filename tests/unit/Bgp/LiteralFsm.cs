using Margay.Bgp.Fsm;
using Margay.Bgp.Wire;

namespace Margay.Tests.Unit.Bgp;

/// <summary>
/// A peer by the letter of RFC 4271: it opens every connection at once, looks for a collision when an OPEN comes, and only at connections in
/// OpenConfirm and Established. It waits for nothing, and nothing ever breaks.
/// </summary>
internal static class LiteralFsm
{
    public static Transition Step(SessionConfig config, PeerState state, SessionEvent happened)
    {
        var actions = new List<SessionAction>();
        switch (happened)
        {
            case SessionEvent.Start or SessionEvent.Expired { Timer: SessionTimer.ConnectRetry }:
                actions.Add(new SessionAction.Dial());
                break;
            case SessionEvent.Dialed(var number): Connect(number, isOutgoing: true); break;
            case SessionEvent.Accepted(var number): Connect(number, isOutgoing: false); break;
            case SessionEvent.Open(var number, var open) when Find(number) is { } connection: Opened(connection, open); break;
            case SessionEvent.Keepalive(var number) when Find(number) is { State: SessionState.OpenConfirm } connection: Establish(connection); break;
            case SessionEvent.Notified(var number, _) when Find(number) is { } connection: End(connection); break;
            case SessionEvent.Closed(var number) when Find(number) is { } connection: End(connection); break;
        }

        return new Transition(state, actions);

        Connection? Find(int number) => state.Connections.FirstOrDefault(one => one.Number == number);

        void Connect(int number, bool isOutgoing)
        {
            if (state.Established is not null)
            {
                actions.Add(new SessionAction.Close(number));
                return;
            }

            state = state with { Connections = state.Connections.Add(new Connection(number, isOutgoing, SessionState.OpenSent, null)) };
            actions.Add(new SessionAction.SendOpen(number, config.ToOpen()));
        }

        void Opened(Connection connection, OpenMessage open)
        {
            Assert.True(NegotiatedSession.TryNegotiate(config, open, out var session, out _));
            if (state.Connections.FirstOrDefault(one => one.State == SessionState.OpenConfirm) is { } other)
            {
                var keepsOwn = config.LocalId.CompareTo(open.Id) > 0;
                Collide(connection.IsOutgoing == keepsOwn ? other : connection);
                if (connection.IsOutgoing != keepsOwn) return;
            }

            Replace(connection, connection with { State = SessionState.OpenConfirm, Session = session });
            actions.Add(new SessionAction.SendKeepalive(connection.Number));
        }

        void Establish(Connection connection)
        {
            foreach (var other in state.Connections.Where(one => one != connection)) Collide(other);
            Replace(connection, connection with { State = SessionState.Established });
            actions.Add(new SessionAction.Up(connection.Number, connection.Session!));
        }

        void Collide(Connection connection)
        {
            actions.Add(new SessionAction.SendNotification(connection.Number, Notification.Of(NotificationCode.Cease, CeaseSubcode.Collision)));
            Drop(connection);
        }

        void End(Connection connection)
        {
            Drop(connection);
            if (state.Connections.IsEmpty) actions.Add(new SessionAction.SetTimer(SessionTimer.ConnectRetry, 0, config.ConnectRetryTime));
        }

        void Drop(Connection connection)
        {
            state = state with { Connections = state.Connections.Remove(connection) };
            actions.Add(new SessionAction.Close(connection.Number));
            if (connection.State == SessionState.Established)
                actions.Add(new SessionAction.Down(connection.Number, new SessionEnd(EndCause.ConnectionLost, null, KeepsRoutes: false)));
        }

        void Replace(Connection old, Connection now) => state = state with { Connections = state.Connections.Replace(old, now) };
    }
}
