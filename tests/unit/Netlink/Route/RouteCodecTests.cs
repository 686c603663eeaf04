using Margay.Netlink;
using Margay.Netlink.Route;
using Margay.Primitives;

namespace Margay.Tests.Unit.Netlink.Route;

public sealed class RouteCodecTests
{
    private static readonly KernelRoute PodRoute = new()
    {
        Destination = Cidr.Parse("10.65.1.2/32"),
        Metric = 1024,
        Protocol = RouteProtocol.Margay,
        Scope = RouteScope.Link,
        LinkIndex = 12,
    };

    [Fact]
    public void A_route_to_a_device_refuses_to_take_anothers_place() => Assert.Equal(
        Wire.Expected(
            "3c000000 1800 0106 01000000 00000000",                      // RTM_NEWROUTE, REQUEST|CREATE|EXCL
            "02 20 00 00 00 b1 fd 01 00000000",                          // AF_INET /32, protocol 177, link scope, unicast
            "0800 0f00 fe000000",                                        // RTA_TABLE main
            "0800 0100 0a410102",                                        // RTA_DST
            "0800 0600 00040000",                                        // RTA_PRIORITY 1024
            "0800 0400 0c000000"),                                       // RTA_OIF 12
        Wire.Written(writer => RouteCodec.WriteAdd(writer, 1, PodRoute, RouteConflict.Refuse)));

    [Fact]
    public void Every_property_of_a_gateway_route_is_written() => Assert.Equal(
        Wire.Expected(
            "58000000 1800 0105 02000000 00000000",                      // REQUEST|CREATE|REPLACE
            "02 1a 00 00 00 b1 00 01 04000000",                          // RTNH_F_ONLINK
            "0800 0f00 fe000000",
            "0800 0100 0a410200",
            "0800 0600 00040000",
            "0800 0400 03000000",
            "0800 0500 c0000202",                                        // RTA_GATEWAY
            "0800 0700 c0000201",                                        // RTA_PREFSRC
            "0c00 0880 0800 0200 78050000"),                             // RTA_METRICS { RTAX_MTU 1400 }
        Wire.Written(writer => RouteCodec.WriteAdd(
            writer,
            2,
            new KernelRoute
            {
                Destination = Cidr.Parse("10.65.2.0/26"),
                Metric = 1024,
                Protocol = RouteProtocol.Margay,
                LinkIndex = 3,
                Gateway = IpAddr.Parse("192.0.2.2"),
                PreferredSource = IpAddr.Parse("192.0.2.1"),
                Mtu = 1400,
                IsOnLink = true,
            },
            RouteConflict.Replace)));

    [Fact]
    public void Several_next_hops_are_nested_each_with_its_own_header() => Assert.Equal(
        Wire.Expected(
            "58000000 1800 0105 02000000 00000000",
            "02 1a 00 00 00 b1 00 01 00000000",
            "0800 0f00 fe000000",
            "0800 0100 0a410200",
            "0800 0600 00040000",
            "2400 0980",                                                 // RTA_MULTIPATH
            "1000 00 00 00000000 0800 0500 c0000202",                    // rtnexthop of 16 bytes, any link
            "1000 04 00 03000000 0800 0500 c0000203"),                   // RTNH_F_ONLINK behind link 3
        Wire.Written(writer => RouteCodec.WriteAdd(
            writer,
            2,
            new KernelRoute
            {
                Destination = Cidr.Parse("10.65.2.0/26"),
                Metric = 1024,
                Protocol = RouteProtocol.Margay,
                Hops = [new RouteHop(IpAddr.Parse("192.0.2.2"), 0), new RouteHop(IpAddr.Parse("192.0.2.3"), 3, IsOnLink: true)],
            },
            RouteConflict.Replace)));

    [Fact]
    public void The_route_to_an_address_is_asked_for_as_it_stands_in_its_table() => Assert.Equal(
        Wire.Expected("24000000 1a00 0100 05000000 00000000", "02 20 00 00 00 00 00 00 00200000", "0800 0100 0a410102"),
        Wire.Written(writer => RouteCodec.WriteGet(writer, 5, IpAddr.Parse("10.65.1.2"))));

    [Fact]
    public void Next_hops_that_are_cut_short_are_left_out()
    {
        var payload = Wire.Bytes(
            "02 20 00 00 fe b1 00 01 00000000", "0800 0100 0a410102",
            "2000 0900", "1000 00 00 02000000 0800 0500 c0000202", "1400 00 00 03000000 0800 0500");
        Assert.True(RouteCodec.TryDecode(new NetlinkHeader(0, RouteMessageType.NewRoute, 0, 0, 0), payload, out var route));
        Assert.Equal([new RouteHop(IpAddr.Parse("192.0.2.2"), 2)], route.Hops);
    }

    [Fact]
    public void An_ipv6_blackhole_needs_no_link() => Assert.Equal(
        Wire.Expected(
            "40000000 1800 0106 03000000 00000000",
            "0a 7a 00 00 00 b1 00 06 00000000",
            "0800 0f00 fe000000",
            "1400 0100 fd000065000000000000000000000000",
            "0800 0600 00040000"),
        Wire.Written(writer => RouteCodec.WriteAdd(
            writer,
            3,
            new KernelRoute
            {
                Destination = Cidr.Parse("fd00:65::/122"),
                Metric = 1024,
                Protocol = RouteProtocol.Margay,
                Type = RouteType.Blackhole,
            },
            RouteConflict.Refuse)));

    [Fact]
    public void A_deletion_names_our_protocol_and_any_scope() => Assert.Equal(
        Wire.Expected(
            "3c000000 1900 0100 04000000 00000000",
            "02 20 00 00 00 b1 ff 01 00000000",
            "0800 0f00 fe000000 0800 0100 0a410102 0800 0600 00040000 0800 0400 0c000000"),
        Wire.Written(writer => RouteCodec.WriteDelete(writer, 4, PodRoute)));

    [Fact]
    public void A_dump_is_filtered_by_protocol_and_table() => Assert.Equal(
        Wire.Expected(
            "24000000 1a00 0103 05000000 00000000", "0a 00 00 00 00 b1 00 00 00000000", "0800 0f00 fe000000"),
        Wire.Written(writer => RouteCodec.WriteDump(writer, 5, IpFamily.V6, RouteProtocol.Margay)));

    [Fact]
    public void A_written_route_reads_back_as_itself()
    {
        KernelRoute[] routes =
        [
            PodRoute,
            PodRoute with { Destination = Cidr.Parse("0.0.0.0/0"), Gateway = IpAddr.Parse("169.254.1.1"), Scope = RouteScope.Universe },
            PodRoute with { Destination = Cidr.Parse("fd00::/64"), Scope = RouteScope.Universe, Mtu = 1280, Table = 100_000 },
            PodRoute with { LinkIndex = 0, Hops = [new RouteHop(IpAddr.Parse("192.0.2.2"), 2), new RouteHop(IpAddr.Parse("192.0.2.3"), 3, true)] },
            PodRoute with { Type = RouteType.Blackhole, LinkIndex = 0, PreferredSource = IpAddr.Parse("10.0.0.1") },
        ];
        foreach (var route in routes)
        {
            var writer = new NetlinkWriter();
            RouteCodec.WriteAdd(writer, 1, route, RouteConflict.Refuse);
            var messages = new MessageReader(writer.Written);
            Assert.True(messages.TryReadNext(out var header, out var payload));
            Assert.True(RouteCodec.TryDecode(header, payload, out var decoded));
            Assert.Equal(route, decoded);
        }
    }

    [Fact]
    public void An_ipv6_blackhole_that_the_kernel_reports_on_lo_has_no_link()
    {
        var payload = Wire.Bytes(
            "0a 7a 00 00 fe b1 00 06 00000000",
            "0800 0f00 fe000000",
            "1400 0100 fd000065000000000000000000000000",
            "0800 0600 00040000",
            "0800 0400 01000000",                                        // RTA_OIF lo
            "2400 0c00", new string('0', 64),                            // RTA_CACHEINFO
            "0500 1400 00 000000");                                      // RTA_PREF
        var header = new NetlinkHeader(0, RouteMessageType.NewRoute, 0, 0, 0);

        Assert.True(RouteCodec.TryDecode(header, payload, out var route));

        Assert.Equal(
            new KernelRoute
            {
                Destination = Cidr.Parse("fd00:65::/122"),
                Metric = 1024,
                Protocol = RouteProtocol.Margay,
                Type = RouteType.Blackhole,
            },
            route);
    }

    [Theory]
    [InlineData("07 00 00 00 fe b1 00 01 00000000")]                     // a family that is none of ours
    [InlineData("02 21 00 00 fe b1 00 01 00000000")]                     // an IPv4 prefix of 33 bits
    [InlineData("02 20 00 00 fe b1 00 01 00000000 1400 0100 fd000065000000000000000000000000")]
    [InlineData("02 20 00 00 fe b1 00")]
    public void A_route_that_makes_no_sense_is_left_out(string payload) => Assert.False(
        RouteCodec.TryDecode(new NetlinkHeader(0, RouteMessageType.NewRoute, 0, 0, 0), Wire.Bytes(payload), out _));
}
