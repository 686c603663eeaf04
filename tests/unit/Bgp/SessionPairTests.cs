using Margay.Bgp.Fsm;
using Margay.Bgp.Wire;
using Margay.Primitives;

namespace Margay.Tests.Unit.Bgp;

/// <summary>Two machines and a wire between them, on which everything happens in any order.</summary>
public sealed class SessionPairTests
{
    private const int Rounds = 2000;

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Whatever_happens_both_end_up_established_on_one_connection(bool restarts, bool passive)
    {
        var first = Random.Shared.Next();
        for (var seed = first; seed < first + Rounds; seed++)
        {
            var wire = new SimulatedWire(new Random(seed), restarts, passive);
            wire.Chaos(events: 60);
            Assert.True(wire.Settle(), $"seed {seed}: {wire}");
        }
    }

    [Theory]
    [InlineData(false, null)]
    [InlineData(true, null)]
    [InlineData(false, "10.0.0.0")]
    [InlineData(false, "10.0.0.2")]
    [InlineData(true, "10.0.0.0")]
    [InlineData(true, "10.0.0.2")]
    public void Where_both_connect_at_once_a_session_that_is_up_stays_up(bool restarts, string? literal)
    {
        var first = Random.Shared.Next();
        for (var seed = first; seed < first + Rounds; seed++)
        {
            var wire = new SimulatedWire(new Random(seed), restarts, literalId: literal);
            Assert.True(wire.Settle(), $"seed {seed}: {wire}");
            Assert.True(wire.Losses == 0, $"seed {seed}: {wire}");
        }
    }
}

/// <summary>A wire whose connections break, whose messages are late and whose timers run out whenever they like.</summary>
internal sealed class SimulatedWire
{
    private readonly Random _random;
    private readonly Side[] _sides;
    private int _connections;

    /// <param name="random">Says what happens next.</param>
    /// <param name="restarts">Both can restart.</param>
    /// <param name="secondIsPassive">One never connects.</param>
    /// <param name="literalId">The identifier of a peer by the letter of RFC 4271; null for one like this side.</param>
    public SimulatedWire(Random random, bool restarts, bool secondIsPassive = false, string? literalId = null)
    {
        _random = random;
        var other = Config(64513, 64512, literalId ?? "10.0.0.2", restarts) with { Passive = secondIsPassive };
        _sides = [new Side(Config(64512, 64513, "10.0.0.1", restarts), SessionFsm.Step), new Side(other, literalId is null ? SessionFsm.Step : LiteralFsm.Step)];
        foreach (var side in _sides) Do(side, new SessionEvent.Start());
    }

    /// <summary>How often a session that was up went down, on either side.</summary>
    public int Losses { get; private set; }

    public void Chaos(int events)
    {
        for (var i = 0; i < events; i++)
        {
            var side = _sides[_random.Next(2)];
            switch (_random.Next(10))
            {
                case 0: Break(); break;
                case 1: Do(side, new SessionEvent.Stop(_random.Next(2) == 0 ? null : Notification.Of(NotificationCode.Cease, CeaseSubcode.AdministrativeReset))); break;
                case 2: Do(side, new SessionEvent.Start()); break;
                case 3: Expire(side); break;
                case 4 when side.State.Connections is [var connection, ..]: Do(side, new SessionEvent.Failed(connection.Number, Notification.Of(NotificationCode.Update, 1))); break;
                default: Deliver(side); break;
            }
        }

        foreach (var side in _sides) Do(side, new SessionEvent.Start());
    }

    /// <summary>Lets all that is under way arrive, and timers run out only when nothing is: hold timers last.</summary>
    public bool Settle()
    {
        for (var i = 0; i < 500; i++)
        {
            if (Deliver(_sides[0]) | Deliver(_sides[1])) continue;
            if (_sides.All(side => side.State.State == SessionState.Established))
                return _sides[0].State.Connections is [var one] && _sides[1].State.Connections is [var two] && one.Number == two.Number;
            var due = _sides.SelectMany(side => side.Timers.Keys.Where(timer => timer.Timer != SessionTimer.Hold), (side, timer) => (side, timer)).ToList();
            if (due.Count == 0) due = [.. _sides.SelectMany(side => side.Timers.Keys, (side, timer) => (side, timer))];
            if (due.Count == 0) return false;
            var (whose, which) = due[_random.Next(due.Count)];
            whose.Timers.Remove(which);
            Do(whose, new SessionEvent.Expired(which.Timer, which.Connection));
        }

        return false;
    }

    public override string ToString() =>
        string.Join("; ", _sides.Select(side => $"{side.State.Attempt} {string.Join(' ', side.State.Connections.Select(one => $"{one.Number}{(one.IsOutgoing ? "o" : "i")}:{one.State}"))}"));

    private static SessionConfig Config(uint local, uint remote, string id, bool restarts) => new()
    {
        LocalAs = local,
        RemoteAs = remote,
        LocalId = IpAddr.Parse(id),
        Families = [new FamilyConfig(AddressFamily.V4Unicast)],
        RestartTime = restarts ? 120 : null,
    };

    private Side Other(Side side) => side == _sides[0] ? _sides[1] : _sides[0];

    private void Break()
    {
        if (_connections == 0) return;
        var number = _random.Next(1, _connections + 1);
        foreach (var side in _sides) side.Arrive(number, new SessionEvent.Closed(number));
    }

    private void Expire(Side side)
    {
        if (side.Timers.Count == 0) return;
        var timer = side.Timers.Keys.ElementAt(_random.Next(side.Timers.Count));
        side.Timers.Remove(timer);
        Do(side, new SessionEvent.Expired(timer.Timer, timer.Connection));
    }

    private bool Deliver(Side side)
    {
        if (side.Take(_random) is not { } happened) return false;
        if (happened is SessionEvent.Dialed && side.IsDialing) side.IsDialing = false;
        else if (happened is SessionEvent.Dialed dialed)
        {
            Other(side).Arrive(dialed.Connection, new SessionEvent.Closed(dialed.Connection));
            return true;
        }

        Do(side, happened);
        return true;
    }

    private void Do(Side side, SessionEvent happened)
    {
        var (state, actions) = side.Step(side.Config, side.State, happened);
        side.State = state;
        Assert.True(state.Connections.Count(one => one.State == SessionState.Established) <= 1);
        Assert.True(state.Connections.Length <= 3);
        foreach (var action in actions) Do(side, action);
    }

    private void Do(Side side, SessionAction action)
    {
        var there = Other(side);
        switch (action)
        {
            case SessionAction.Dial:
                // The peer's kernel takes the connection, whatever becomes of it.
                side.IsDialing = true;
                side.Arrive(++_connections, new SessionEvent.Dialed(_connections));
                there.Arrive(_connections, new SessionEvent.Accepted(_connections));
                break;
            case SessionAction.StopDialing: side.IsDialing = false; break;
            case SessionAction.SendOpen send: there.Arrive(send.Connection, new SessionEvent.Open(send.Connection, send.Message)); break;
            case SessionAction.SendKeepalive send: there.Arrive(send.Connection, new SessionEvent.Keepalive(send.Connection)); break;
            case SessionAction.SendNotification send: there.Arrive(send.Connection, new SessionEvent.Notified(send.Connection, send.Reason)); break;
            case SessionAction.SetTimer set: side.Timers[(set.Timer, set.Connection)] = set.After; break;
            case SessionAction.StopTimer stop: side.Timers.Remove((stop.Timer, stop.Connection)); break;
            case SessionAction.Up:
                Assert.False(side.IsUp);
                side.IsUp = true;
                break;
            case SessionAction.Down:
                Assert.True(side.IsUp);
                side.IsUp = false;
                Losses++;
                break;
            case SessionAction.Close close:
                there.Arrive(close.Connection, new SessionEvent.Closed(close.Connection));
                foreach (var timer in side.Timers.Keys.Where(timer => timer.Connection == close.Connection).ToList()) side.Timers.Remove(timer);
                break;
        }
    }

    private sealed class Side(SessionConfig config, Func<SessionConfig, PeerState, SessionEvent, Transition> step)
    {
        private readonly SortedDictionary<int, Queue<SessionEvent>> _arriving = [];

        public SessionConfig Config { get; } = config;

        public Func<SessionConfig, PeerState, SessionEvent, Transition> Step { get; } = step;

        public PeerState State { get; set; } = PeerState.Initial;

        public Dictionary<(SessionTimer Timer, int Connection), TimeSpan> Timers { get; } = [];

        public bool IsDialing { get; set; }

        public bool IsUp { get; set; }

        public void Arrive(int connection, SessionEvent happened)
        {
            if (!_arriving.TryGetValue(connection, out var queue)) _arriving.Add(connection, queue = new Queue<SessionEvent>());
            queue.Enqueue(happened);
        }

        /// <summary>The next of some connection: what comes over one is in order, and of different ones anything is first.</summary>
        public SessionEvent? Take(Random random)
        {
            if (_arriving.Count == 0) return null;
            var (connection, queue) = _arriving.ElementAt(random.Next(_arriving.Count));
            var happened = queue.Dequeue();
            if (queue.Count == 0) _arriving.Remove(connection);
            return happened;
        }
    }
}
