using System.Text.RegularExpressions;
using Margay.Bgp.Fsm;
using Margay.Bgp.Rib;
using Margay.Bgp.Wire;
using Margay.Primitives;

namespace Margay.Tests.Unit.Bgp.Fuzz;

/// <summary>
/// One stream of a peer's bytes against decoders, state machine and tables, with a second peer who is told of what came. After the end of
/// a connection the stream goes on over the next one. What is promised of any stream is asserted here.
/// </summary>
internal sealed partial class FuzzTrial
{
    private static readonly IpAddr OurId = IpAddr.Parse("10.0.0.1");

    private readonly RibTables _tables = new(_ => 0);
    private readonly RibPeer _peer;
    private readonly RibPeer _listener;
    private readonly NegotiatedSession _told;
    private readonly SortedSet<string> _reached = new(StringComparer.Ordinal);
    private PeerState _state = PeerState.Initial;
    private UpdateFormat? _format;
    private int _connection;

    private FuzzTrial()
    {
        _peer = _tables.Add(IpAddr.Parse("10.0.0.2"));
        _listener = _tables.Add(IpAddr.Parse("10.0.0.3"));
        var listener = Ours with { LocalAs = 64514, LocalId = IpAddr.Parse("10.0.0.3") };
        Assert.True(NegotiatedSession.TryNegotiate(Ours with { RemoteAs = 64514 }, listener.ToOpen(), out _told, out _));
        _tables.Establish(_listener, Import with { RemoteAs = 64514 }, Export(_told), _told);
    }

    /// <summary>How the speaker sees its side.</summary>
    public static SessionConfig Ours { get; } = new()
    {
        LocalAs = 64512,
        RemoteAs = 64513,
        LocalId = OurId,
        Families = [new FamilyConfig(AddressFamily.V4Unicast, AddPathMode.Receive), new FamilyConfig(AddressFamily.V6Unicast)],
        Passive = true,
        RestartTime = 120,
        ExtendedNextHop = true,
        Role = PeerRole.Peer,
    };

    /// <summary>A peer that this side can speak with.</summary>
    public static SessionConfig Theirs { get; } = Ours with { LocalAs = 64513, RemoteAs = 64512, LocalId = IpAddr.Parse("10.0.0.2") };

    private static ImportConfig Import { get; } = new()
    {
        LocalAs = 64512,
        RemoteAs = 64513,
        LocalId = OurId,
        MaxPrefixes = 1000,
    };

    /// <summary>Runs a stream.</summary>
    /// <returns>Names of all that it led to: what was read, what was refused and why, the states, what became of the routes.</returns>
    public static IReadOnlyCollection<string> Run(ReadOnlySpan<byte> stream)
    {
        var trial = new FuzzTrial();
        trial.Take(stream);
        trial.Check();
        return trial._reached;
    }

    [GeneratedRegex("0x[0-9A-F]+|[0-9a-f:]*[0-9][0-9a-f:.]*")]
    private static partial Regex Numbers();

    private static ExportConfig Export(NegotiatedSession session) => new()
    {
        LocalAs = 64512,
        IsExternal = true,
        LocalId = OurId,
        OwnV4 = OurId,
        OwnV6 = IpAddr.Parse("fd00::1"),
        Format = session.Outgoing,
    };

    private void Take(ReadOnlySpan<byte> stream)
    {
        Do(new SessionEvent.Start());
        while (!stream.IsEmpty)
        {
            if (_state.Connections.IsEmpty) Connect();
            if (MessageFrame.TryRead(stream, out var type, out var length, out var fault))
            {
                Take(type, stream[MessageFrame.HeaderLength..length]);
                stream = stream[length..];
            }
            else if (fault is { } framing)
            {
                Reach("header", framing.Reason);
                Do(new SessionEvent.Failed(_connection, Notification.Of(framing)));
                var next = stream[1..].IndexOf([byte.MaxValue, byte.MaxValue, byte.MaxValue, byte.MaxValue]);
                stream = next < 0 ? [] : stream[(next + 1)..];
            }
            else
            {
                Do(new SessionEvent.Closed(_connection));
                return;
            }
        }
    }

    private void Connect()
    {
        Do(new SessionEvent.Expired(SessionTimer.IdleHold));
        Do(new SessionEvent.Accepted(++_connection));
    }

    private void Take(MessageType type, ReadOnlySpan<byte> body)
    {
        DecodeInEveryFormat(type, body);
        BgpFault fault;
        switch (type)
        {
            case MessageType.Open:
                if (!OpenCodec.TryDecode(body, out var open, out fault))
                {
                    Do(new SessionEvent.Failed(_connection, Notification.Of(fault)));
                    break;
                }

                // Who opens again does so over another connection.
                if (_state.Established is not null) Connect();
                foreach (var capability in open.Capabilities) Reach("capability", capability.GetType().Name);
                Do(new SessionEvent.Open(_connection, open));
                break;
            case MessageType.Keepalive:
                Do(new SessionEvent.Keepalive(_connection));
                break;
            case MessageType.Notification:
                Do(new SessionEvent.Notified(_connection, NotificationCodec.Decode(body)));
                break;
            case MessageType.Update when _format is { } agreed:
                if (!UpdateCodec.TryDecode(body, agreed, out var update, out fault))
                {
                    Do(new SessionEvent.Failed(_connection, Notification.Of(fault)));
                    break;
                }

                Do(new SessionEvent.Routes(_connection));
                if (_peer.Session is null) break;
                if (!_tables.Receive(_peer, update)) Do(new SessionEvent.Failed(_connection, Notification.Of(NotificationCode.Cease, CeaseSubcode.MaximumPrefixes)));
                _tables.WorkOff(Look);
                break;
            default:
                Do(new SessionEvent.Routes(_connection));
                break;
        }
    }

    /// <summary>Whatever was agreed on, a decoder answers, and a refusal says what the peer is to be told.</summary>
    private void DecodeInEveryFormat(MessageType type, ReadOnlySpan<byte> body)
    {
        for (var bits = 0; bits < (type == MessageType.Update ? 16 : 1); bits++)
        {
            var format = new UpdateFormat
            {
                FourOctetAs = (bits & 1) == 0,
                External = (bits & 2) == 0,
                V4PathIds = (bits & 4) != 0,
                V6PathIds = (bits & 8) != 0,
            };
            var fault = default(BgpFault);
            var isRead = type switch
            {
                MessageType.Open => OpenCodec.TryDecode(body, out _, out fault),
                MessageType.Update => UpdateCodec.TryDecode(body, format, out _, out fault),
                MessageType.RouteRefresh => RouteRefreshCodec.TryDecode(body, out _, out fault),
                MessageType.Notification => NotificationCodec.Decode(body).ToString().Length > 0,
                _ => true,
            };
            Assert.True(isRead || (fault.Action == ErrorAction.SessionReset && fault.Code is >= 1 and <= 7), $"{type} is refused with {fault}");
            Assert.Equal(fault.Action == ErrorAction.None, string.IsNullOrEmpty(fault.Reason));
            Reach($"{type}", $"{fault.Action} {fault.Reason}");
        }
    }

    private void Do(SessionEvent happened)
    {
        var before = _state.State;
        (_state, var actions) = SessionFsm.Step(Ours, _state, happened);
        Reach($"{before}", $"{happened.GetType().Name} {_state.State}");
        foreach (var action in actions)
        {
            switch (action)
            {
                case SessionAction.Up up:
                    _format = up.Session.Incoming;
                    _tables.Establish(_peer, Import, Export(up.Session), up.Session);
                    break;
                case SessionAction.Down(_, var end):
                    _tables.Lose(_peer, end.KeepsRoutes);
                    Reach("down", $"{end.Cause} {end.KeepsRoutes}");
                    break;
                case SessionAction.SendNotification(_, var reason):
                    Reach("sent", $"{reason}");
                    break;
            }
        }
    }

    private void Look(Destination destination)
    {
        foreach (var path in destination.Paths) Reach("path", $"{path.Exclusion} {path.IsStale}");
    }

    /// <summary>What is counted is what is there; and what was taken can be told on, well-formed.</summary>
    private void Check()
    {
        _tables.WorkOff(Look);
        foreach (var family in (ReadOnlySpan<IpFamily>)[IpFamily.V4, IpFamily.V6])
        {
            var there = _tables.Destinations(family).Sum(destination => destination.Paths.Length);
            Assert.True(there == _peer.PathsOf(family).All, $"{there} paths of {family}, and {_peer.PathsOf(family).All} counted");
        }

        var writer = new BgpWriter();
        while (_tables.TryTell(_listener, writer))
        {
        }

        var told = writer.Written;
        while (!told.IsEmpty)
        {
            Assert.True(MessageFrame.TryRead(told, out var type, out var length, out var framing), $"told badly: {framing}");
            Assert.Equal(MessageType.Update, type);
            Assert.True(UpdateCodec.TryDecode(told[MessageFrame.HeaderLength..length], _told.Outgoing, out _, out var fault) && fault.Action == ErrorAction.None, $"told badly: {fault}");
            told = told[length..];
        }
    }

    private void Reach(string where, string what) => _reached.Add($"{where}: {Numbers().Replace(what, "#")}");
}
