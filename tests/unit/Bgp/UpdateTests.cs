using Margay.Bgp.Wire;
using Margay.Primitives;

namespace Margay.Tests.Unit.Bgp;

public sealed class UpdateTests
{
    private static readonly UpdateFormat Internal = new() { FourOctetAs = true };

    [Fact]
    public void Random_routes_are_read_as_they_were_written()
    {
        var seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var updates = new RandomUpdates(random);
        for (var round = 0; round < 500; round++)
        {
            var family = random.Next(2) == 0 ? IpFamily.V4 : IpFamily.V6;
            var pathIds = random.Next(2) == 0;
            var format = Internal with { V4PathIds = pathIds, V6PathIds = pathIds };
            var attributes = updates.Attributes(family == IpFamily.V6 || random.Next(4) == 0 ? IpFamily.V6 : IpFamily.V4);
            var routes = updates.Routes(family, 1 + random.Next(2000), pathIds);
            var writer = new BgpWriter();
            Assert.True(UpdateEncoder.Announce(writer, attributes, routes, format));
            UpdateEncoder.Withdraw(writer, routes, format);

            List<Nlri> announced = [], withdrawn = [];
            foreach (var update in ReadAll(writer.Written, format))
            {
                withdrawn.AddRange(update.Withdrawn);
                foreach (var (read, prefixes) in update.Announced)
                {
                    Assert.True(attributes == read, $"seed {seed} round {round}: {attributes} and {read}");
                    announced.AddRange(prefixes);
                }
            }

            Assert.Equal(routes, announced);
            Assert.Equal(routes, withdrawn);
        }
    }

    [Theory]
    [InlineData("ipv4 unicast", "00000000")]
    [InlineData("ipv6 unicast", "00000007900F0003000201")]
    public void The_end_of_a_flood_is_one_message_of_its_own(string family, string body)
    {
        var which = family == "ipv4 unicast" ? AddressFamily.V4Unicast : AddressFamily.V6Unicast;
        var writer = new BgpWriter();
        UpdateEncoder.EndOfRib(writer, which);

        Assert.Equal(body, Convert.ToHexString(writer.Written[MessageFrame.HeaderLength..]));
        Assert.Equal(which, Assert.Single(ReadAll(writer.Written, Internal)).EndOfRib);
    }

    [Fact]
    public void Local_preference_and_reflection_stay_inside_the_AS()
    {
        var attributes = new PathAttributes
        {
            AsPath = AsPath.Of(64512),
            NextHop = IpAddr.Parse("10.0.0.1"),
            LocalPref = 200,
            OriginatorId = IpAddr.Parse("10.0.0.9"),
            ClusterList = [1],
        };
        var external = Internal with { External = true };
        var writer = new BgpWriter();
        UpdateEncoder.Announce(writer, attributes, [new Nlri(Cidr.Parse("10.65.0.0/26"))], external);

        var read = Assert.Single(Assert.Single(ReadAll(writer.Written, external)).Announced).Attributes;
        Assert.Equal(attributes with { LocalPref = null, OriginatorId = default, ClusterList = [] }, read);
    }

    [Fact]
    public void A_long_number_goes_through_a_peer_that_knows_two_octets()
    {
        var attributes = new PathAttributes
        {
            AsPath = AsPath.Of(64512, 4200000000),
            NextHop = IpAddr.Parse("10.0.0.1"),
            Aggregator = new Aggregator(4200000000, IpAddr.Parse("10.0.0.9")),
        };
        var two = new UpdateFormat { External = true };
        var writer = new BgpWriter();
        UpdateEncoder.Announce(writer, attributes, [new Nlri(Cidr.Parse("10.65.0.0/26"))], two);

        Assert.Equal(attributes, Assert.Single(Assert.Single(ReadAll(writer.Written, two)).Announced).Attributes);
    }

    [Theory]
    [InlineData("64512 23456 23456", "4200000000 4200000001", "64512 4200000000 4200000001")]
    [InlineData("23456", "4200000000 4200000001", "23456")] // longer than the path: not believed
    [InlineData("64512 64513", "", "64512 64513")]
    public void Paths_of_two_and_four_octets_become_one(string two, string four, string expected)
    {
        var path = AsPathCodec.Merge(PathOf(two), PathOf(four));
        Assert.Equal(expected, path.ToString());
    }

    [Fact]
    public void Attributes_that_leave_no_room_for_a_prefix_are_not_sent()
    {
        var attributes = new PathAttributes { NextHop = IpAddr.Parse("10.0.0.1"), Communities = new ValueArray<uint>(new uint[1020]) };
        var writer = new BgpWriter();

        Assert.False(UpdateEncoder.Announce(writer, attributes, [new Nlri(Cidr.Parse("10.65.0.0/26"))], Internal));
        Assert.Equal(0, writer.Length);
    }

    [Fact]
    public void A_path_is_prepended_counted_and_matched()
    {
        var path = new AsPath([new AsPathSegment(SegmentKind.Set, [64514, 64515])]).Prepend(64513).Prepend(64512, 64512);

        Assert.Equal("64512 64512 64513 {64514 64515}", path.ToString());
        Assert.Equal((4, 64512u, 0u, 2, 1), (path.Length, path.First, path.Origin, path.Occurrences(64512), path.Occurrences(64515)));
        Assert.True(path.StartsWith([64512, 64512]));
        Assert.False(path.StartsWith([64513]));
        Assert.Equal(2, AsPath.Of(new uint[255]).Prepend(1).Segments.Count);
    }

    [Fact]
    public void Mutated_updates_are_read_or_refused_and_never_throw()
    {
        var seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var updates = new RandomUpdates(random);
        var writer = new BgpWriter();
        for (var round = 0; round < 20_000; round++)
        {
            var family = random.Next(2) == 0 ? IpFamily.V4 : IpFamily.V6;
            var format = new UpdateFormat { FourOctetAs = random.Next(2) == 0, External = random.Next(2) == 0, V4PathIds = random.Next(2) == 0 };
            writer.Clear();
            UpdateEncoder.Announce(writer, updates.Attributes(family), updates.Routes(family, 3, format.V4PathIds), format);
            var body = writer.Written[MessageFrame.HeaderLength..].ToArray();
            for (var n = random.Next(4); n > 0; n--) body[random.Next(body.Length)] = (byte)random.Next(256);
            if (random.Next(4) == 0) body = body[..random.Next(body.Length)];
            var whole = UpdateCodec.TryDecode(body, format, out var update, out var fault);
            Assert.True(whole == (fault.Action != ErrorAction.SessionReset), $"seed {seed} round {round}: {fault}");
            if (fault.Action == ErrorAction.TreatAsWithdraw) Assert.Empty(update!.Announced);
        }
    }

    private static AsPath PathOf(string text) => AsPath.Of([.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(uint.Parse)]);

    private static List<UpdateMessage> ReadAll(ReadOnlySpan<byte> stream, UpdateFormat format)
    {
        var updates = new List<UpdateMessage>();
        while (MessageFrame.TryRead(stream, out var type, out var length, out var header))
        {
            Assert.Equal((MessageType.Update, (BgpFault?)null), (type, header));
            Assert.True(UpdateCodec.TryDecode(stream[MessageFrame.HeaderLength..length], format, out var update, out var fault), fault.Reason);
            Assert.Equal(ErrorAction.None, fault.Action);
            updates.Add(update);
            stream = stream[length..];
        }

        Assert.True(stream.IsEmpty);
        return updates;
    }
}
