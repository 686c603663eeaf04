using Margay.Netlink;
using Margay.Netlink.Route;
using Margay.Primitives;

namespace Margay.Tests.Unit.Netlink.Route;

public sealed class AddressAndNeighbourTests
{
    [Fact]
    public void An_ipv4_address_is_its_own_peer() => Assert.Equal(
        Wire.Expected(
            "28000000 1400 0505 01000000 00000000",                      // RTM_NEWADDR, REQUEST|ACK|CREATE|REPLACE
            "02 20 00 00 03000000",                                      // AF_INET /32, link 3
            "0800 0200 0a410102",                                        // IFA_LOCAL
            "0800 0100 0a410102"),                                       // IFA_ADDRESS
        Wire.Written(writer => AddressCodec.WriteAdd(
            writer, 1, new InterfaceAddress(3, IpAddr.Parse("10.65.1.2"), 32))));

    [Fact]
    public void An_ipv6_address_skips_duplicate_detection() => Assert.Equal(
        Wire.Expected(
            "40000000 1400 0505 01000000 00000000",
            "0a 80 02 00 03000000",                                      // AF_INET6 /128, IFA_F_NODAD
            "1400 0200 fd000065000100000000000000000002",
            "1400 0100 fd000065000100000000000000000002"),
        Wire.Written(writer => AddressCodec.WriteAdd(
            writer, 1, new InterfaceAddress(3, IpAddr.Parse("fd00:65:1::2"), 128))));

    [Theory]
    [InlineData("02 18 80 00 07000000 0800 0100 c0000202 0800 0200 c0000201", "192.0.2.1", 24)]
    [InlineData("0a 40 80 fd 07000000 1400 0100 fe80000000000000ecceeefffeeeeeee", "fe80::ecce:eeff:feee:eeee", 64)]
    public void A_reported_address_is_the_local_one(string payload, string address, int length)
    {
        var header = new NetlinkHeader(0, RouteMessageType.NewAddress, 0, 0, 0);
        Assert.True(AddressCodec.TryDecode(header, Wire.Bytes(payload), out var decoded));
        Assert.Equal(new InterfaceAddress(7, IpAddr.Parse(address), length), decoded);
    }

    [Fact]
    public void A_neighbour_is_permanent() => Assert.Equal(
        Wire.Expected(
            "30000000 1c00 0505 09000000 00000000",                      // RTM_NEWNEIGH, REQUEST|ACK|CREATE|REPLACE
            "02 00 0000 03000000 8000 00 00",                            // AF_INET, link 3, NUD_PERMANENT
            "0800 0100 a9fe0101",                                        // NDA_DST 169.254.1.1
            "0a00 0200 eeeeeeeeeeee 0000"),                              // NDA_LLADDR
        Wire.Written(writer => NeighbourCodec.WriteSet(
            writer, 9, new Neighbour(3, IpAddr.Parse("169.254.1.1"), MacAddr.Parse("ee:ee:ee:ee:ee:ee")))));

    [Theory]
    [InlineData("8000", true)]
    [InlineData("0200", false)]
    public void Only_permanent_neighbours_are_decoded(string state, bool expected)
    {
        var payload = Wire.Bytes("02 00 0000 03000000", state, "00 00 0800 0100 a9fe0101 0a00 0200 eeeeeeeeeeee 0000");
        var header = new NetlinkHeader(0, RouteMessageType.NewNeighbour, 0, 0, 0);
        Assert.Equal(expected, NeighbourCodec.TryDecode(header, payload, out var neighbour));
        if (expected) Assert.Equal("169.254.1.1", neighbour.Address.ToString());
    }

    [Fact]
    public void An_error_carries_the_kernels_words()
    {
        var header = new NetlinkHeader(0, NetlinkMessageType.Error, NetlinkFlags.Capped | NetlinkFlags.AckAttributes, 7, 0);
        var payload = Wire.Bytes(
            "eaffffff",                                                  // -EINVAL
            "24000000 1800 0500 07000000 00000000",                      // the request's header
            "0b00 0100 6261642100 000000",
            "0800 0200 14000000");                                       // NLMSGERR_ATTR_OFFS 20
        payload[20] = 9;                                                 // "bad!" and NUL: 4 + 5 bytes

        Assert.True(NetlinkError.TryDecode(header, payload, out var error));

        Assert.Equal(new NetlinkError(7, 22, "bad!", 20), error);
        Assert.False(error.IsAcknowledgement);
    }

    [Fact]
    public void The_repeated_request_is_skipped_before_the_words()
    {
        var header = new NetlinkHeader(0, NetlinkMessageType.Error, NetlinkFlags.AckAttributes, 7, 0);
        var payload = Wire.Bytes(
            "feffffff",
            "1a000000 1800 0500 07000000 00000000",                      // 26 bytes, 28 with padding
            "0800 0100 ffffffffffff 0000",
            "0700 0100 6e6f00 00");
        Assert.True(NetlinkError.TryDecode(header, payload, out var error));
        Assert.Equal((2, "no"), (error.Errno, error.Text));
    }

    [Fact]
    public void Zero_is_an_acknowledgement()
    {
        var header = new NetlinkHeader(0, NetlinkMessageType.Error, 0, 7, 0);
        Assert.True(NetlinkError.TryDecode(header, new byte[20], out var error));
        Assert.True(error.IsAcknowledgement);
    }
}
