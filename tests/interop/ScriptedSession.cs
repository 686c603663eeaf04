using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using Margay.Bgp.Wire;
using Margay.Primitives;
using AddressFamily = Margay.Bgp.Wire.AddressFamily;

namespace Margay.Tests.Interop;

/// <summary>A session that a test drives message by message, with nothing of ours between it and the daemon but the codec.</summary>
internal sealed class ScriptedSession : IDisposable
{
    private const int PatienceMilliseconds = 20_000;

    private readonly Socket _socket;
    private readonly BgpWriter _writer = new();
    private byte[] _stream = [];

    private ScriptedSession(Socket socket)
    {
        _socket = socket;
        _socket.ReceiveTimeout = PatienceMilliseconds;
    }

    /// <summary>The daemon's OPEN.</summary>
    public OpenMessage Theirs { get; private set; } = null!;

    /// <summary>How the daemon's messages are read.</summary>
    public UpdateFormat Incoming { get; private set; }

    /// <summary>How ours are written.</summary>
    public UpdateFormat Outgoing { get; private set; }

    /// <summary>Waits for the daemon to connect, says what we can, and is through when its first KEEPALIVE is there.</summary>
    public static ScriptedSession Accept(Socket listener, uint localAs, params Capability[] capabilities)
    {
        if (!listener.Poll(PatienceMilliseconds * 1000, SelectMode.SelectRead)) throw new TimeoutException("the daemon does not connect");
        var session = new ScriptedSession(listener.Accept());
        var ours = new OpenMessage(localAs, 90, IpAddr.Parse("10.203.0.1"), [new Capability.FourOctetAs(localAs), .. capabilities]);
        session.Send(writer => OpenCodec.Write(writer, ours));
        Assert.Equal(MessageType.Open, session.Read(out var body));
        Assert.True(OpenCodec.TryDecode(body, out var theirs, out var fault), fault.Reason);
        session.Theirs = theirs;
        session.Agree(ours);
        session.Send(MessageFrame.WriteKeepalive);
        Assert.Equal(MessageType.Keepalive, session.Read(out _));
        return session;
    }

    public void Send(Action<BgpWriter> write)
    {
        _writer.Clear();
        write(_writer);
        for (var rest = _writer.Written; !rest.IsEmpty;) rest = rest[_socket.Send(rest)..];
    }

    /// <summary>What the daemon says until the end of its first flood.</summary>
    public IReadOnlyList<UpdateMessage> ReadFlood(AddressFamily family)
    {
        var updates = new List<UpdateMessage>();
        while (true)
        {
            if (Read(out var body) != MessageType.Update) continue;
            Assert.True(UpdateCodec.TryDecode(body, Incoming, out var update, out var fault), fault.Reason);
            Assert.True(fault.Action == ErrorAction.None, fault.Reason);
            if (update.EndOfRib == family) return updates;
            updates.Add(update);
        }
    }

    /// <summary>Returns when the daemon has worked off all that was sent: it answers a ROUTE-REFRESH in its turn (RFC 7313).</summary>
    public void Settle(AddressFamily family)
    {
        Send(writer => RouteRefreshCodec.Write(writer, new RouteRefreshMessage(family, RefreshKind.Request)));
        while (true)
        {
            if (Read(out var body) != MessageType.RouteRefresh) continue;
            Assert.True(RouteRefreshCodec.TryDecode(body, out var refresh, out _));
            if (refresh == new RouteRefreshMessage(family, RefreshKind.End)) return;
        }
    }

    public void Dispose() => _socket.Dispose();

    private void Agree(OpenMessage ours)
    {
        var format = new UpdateFormat { FourOctetAs = Theirs.Find<Capability.FourOctetAs>() is not null, External = ours.As != Theirs.As };
        Outgoing = With(format, ours, Theirs);
        Incoming = With(format, Theirs, ours);
    }

    private static UpdateFormat With(UpdateFormat format, OpenMessage sender, OpenMessage receiver) => format with
    {
        V4PathIds = HavePathIds(sender, receiver, AddressFamily.V4Unicast),
        V6PathIds = HavePathIds(sender, receiver, AddressFamily.V6Unicast),
    };

    private static bool HavePathIds(OpenMessage sender, OpenMessage receiver, AddressFamily family) =>
        Says(sender, family, AddPathMode.Send) && Says(receiver, family, AddPathMode.Receive);

    private static bool Says(OpenMessage open, AddressFamily family, AddPathMode mode) =>
        open.Find<Capability.AddPath>()?.Families.Any(one => one.Family == family && one.Mode.HasFlag(mode)) ?? false;

    private MessageType Read(out ReadOnlySpan<byte> body)
    {
        while (true)
        {
            if (MessageFrame.TryRead(_stream, out var type, out var length, out var fault))
            {
                body = _stream.AsSpan(MessageFrame.HeaderLength..length);
                _stream = _stream[length..];
                if (type == MessageType.Notification) Refused(NotificationCodec.Decode(body));
                return type;
            }

            Assert.Null(fault);
            var buffer = new byte[65536];
            var count = _socket.Receive(buffer);
            Assert.True(count > 0, "the daemon closed the session");
            _stream = [.. _stream, .. buffer.AsSpan(0, count)];
        }
    }

    [DoesNotReturn]
    private static void Refused(Notification notification) => Assert.Fail($"the daemon ended the session: {notification}");
}
