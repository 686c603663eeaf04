using System.Net.Sockets;
using Margay.Bgp.Bfd;
using Margay.Bgp.Fsm;
using Margay.Bgp.Rib;
using Margay.Bgp.Wire;
using Margay.Primitives;

namespace Margay.Bgp.Speaker;

/// <summary>The timers of a peer: those of its state machine, and those of its stale routes.</summary>
internal readonly record struct PeerTimer(PeerSession Peer, PeerTimerKind Kind, int Connection = 0, IpFamily Family = default);

/// <summary>What a timer is for.</summary>
internal enum PeerTimerKind
{
    ConnectRetry = SessionTimer.ConnectRetry,
    IdleHold = SessionTimer.IdleHold,
    Settle = SessionTimer.Settle,
    Hold = SessionTimer.Hold,
    Keepalive = SessionTimer.Keepalive,

    /// <summary>The peer has not come back in the time it said (RFC 4724 §4.2).</summary>
    Restart,

    /// <summary>The peer has not said all it has in time after it came back.</summary>
    EndOfRib,

    /// <summary>The last resort ends (RFC 9494 §4.2).</summary>
    LongLived,
}

/// <summary>Drives one peer's state machine, on the speaker's loop.</summary>
internal sealed class PeerSession(PeerConfig config, SpeakerCore core)
{
    /// <summary>For how long a peer that came back may take to say all it has.</summary>
    private static readonly TimeSpan EndOfRibTime = TimeSpan.FromMinutes(6);

    private static readonly TimeSpan StillAlive = TimeSpan.FromSeconds(1);

    private readonly Dictionary<int, PeerConnection> _connections = [];
    private readonly Dictionary<IpFamily, int> _longLived = [];

    /// <summary>Until when the peer's stale routes stay: restarts in a row do not put it off.</summary>
    private readonly Dictionary<IpFamily, DateTimeOffset> _staleUntil = [];

    private RestartWatch? _restart;

    private PeerState _state = PeerState.Initial;
    private DateTimeOffset _since = core.Time.GetUtcNow();
    private string? _lastError;
    private int _attempt;
    private int _malformed;
    private int _establishments;
    private int _flaps;
    private PeerTraffic _traffic;
    private Notification? _lastNotification;

    public PeerConfig Config { get; private set; } = config;

    public RibPeer Rib { get; } = core.Tables.Add(config.Address);

    /// <summary>The connection over which routes are exchanged, or null.</summary>
    public PeerConnection? Established => _state.Established is { } one ? _connections[one.Number] : null;

    public PeerStatus Status => new()
    {
        Name = Config.Name,
        Address = Config.Address,
        RemoteAs = Config.Session.RemoteAs,
        LocalAs = Config.Session.LocalAs,
        State = _state.State,
        Since = _since,
        LastError = _lastError,
        Session = Rib.Session,
        LastNotification = _lastNotification,
        V4 = PeerRoutes.Of(Rib, IpFamily.V4),
        V6 = PeerRoutes.Of(Rib, IpFamily.V6),
        Traffic = _traffic,
        IsToldAll = Rib.IsToldAll,
        Malformed = _malformed,
        Establishments = _establishments,
        Flaps = _flaps,
        Bfd = Config.Bfd is null ? null : core.BfdOf(Config.Address),
    };

    /// <summary>The peer has said all it has, at least once since this speaker is there.</summary>
    public bool HasSpoken { get; private set; }

    /// <summary>The peer comes back from a restart itself, and waits as this speaker does.</summary>
    public bool Waits => Rib.Session?.GracefulRestart?.HasRestarted == true;

    public void Start() => Happen(new SessionEvent.Start());

    /// <summary>Ends the session, and with a reason the peer's routes too.</summary>
    public void Stop(Notification? reason)
    {
        Happen(new SessionEvent.Stop(reason));
        Forget();
    }

    /// <summary>BFD's session has changed, and with a failure, the peer cannot be reached any more (RFC 5882 §4.2, §4.3).</summary>
    public void BfdChanged(BfdAction.Down? failure)
    {
        if (failure is not null)
        {
            var keeps = Config.BfdKeepsRoutes && !failure.RemoteIsIndependent;
            Happen(new SessionEvent.PathDown(keeps));
            if (!keeps) Forget();
        }

        core.Sink.Changed(Status);
    }

    /// <summary>Takes another configuration, and does no more about it than is needed.</summary>
    public void Configure(PeerConfig config)
    {
        var before = Config;
        Config = config;
        if (!before.HasSameSession(config))
        {
            Happen(new SessionEvent.Stop(Notification.Of(NotificationCode.Cease, CeaseSubcode.ConfigurationChange)));

            // That the terms changed is told, and says nothing of how it goes with the new ones.
            _lastError = null;
            Start();
            return;
        }

        if (Established is not { } connection) return;
        core.Tables.Export(Rib, config.ToExport(Rib.Session!, connection.Local));
        if (before.ToImport() == config.ToImport()) return;
        core.Tables.Import(Rib, config.ToImport());

        // What was taken under the old policy has to be judged anew: the peer says it again, one way or the other.
        if (Rib.Session!.RouteRefresh) AskAgain(connection);
        else Reset();
    }

    /// <summary>Ends the session and begins it again.</summary>
    public void Reset()
    {
        Happen(new SessionEvent.Stop(Notification.Of(NotificationCode.Cease, CeaseSubcode.AdministrativeReset)));
        Start();
    }

    /// <summary>Asks the peer for all its routes once more (RFC 2918).</summary>
    public void AskAgain() => AskAgain(Established);

    public void Accept(Socket socket) => Happen(new SessionEvent.Accepted(Add(socket)));

    public void Dialed(SpeakerInput.Dialed dialed)
    {
        if (dialed.Attempt != _attempt)
        {
            dialed.Socket?.Dispose();
            return;
        }

        if (dialed.Socket is { } socket)
        {
            Happen(new SessionEvent.Dialed(Add(socket)));
            return;
        }

        _lastError = dialed.Error;
        Happen(new SessionEvent.DialFailed());
    }

    /// <summary>Counts what goes to the peer.</summary>
    public void Sends(ReadOnlySpan<byte> messages) => _traffic = _traffic.WithSent(messages);

    /// <summary>Something came. What comes over a connection that was closed here counts for nothing.</summary>
    public void Received(SpeakerInput.Batch batch)
    {
        SpeakerInput.Received? before = null;
        for (var i = 0; i < batch.Messages.Count && _connections.ContainsKey(batch.Connection.Number); i++)
        {
            var message = batch.Messages[i];

            // UPDATEs in a row are one event of the session.
            if (message is SpeakerInput.Update && before is not SpeakerInput.Update) Happen(new SessionEvent.Routes(batch.Connection.Number));
            before = message;
            Received(batch.Connection, message);
        }
    }

    private void Received(PeerConnection connection, SpeakerInput.Received received)
    {
        if (received is not (SpeakerInput.Closed or SpeakerInput.Faulty)) _traffic = _traffic.WithReceived(received is SpeakerInput.Update);
        switch (received)
        {
            case SpeakerInput.Open open: Opened(open); break;
            case SpeakerInput.Keepalive: Happen(new SessionEvent.Keepalive(connection.Number)); break;
            case SpeakerInput.Update update: Said(update); break;
            case SpeakerInput.Refresh refresh: Asked(connection, refresh.Message); break;
            case SpeakerInput.Notified notified:
                (_lastError, _lastNotification) = ($"the peer said {notified.Reason}", notified.Reason);
                Happen(new SessionEvent.Notified(connection.Number, notified.Reason));
                break;
            case SpeakerInput.Faulty faulty:
                (_lastError, _lastNotification) = (faulty.Fault.Reason, Notification.Of(faulty.Fault));
                Happen(new SessionEvent.Failed(connection.Number, _lastNotification));
                break;
            case SpeakerInput.Closed: Happen(new SessionEvent.Closed(connection.Number)); break;
        }
    }

    public void Expired(PeerTimer timer)
    {
        switch (timer.Kind)
        {
            case PeerTimerKind.Hold when _connections.TryGetValue(timer.Connection, out var connection) && connection.HasUnhandled:
                // The loop is behind, and not the peer.
                core.Timers.Set(timer, StillAlive);
                break;
            case PeerTimerKind.Hold when _state.Connections.FirstOrDefault(one => one.Number == timer.Connection) is { State: not SessionState.Established } silent:
                (_lastError, _lastNotification) = (SilenceOver(silent), Notification.Of(NotificationCode.HoldTimerExpired));
                Happen(new SessionEvent.Expired(SessionTimer.Hold, timer.Connection));
                break;
            case PeerTimerKind.Restart: RestartExpired(timer.Family); break;
            case PeerTimerKind.EndOfRib or PeerTimerKind.LongLived:
                Sweep(timer.Family);
                break;
            default: Happen(new SessionEvent.Expired((SessionTimer)timer.Kind, timer.Connection)); break;
        }
    }

    /// <summary>Writes what the peer is to be told, as long as its connection takes it.</summary>
    public void Tell()
    {
        if (Established is not { } connection) return;
        while (connection.TakesRoutes && core.Tables.TryTell(Rib, connection.Writer))
        {
        }

        connection.Flush();
    }

    private void Forget()
    {
        foreach (var family in (ReadOnlySpan<IpFamily>)[IpFamily.V4, IpFamily.V6])
        {
            var before = Rib.PathsOf(family).Accepted;
            core.Tables.Forget(Rib, family);
            StopStaleTimers(family);
            Restart.End(family, before, hasReturned: false);
        }
    }

    private RestartWatch Restart => _restart ??= new RestartWatch(restart => core.Sink.Restarted(Status, restart));

    /// <summary>Removes what the peer has not said again: it has had its time.</summary>
    private void Sweep(IpFamily family)
    {
        _staleUntil.Remove(family);
        var before = Rib.PathsOf(family).Accepted;
        core.Tables.Sweep(Rib, family);
        Restart.End(family, before - Rib.PathsOf(family).Accepted, hasReturned: Rib.Session is not null);
    }

    private void Opened(SpeakerInput.Open open)
    {
        if (!NegotiatedSession.TryNegotiate(SessionConfig, open.Message, out _, out var fault)) (_lastError, _lastNotification) = (fault.Reason, Notification.Of(fault));
        Happen(new SessionEvent.Open(open.Connection.Number, open.Message));
    }

    private void Said(SpeakerInput.Update said)
    {
        if (said.Message is not { } update || said.Connection != Established) return;
        if (said.IsMalformed) _malformed++;
        var before = Rib.PathsOf(update.EndOfRib.IpFamily).Accepted;
        if (!core.Tables.Receive(Rib, update))
        {
            Happen(new SessionEvent.Failed(said.Connection.Number, Notification.Of(NotificationCode.Cease, CeaseSubcode.MaximumPrefixes)));
            return;
        }

        if (update.EndOfRib.IpFamily is not (var family and not IpFamily.None)) return;
        StopStaleTimers(family);
        _staleUntil.Remove(family);
        Restart.End(family, before - Rib.PathsOf(family).Accepted, hasReturned: true);
        HasSpoken |= Rib.Session!.Families.All(one => Rib.HasSaidAll(one.IpFamily));
    }

    private void Asked(PeerConnection connection, RouteRefreshMessage refresh)
    {
        Happen(new SessionEvent.Routes(connection.Number));
        if (connection != Established || !Rib.Session!.Carries(refresh.Family)) return;
        switch (refresh.Kind)
        {
            case RefreshKind.Request: RibTables.Refresh(Rib, refresh.Family); break;
            case RefreshKind.Begin: core.Tables.MarkStale(Rib, refresh.Family.IpFamily); break;
            case RefreshKind.End: core.Tables.Sweep(Rib, refresh.Family.IpFamily); break;
        }
    }

    private SessionConfig SessionConfig => Config.Session with { HasRestarted = core.Tables.IsRestarting };

    private static bool IsRetained(NegotiatedSession session, IpFamily family) =>
        session.GracefulRestart?.Families.Any(one => one.Family.IpFamily == family) ?? false;

    private static bool KeptForwarding(NegotiatedSession session, IpFamily family) =>
        session.GracefulRestart?.Families.Any(one => one.Family.IpFamily == family && one.Forwarding) ?? false;

    /// <summary>What it looks like when the peer does not say what it would say at once: packets of one side or the other are dropped.</summary>
    private static string SilenceOver(Connection connection) =>
        (connection.Session is null ? "there is a connection, but nothing comes from the peer" : "the peer does not answer this side's OPEN")
        + "; is ttlSecurity set on one side only, or is there a firewall in between?";

    private int Add(Socket socket)
    {
        var connection = new PeerConnection(core.NextConnection(), this, socket, core.Inputs);
        _connections.Add(connection.Number, connection);
        connection.StartReading();
        return connection.Number;
    }

    private void Happen(SessionEvent happened)
    {
        var before = _state.State;
        var (state, actions) = SessionFsm.Step(SessionConfig, _state, happened);
        _state = state;
        foreach (var action in actions) Act(action);
        if (before == state.State) return;
        if (before == SessionState.Established || state.State == SessionState.Established) _since = core.Time.GetUtcNow();
        core.Sink.Changed(Status);
    }

    private void Act(SessionAction action)
    {
        switch (action)
        {
            case SessionAction.Dial: core.Dial(this, ++_attempt); break;
            case SessionAction.StopDialing: _attempt++; break;
            case SessionAction.SendOpen send: Send(send.Connection, writer => OpenCodec.Write(writer, send.Message)); break;
            case SessionAction.SendKeepalive send:
                if (_state.Connections.FirstOrDefault(one => one.Number == send.Connection)?.Session is { } agreed) _connections[send.Connection].Understand(agreed.Incoming);
                Send(send.Connection, MessageFrame.WriteKeepalive);
                break;
            case SessionAction.SendNotification send: Send(send.Connection, writer => NotificationCodec.Write(writer, send.Reason)); break;
            case SessionAction.Close close: Close(close.Connection); break;
            case SessionAction.SetTimer set: core.Timers.Set(new PeerTimer(this, (PeerTimerKind)set.Timer, set.Connection), SpeakerCore.Jittered(set.Timer, set.After)); break;
            case SessionAction.StopTimer stop: core.Timers.Stop(new PeerTimer(this, (PeerTimerKind)stop.Timer, stop.Connection)); break;
            case SessionAction.Up up: Up(up); break;
            case SessionAction.Down down: Down(down.End); break;
        }
    }

    private void Send(int number, Action<BgpWriter> write)
    {
        if (!_connections.TryGetValue(number, out var connection)) return;
        write(connection.Writer);
        connection.Flush();
    }

    private void Close(int number)
    {
        core.Timers.Stop(new PeerTimer(this, PeerTimerKind.Hold, number));
        core.Timers.Stop(new PeerTimer(this, PeerTimerKind.Keepalive, number));
        if (_connections.Remove(number, out var connection)) connection.Close();
    }

    private void Up(SessionAction.Up up)
    {
        _establishments++;

        // A peer that knows nothing of restarts does not say when it has said all: what it has comes at once.
        HasSpoken |= up.Session.GracefulRestart is null;
        var before = (V4: Rib.PathsOf(IpFamily.V4).Accepted, V6: Rib.PathsOf(IpFamily.V6).Accepted);
        core.Tables.Establish(Rib, Config.ToImport(), Config.ToExport(up.Session, _connections[up.Connection].Local), up.Session);
        foreach (var family in (ReadOnlySpan<IpFamily>)[IpFamily.V4, IpFamily.V6])
        {
            StopStaleTimers(family);
            if (IsRetained(up.Session, family)) core.Timers.Set(new PeerTimer(this, PeerTimerKind.EndOfRib, 0, family), EndOfRibTime);
            if (!KeptForwarding(up.Session, family)) Restart.End(family, (family == IpFamily.V4 ? before.V4 : before.V6) - Rib.PathsOf(family).Accepted, hasReturned: true);
        }
    }

    private void Down(SessionEnd end)
    {
        var session = Rib.Session!;
        _lastError = end.ToString();
        _lastNotification = end.Reason ?? _lastNotification;
        _flaps++;
        var before = (V4: Rib.PathsOf(IpFamily.V4).Accepted, V6: Rib.PathsOf(IpFamily.V6).Accepted);
        core.Tables.Lose(Rib, end.KeepsRoutes);
        if (!end.KeepsRoutes)
        {
            Restart.End(IpFamily.V4, before.V4, hasReturned: false);
            Restart.End(IpFamily.V6, before.V6, hasReturned: false);
            return;
        }

        foreach (var family in session.Families)
        {
            core.Timers.Stop(new PeerTimer(this, PeerTimerKind.EndOfRib, 0, family.IpFamily));
            var now = core.Time.GetUtcNow();
            var until = now + TimeSpan.FromSeconds(session.GracefulRestart!.RestartTime);
            if (!_staleUntil.TryAdd(family.IpFamily, until)) until = _staleUntil[family.IpFamily];
            _longLived[family.IpFamily] = session.LongLived?.Families.FirstOrDefault(one => one.Family == family).StaleTime ?? 0;
            core.Timers.Set(new PeerTimer(this, PeerTimerKind.Restart, 0, family.IpFamily), until > now ? until - now : TimeSpan.Zero);
        }

        if (end.Cause == EndCause.Restarting) return;
        Restart.Begin(
            session.Families.Select(family => family.IpFamily).Where(family => Rib.PathsOf(family).All > 0),
            Rib.PathsOf(IpFamily.V4).Accepted + Rib.PathsOf(IpFamily.V6).Accepted,
            TimeSpan.FromSeconds(session.GracefulRestart!.RestartTime));
    }

    private void RestartExpired(IpFamily family)
    {
        if (_longLived.GetValueOrDefault(family) is var seconds and > 0)
        {
            _staleUntil.Remove(family);
            core.Tables.MarkLongLivedStale(Rib, family);
            core.Timers.Set(new PeerTimer(this, PeerTimerKind.LongLived, 0, family), TimeSpan.FromSeconds(seconds));
        }
        else Sweep(family);
    }

    private void StopStaleTimers(IpFamily family)
    {
        core.Timers.Stop(new PeerTimer(this, PeerTimerKind.Restart, 0, family));
        core.Timers.Stop(new PeerTimer(this, PeerTimerKind.LongLived, 0, family));
        core.Timers.Stop(new PeerTimer(this, PeerTimerKind.EndOfRib, 0, family));
    }

    private void AskAgain(PeerConnection? connection)
    {
        if (connection is null || !Rib.Session!.RouteRefresh) return;
        foreach (var family in Rib.Session.Families) RouteRefreshCodec.Write(connection.Writer, new RouteRefreshMessage(family, RefreshKind.Request));
        connection.Flush();
    }
}
