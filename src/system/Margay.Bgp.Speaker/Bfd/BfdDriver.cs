using System.Net.Sockets;
using Margay.Bgp.Bfd;

namespace Margay.Bgp.Speaker.Bfd;

/// <summary>Drives one session's state machine, on BFD's loop. Its status may be read from anywhere.</summary>
internal sealed class BfdDriver(BfdPeer peer, uint discriminator, BfdClock clock, Func<AddressFamily, SocketType, Socket> open, Action<BfdChange> tell)
    : IDisposable
{
    private readonly byte[] _packet = new byte[BfdCodec.Length];
    private BfdSession _session = BfdSession.Create(discriminator);
    private DateTimeOffset _since = clock.UtcNow;
    private Socket? _socket;
    private string? _sendError;
    private int _failures;
    private int _discarded;
    private BfdDiscard _lastDiscard;
    private volatile BfdStatus? _status;

    public BfdPeer Peer { get; private set; } = peer;

    public uint Discriminator => discriminator;

    /// <summary>When <see cref="Elapse"/> is due; null for never.</summary>
    public long? NextAt => _session.NextAt;

    /// <summary>The session was stopped, and the other side had time to hear of it.</summary>
    public bool HasEnded { get; private set; }

    public BfdStatus Status => _status ?? ToStatus();

    public void Start() => Happen(new BfdEvent.Start(clock.Now, BfdClock.Lot));

    public void Stop() => Happen(new BfdEvent.Stop(clock.Now, BfdClock.Lot));

    public void Elapse() => Happen(new BfdEvent.Elapsed(clock.Now, BfdClock.Lot));

    public void Receive(in BfdPacket packet) => Happen(new BfdEvent.Received(clock.Now, BfdClock.Lot, packet));

    public void Configure(BfdPeer peer)
    {
        if (peer.Source != Peer.Source) CloseSocket();
        Peer = peer;
        Happen(new BfdEvent.Reconfigured(clock.Now, BfdClock.Lot));
    }

    public void Discard(BfdDiscard rule)
    {
        _discarded++;
        _lastDiscard = rule;
        _status = ToStatus();
    }

    public void Dispose() => CloseSocket();

    private void Happen(BfdEvent happened)
    {
        var before = _session;
        (_session, var actions) = BfdFsm.Step(Peer.Config, _session, happened);
        BfdAction.Down? failure = null;
        foreach (var action in actions)
        {
            switch (action)
            {
                case BfdAction.Send send: Send(send.Packet); break;
                case BfdAction.Ended: HasEnded = true; break;
                case BfdAction.Down down:
                    _failures++;
                    failure = down.IsAdministrative ? null : down;
                    break;
            }
        }

        if (_session.State != before.State) _since = clock.UtcNow;
        _status = ToStatus();
        if (IsOther(before, _session)) tell(new BfdChange(Peer.Address, failure));
    }

    private static bool IsOther(BfdSession before, BfdSession now) => before.State != now.State || before.RemoteState != now.RemoteState
        || before.TransmitInterval != now.TransmitInterval || before.DetectionTime != now.DetectionTime;

    /// <summary>What cannot be sent is lost, as on any wire; the next may find the way.</summary>
    private void Send(in BfdPacket packet)
    {
        BfdCodec.Write(_packet, packet);
        try
        {
            _socket ??= BfdSocket.ForSending(Peer, open);
            _socket.SendTo(_packet, Peer.EndPoint);
            _sendError = null;
        }
        catch (SocketException error)
        {
            _sendError = error.Message;
        }
    }

    private void CloseSocket()
    {
        _socket?.Dispose();
        _socket = null;
    }

    private BfdStatus ToStatus() => new()
    {
        State = _session.State,
        Diagnostic = _session.Diagnostic,
        Since = _since,
        RemoteState = _session.RemoteState,
        RemoteIsIndependent = _session.RemoteIsIndependent,
        TransmitInterval = TimeSpan.FromMicroseconds(_session.TransmitInterval),
        DetectionTime = TimeSpan.FromMicroseconds(_session.DetectionTime),
        Failures = _failures,
        Discarded = _discarded,
        LastDiscard = _lastDiscard,
        SendError = _sendError,
    };
}
