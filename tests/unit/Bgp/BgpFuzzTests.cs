using Margay.Bgp.Fsm;
using Margay.Bgp.Rib;
using Margay.Bgp.Wire;
using Margay.Primitives;

namespace Margay.Tests.Unit.Bgp;

/// <summary>Bytes of which nobody promised anything: whole, cut, bent, and drawn by lot. MARGAY_SOAK_MINUTES asks for more of them.</summary>
public sealed class BgpFuzzTests
{
    private const int Rounds = 20_000;

    [Fact]
    public void Every_decoder_answers_whatever_it_is_given() => Repeat((random, _) =>
    {
        ReadOnlySpan<byte> stream = Bent(random, Messages(random));
        while (MessageFrame.TryRead(stream, out var type, out var length, out var framing))
        {
            Read(random, type, stream[MessageFrame.HeaderLength..length]);
            stream = stream[length..];
        }

        var garbage = new byte[random.Next(64)];
        random.NextBytes(garbage);
        foreach (var type in Enum.GetValues<MessageType>()) Read(random, type, garbage);
    });

    [Fact]
    public void A_session_bears_every_stream_and_its_tables_stay_those_of_what_was_said() => Repeat((random, round) =>
    {
        var tables = new RibTables(_ => 0);
        var peer = tables.Add(IpAddr.Parse("10.0.0.2"));
        var (config, state) = (Config, PeerState.Initial);
        var format = default(UpdateFormat?);
        Do(new SessionEvent.Start());
        Do(new SessionEvent.Accepted(1));
        ReadOnlySpan<byte> stream = Bent(random, Messages(random));
        while (state.Connections.Length > 0 && MessageFrame.TryRead(stream, out var type, out var length, out _))
        {
            Take(type, stream[MessageFrame.HeaderLength..length]);
            stream = stream[length..];
        }

        tables.WorkOff(static _ => { });
        var counted = tables.Destinations(IpFamily.V4).Sum(destination => destination.Paths.Length);
        Assert.True(counted == peer.PathCount(IpFamily.V4), $"round {round}: {counted} paths, and {peer.PathCount(IpFamily.V4)} counted");
        if (peer.Session is not null) return;
        Assert.Equal(0, counted);

        void Take(MessageType type, ReadOnlySpan<byte> body)
        {
            BgpFault fault;
            switch (type)
            {
                case MessageType.Open:
                    Do(OpenCodec.TryDecode(body, out var open, out fault) ? new SessionEvent.Open(1, open) : new SessionEvent.Failed(1, Notification.Of(fault)));
                    break;
                case MessageType.Keepalive: Do(new SessionEvent.Keepalive(1)); break;
                case MessageType.Notification: Do(new SessionEvent.Notified(1, NotificationCodec.Decode(body))); break;
                case MessageType.Update when format is { } agreed:
                    if (!UpdateCodec.TryDecode(body, agreed, out var update, out fault)) Do(new SessionEvent.Failed(1, Notification.Of(fault)));
                    else
                    {
                        Do(new SessionEvent.Routes(1));
                        if (peer.Session is not null) tables.Receive(peer, update);
                    }

                    break;
                default: Do(new SessionEvent.Routes(1)); break;
            }
        }

        void Do(SessionEvent happened)
        {
            (state, var actions) = SessionFsm.Step(config, state, happened);
            foreach (var action in actions)
            {
                if (action is SessionAction.Up up)
                {
                    format = up.Session.Incoming;
                    tables.Establish(peer, Import, new ExportConfig { LocalAs = 64512, IsExternal = true, LocalId = config.LocalId, Format = up.Session.Outgoing }, up.Session);
                }
                else if (action is SessionAction.Down) tables.Lose(peer, keepsRoutes: false);
            }
        }
    });

    private static SessionConfig Config { get; } = new()
    {
        LocalAs = 64512,
        RemoteAs = 64513,
        LocalId = IpAddr.Parse("10.0.0.1"),
        Families = [new FamilyConfig(AddressFamily.V4Unicast, AddPathMode.Receive)],
        Passive = true,
    };

    private static ImportConfig Import { get; } = new()
    {
        LocalAs = 64512,
        RemoteAs = 64513,
        LocalId = IpAddr.Parse("10.0.0.1"),
    };

    private static void Repeat(Action<Random, int> once)
    {
        var until = int.TryParse(Environment.GetEnvironmentVariable("MARGAY_SOAK_MINUTES"), out var minutes) ? DateTime.UtcNow.AddMinutes(minutes) : DateTime.MinValue;
        var seed = Environment.TickCount;
        for (var round = 0; round < Rounds || DateTime.UtcNow < until; round++)
        {
            try
            {
                once(new Random(seed + round), seed + round);
            }
            catch (Exception failure) when (failure is not Xunit.Sdk.XunitException)
            {
                Assert.Fail($"seed {seed + round}: {failure}");
            }
        }
    }

    /// <summary>A session as a peer would speak it.</summary>
    private static byte[] Messages(Random random)
    {
        var writer = new BgpWriter();
        var updates = new RandomUpdates(random);
        var theirs = Config with
        {
            LocalAs = 64513,
            RemoteAs = 64512,
            LocalId = IpAddr.Parse("10.0.0.2"),
            RestartTime = random.Next(2) == 0 ? 120 : null,
            Families = [new FamilyConfig(AddressFamily.V4Unicast, random.Next(2) == 0 ? AddPathMode.Send : AddPathMode.None)],
        };
        OpenCodec.Write(writer, theirs.ToOpen());
        MessageFrame.WriteKeepalive(writer);
        var format = new UpdateFormat
        {
            FourOctetAs = true,
            External = true,
            V4PathIds = theirs.Families[0].AddPath == AddPathMode.Send,
        };
        for (var i = random.Next(6); i > 0; i--)
        {
            var routes = updates.Routes(IpFamily.V4, random.Next(1, 5), format.V4PathIds);
            if (random.Next(4) == 0) UpdateEncoder.Withdraw(writer, routes, format);
            else UpdateEncoder.Announce(writer, updates.Attributes(IpFamily.V4) with { LocalPref = null }, routes, format);
        }

        if (random.Next(3) == 0) UpdateEncoder.EndOfRib(writer, AddressFamily.V4Unicast);
        if (random.Next(5) == 0) RouteRefreshCodec.Write(writer, new RouteRefreshMessage(AddressFamily.V4Unicast, RefreshKind.Request));
        if (random.Next(5) == 0) NotificationCodec.Write(writer, Notification.Of(NotificationCode.Cease, (byte)random.Next(12)));
        return writer.Written.ToArray();
    }

    private static byte[] Bent(Random random, byte[] bytes)
    {
        for (var i = random.Next(4); i > 0; i--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        return random.Next(5) == 0 ? bytes[..random.Next(bytes.Length)] : bytes;
    }

    private static void Read(Random random, MessageType type, ReadOnlySpan<byte> body)
    {
        var format = new UpdateFormat
        {
            FourOctetAs = random.Next(2) == 0,
            External = random.Next(2) == 0,
            V4PathIds = random.Next(2) == 0,
        };
        var fault = default(BgpFault);
        var isRead = type switch
        {
            MessageType.Open => OpenCodec.TryDecode(body, out _, out fault),
            MessageType.Update => UpdateCodec.TryDecode(body, format, out _, out fault),
            MessageType.RouteRefresh => RouteRefreshCodec.TryDecode(body, out _, out fault),
            MessageType.Notification => body.Length < 2 || NotificationCodec.Decode(body).ToString().Length > 0,
            _ => true,
        };
        Assert.True(isRead || (fault.Action == ErrorAction.SessionReset && fault.Code is >= 1 and <= 7 && fault.Reason.Length > 0));
    }
}
