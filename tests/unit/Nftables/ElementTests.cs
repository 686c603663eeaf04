using Margay.Dataplane.Tables;
using Margay.Netlink;
using Margay.Netlink.Nftables;
using Margay.Primitives;

namespace Margay.Tests.Unit.Nftables;

public sealed class ElementTests
{
    private static readonly NftSet V4Ranges = new("r", SetKey.Of(NftDataType.Ipv4Address), IsInterval: true);
    private static readonly NftSet V6Ranges = new("r", SetKey.Of(NftDataType.Ipv6Address), IsInterval: true);
    private static readonly NftSet Ports = new("p", SetKey.Of(NftDataType.Port), IsInterval: true);
    private static readonly NftSet Services = new("s", SetKey.Of(NftDataType.Ipv6Address, NftDataType.Protocol, NftDataType.Port));
    private static readonly NftSet Sources = new("i", SetKey.Of(NftDataType.InterfaceName, NftDataType.Ipv4Address));
    private static readonly NftSet Verdicts = new("m", SetKey.Of(NftDataType.InterfaceName), IsVerdictMap: true);

    public static TheoryData<NftSet, SetElement[]> Sets() => new()
    {
        { new NftSet("a", SetKey.Of(NftDataType.Ipv4Address)), [Address("10.0.0.1"), Address("255.255.255.255"), Address("0.0.0.0")] },
        { V4Ranges, [Range("10.0.0.0/24"), Range("10.0.1.0/24"), Range("192.0.2.7/32"), Range("224.0.0.0/3")] },
        { V4Ranges, [Range("0.0.0.0/0")] },
        { V4Ranges, [Range("0.0.0.0/8"), Range("255.255.255.255/32")] },
        { V6Ranges, [Range("::/0")] },
        { V6Ranges, [Range("fd00::/64"), Range("fd00:0:0:1::/64"), Range("ffff::/16")] },
        { Ports, [new SetElement.Ports(new(80, 80)), new SetElement.Ports(new(443, 443)), new SetElement.Ports(new(65000, 65535))] },
        { Services, [new SetElement.Service(IpAddr.Parse("fd00::1"), IpProtocol.Sctp, 7000)] },
        { Sources, [new SetElement.InterfaceAddress("cali0a1b2c3d4e5", IpAddr.Parse("10.0.0.1"))] },
        { Verdicts, [new SetElement.InterfaceVerdict("calia", Verdict.Accept), new SetElement.InterfaceVerdict("calib", Verdict.Goto("to-calib"))] },
    };

    [Theory]
    [MemberData(nameof(Sets))]
    public void Elements_read_back_as_they_were_written(NftSet set, SetElement[] elements) =>
        Assert.Equal(elements.ToHashSet(), Collect(set, Payload(set, elements)));

    [Fact]
    public void An_end_without_a_beginning_bounds_nothing() =>
        Assert.Equal(new HashSet<SetElement> { Range("10.0.0.0/8") }, Collect(V4Ranges, Bounds((0, true), (10, false), (11, true))));

    [Fact]
    public void A_beginning_inside_a_range_is_nothing_we_wrote() => Assert.Null(Collect(V4Ranges, Bounds((10, false), (11, false), (12, true))));

    [Fact]
    public void Bounds_may_come_in_any_order() =>
        Assert.Equal(
            new HashSet<SetElement> { Range("10.0.0.0/8"), Range("11.0.0.0/8") },
            Collect(V4Ranges, Bounds((12, true), (11, false), (11, true), (10, false))));

    [Theory]
    [InlineData("10.0.0.0/8", "10.0.0.0/8")]
    [InlineData("10.0.0.1/32", "10.0.0.1")]
    [InlineData("0.0.0.0/0", "0.0.0.0/0")]
    [InlineData("::/0", "::/0")]
    public void A_range_that_is_a_prefix_prints_as_one(string prefix, string text) => Assert.Equal(text, Range(prefix).ToString());

    [Fact]
    public void A_range_that_is_no_prefix_prints_its_ends() =>
        Assert.Equal("10.0.0.1-10.0.0.2", new SetElement.AddressRange(IpAddr.Parse("10.0.0.1"), IpAddr.Parse("10.0.0.2")).ToString());

    private static SetElement.Address Address(string text) => new(IpAddr.Parse(text));

    private static SetElement.AddressRange Range(string text) => SetElement.AddressRange.Of(Cidr.Parse(text));

    private static IReadOnlySet<SetElement>? Collect(NftSet set, byte[] payload)
    {
        var collector = new ElementCollector(set);
        collector.Add(payload);
        return collector.Finish();
    }

    private static byte[] Payload(NftSet set, SetElement[] elements)
    {
        var writer = new NetlinkWriter();
        _ = new TableEncoder(writer, "t", new TablePlan([new TableOp.AddElements(set, elements)]), 1);
        return ElementsOf(writer);
    }

    /// <summary>Bounds of ranges of IPv4 addresses by their first octet.</summary>
    private static byte[] Bounds(params (byte Octet, bool IsEnd)[] bounds)
    {
        var writer = new NetlinkWriter();
        writer.Begin(NftMessageType.NewElements, 0, 1);
        default(NfHeader).Write(writer);
        var list = writer.BeginNest(3);
        foreach (var (octet, isEnd) in bounds)
        {
            var element = writer.BeginNest(1);
            var key = writer.BeginNest(1);
            writer.Put(1, [octet, 0, 0, 0]);
            writer.EndNest(key);
            writer.PutU32Be(3, isEnd ? 1u : 0);
            writer.EndNest(element);
        }

        writer.EndNest(list);
        writer.End();
        return ElementsOf(writer);
    }

    private static byte[] ElementsOf(NetlinkWriter writer)
    {
        var messages = new MessageReader(writer.Written);
        while (messages.TryReadNext(out var header, out var payload))
        {
            if (header.Type == NftMessageType.NewElements) return payload.ToArray();
        }

        return [];
    }
}
