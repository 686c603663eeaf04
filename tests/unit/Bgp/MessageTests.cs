using Margay.Bgp.Wire;
using Margay.Primitives;

namespace Margay.Tests.Unit.Bgp;

public sealed class MessageTests
{
    private static readonly Capability[] Every =
    [
        new Capability.MultiProtocol(AddressFamily.V4Unicast), new Capability.RouteRefresh(),
        new Capability.Role(PeerRole.Customer), new Capability.FourOctetAs(4200000000), new Capability.EnhancedRouteRefresh(),
    ];

    [Fact]
    public void An_open_is_read_as_it_was_written()
    {
        var writer = new BgpWriter();
        OpenCodec.Write(writer, new OpenMessage(4200000000, 90, IpAddr.Parse("10.0.0.1"), Every));

        Assert.True(MessageFrame.TryRead(writer.Written, out var type, out var length, out var fault));
        Assert.Equal((MessageType.Open, writer.Length, (BgpFault?)null), (type, length, fault));
        Assert.True(OpenCodec.TryDecode(writer.Written[MessageFrame.HeaderLength..], out var open, out _));
        Assert.Equal((4200000000u, (ushort)90, IpAddr.Parse("10.0.0.1")), (open.As, open.HoldTime, open.Id));
        Assert.Equal(Every, open.Capabilities);
    }

    [Fact]
    public void Capabilities_with_families_are_read_as_they_were_written()
    {
        (AddressFamily, bool)[] kept = [(AddressFamily.V4Unicast, true), (AddressFamily.V6Unicast, false)];
        (AddressFamily, bool, int)[] longer = [(AddressFamily.V6Unicast, true, 86_400)];
        (AddressFamily, AddPathMode)[] paths = [(AddressFamily.V4Unicast, AddPathMode.Send | AddPathMode.Receive)];
        var writer = new BgpWriter();
        OpenCodec.Write(writer, new OpenMessage(64512, 0, IpAddr.Parse("10.0.0.1"),
        [
            new Capability.GracefulRestart(true, true, 120, kept), new Capability.LongLivedGracefulRestart(longer),
            new Capability.AddPath(paths), new Capability.ExtendedNextHop([AddressFamily.V4Unicast]),
        ]));

        Assert.True(OpenCodec.TryDecode(writer.Written[MessageFrame.HeaderLength..], out var open, out _));
        var restart = open.Find<Capability.GracefulRestart>()!;
        Assert.Equal((true, true, 120), (restart.HasRestarted, restart.OnNotification, restart.RestartTime));
        Assert.Equal(kept, restart.Families);
        Assert.Equal(longer, open.Find<Capability.LongLivedGracefulRestart>()!.Families);
        Assert.Equal(paths, open.Find<Capability.AddPath>()!.Families);
        Assert.Equal([AddressFamily.V4Unicast], open.Find<Capability.ExtendedNextHop>()!.Families);
    }

    [Theory]
    [InlineData("03FDE8005A0A00000100", 1)]         // version 3
    [InlineData("040000005A0A00000100", 2)]         // AS 0
    [InlineData("04FDE8005A0000000000", 3)]         // identifier 0.0.0.0
    [InlineData("04FDE8005A0A00000103010100", 4)]   // authentication, which RFC 4271 took out
    [InlineData("04FDE800020A00000100", 6)]         // hold time of 2 s
    [InlineData("04FDE8005A0A000001040203FF00", 0)] // a parameter that ends early
    public void A_wrong_open_is_refused_with_the_subcode_of_its_fault(string body, byte subcode)
    {
        Assert.False(OpenCodec.TryDecode(Convert.FromHexString(body), out _, out var fault));
        Assert.Equal((NotificationCode.Open, subcode, ErrorAction.SessionReset), (fault.Code, fault.Subcode, fault.Action));
    }

    [Theory]
    [InlineData("FEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF001304", 1)]
    [InlineData("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF001404", 2)]
    [InlineData("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF100102", 2)]
    [InlineData("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF001309", 3)]
    public void A_wrong_header_is_refused_with_the_subcode_of_its_fault(string bytes, byte subcode)
    {
        Assert.False(MessageFrame.TryRead(Convert.FromHexString(bytes), out _, out _, out var fault));
        Assert.Equal((NotificationCode.MessageHeader, subcode), (fault!.Value.Code, fault.Value.Subcode));
    }

    [Fact]
    public void A_message_that_is_not_whole_yet_is_waited_for()
    {
        var writer = new BgpWriter();
        NotificationCodec.Write(writer, Notification.Of(NotificationCode.Cease, CeaseSubcode.AdministrativeReset));
        for (var length = 0; length < writer.Length; length++)
        {
            Assert.False(MessageFrame.TryRead(writer.Written[..length], out _, out _, out var fault));
            Assert.Null(fault);
        }

        Assert.Equal("cease: administrative reset", NotificationCodec.Decode(writer.Written[MessageFrame.HeaderLength..]).ToString());
        Assert.Equal("hard reset, cease: maximum number of prefixes reached", NotificationCodec.Decode([6, 9, 6, 1, 0]).ToString());
        Assert.Equal("hard reset, cease: hard reset", NotificationCodec.Decode([6, 9, 6, 9, 6, 9]).ToString());
        Assert.Equal("cease: hard reset", NotificationCodec.Decode([6, 9, 6]).ToString());
    }

    [Fact]
    public void A_route_refresh_is_read_as_it_was_written()
    {
        var writer = new BgpWriter();
        var message = new RouteRefreshMessage(AddressFamily.V6Unicast, RefreshKind.Begin);
        RouteRefreshCodec.Write(writer, message);

        Assert.True(RouteRefreshCodec.TryDecode(writer.Written[MessageFrame.HeaderLength..], out var read, out _));
        Assert.Equal(message, read);
        Assert.False(RouteRefreshCodec.TryDecode([0, 1, 0], out _, out var fault));
        Assert.Equal(NotificationCode.RouteRefresh, fault.Code);
    }

    [Fact]
    public void Mutated_opens_are_read_or_refused_and_never_throw()
    {
        var seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var writer = new BgpWriter();
        OpenCodec.Write(writer, new OpenMessage(64512, 90, IpAddr.Parse("10.0.0.1"), Every));
        var whole = writer.Written[MessageFrame.HeaderLength..].ToArray();
        for (var round = 0; round < 20_000; round++)
        {
            var body = whole[..random.Next(whole.Length + 1)];
            for (var n = random.Next(4); n > 0 && body.Length > 0; n--) body[random.Next(body.Length)] = (byte)random.Next(256);
            if (!OpenCodec.TryDecode(body, out _, out var fault))
                Assert.True(fault.Action == ErrorAction.SessionReset, $"seed {seed} round {round}");
        }
    }
}
