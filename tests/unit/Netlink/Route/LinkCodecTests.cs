using Margay.Netlink;
using Margay.Netlink.Route;
using Margay.Primitives;

namespace Margay.Tests.Unit.Netlink.Route;

public sealed class LinkCodecTests
{
    private static readonly MacAddr HostMac = MacAddr.Parse("ee:ee:ee:ee:ee:ee");

    [Fact]
    public void A_veth_is_made_with_its_far_end_born_in_another_namespace() => Assert.Equal(
        Wire.Expected(
            "7c000000 1000 0506 01000000 00000000",                      // RTM_NEWLINK, REQUEST|ACK|CREATE|EXCL
            "0000 0000 00000000 00000000 00000000",                      // ifinfomsg
            "0a00 0300 63616c693100 0000",                               // IFLA_IFNAME cali1
            "0800 0400 78050000",                                        // IFLA_MTU 1400
            "0a00 0100 eeeeeeeeeeee 0000",                               // IFLA_ADDRESS
            "3c00 1280",                                                 // IFLA_LINKINFO, nested
            "0900 0100 7665746800 000000",                               //   IFLA_INFO_KIND veth
            "2c00 0280 2800 0180",                                       //   IFLA_INFO_DATA, VETH_INFO_PEER
            "0000 0000 00000000 00000000 00000000",                      //     ifinfomsg
            "0900 0300 6574683000 000000",                               //     IFLA_IFNAME eth0
            "0800 1c00 07000000"),                                       //     IFLA_NET_NS_FD 7
        Wire.Written(writer => LinkCodec.WriteCreateVeth(
            writer, 1, new VethEnd("cali1", 1400, HostMac), new VethEnd("eth0", NetnsFd: 7))));

    [Fact]
    public void A_bridge_needs_only_its_kind() => Assert.Equal(
        Wire.Expected(
            "38000000 1000 0506 02000000 00000000",
            "0000 0000 00000000 00000000 00000000",
            "0800 0300 62723000",                                        // IFLA_IFNAME br0
            "1000 1280 0b00 0100 62726964676500 00"),                    // IFLA_LINKINFO { kind bridge }
        Wire.Written(writer => LinkCodec.WriteCreateBridge(writer, 2, "br0")));

    [Fact]
    public void A_vxlan_device_does_not_learn() => Assert.Equal(
        Wire.Expected(
            "6c000000 1000 0506 03000000 00000000",
            "0000 0000 00000000 00000000 00000000",
            "0700 0300 767800 00",                                       // IFLA_IFNAME vx
            "0800 0400 aa050000",                                        // IFLA_MTU 1450
            "3c00 1280 0a00 0100 76786c616e00 0000",                     // IFLA_LINKINFO { kind vxlan
            "2c00 0280",                                                 //   IFLA_INFO_DATA
            "0800 0100 00100000",                                        //     id 4096
            "0800 0300 02000000",                                        //     link 2
            "0800 0400 0acd0001",                                        //     local 10.205.0.1
            "0500 0700 00 000000",                                       //     learning off
            "0600 0f00 12b5 0000"),                                      //     port 4789 in network order
        Wire.Written(writer => LinkCodec.WriteCreateVxlan(
            writer, 3, new VxlanSpec("vx", 4096, IpAddr.Parse("10.205.0.1"), ParentIndex: 2, Mtu: 1450))));

    [Fact]
    public void An_ipip_device_has_no_ends_of_its_own() => Assert.Equal(
        Wire.Expected(
            "3c000000 1000 0506 03000000 00000000",
            "0000 0000 00000000 00000000 00000000",
            "0a00 0300 74756e6c3000 0000",                               // IFLA_IFNAME tunl0
            "1000 1280 0900 0100 6970697000 000000"),                    // IFLA_LINKINFO { kind ipip }
        Wire.Written(writer => LinkCodec.WriteCreateIpip(writer, 3, "tunl0")));

    [Theory]
    [InlineData("margay", "0a00 1400 6d6172676179 0000")]
    [InlineData("", "0400 1400")]
    public void An_alias_is_written_without_its_end_and_removed_by_an_empty_one(string alias, string attribute) => Assert.Equal(
        Wire.Expected(alias == "" ? "24000000" : "2c000000", "1300 0500 04000000 00000000", "0000 0000 09000000 00000000 00000000", attribute),
        Wire.Written(writer => LinkCodec.WriteChange(writer, 4, 9, new LinkChange(Alias: alias))));

    [Theory]
    [InlineData(true, "01000000")]
    [InlineData(false, "00000000")]
    public void Up_and_down_change_one_flag_only(bool up, string flags) => Assert.Equal(
        Wire.Expected("20000000 1300 0500 04000000 00000000", "0000 0000 09000000", flags, "01000000"),
        Wire.Written(writer => LinkCodec.WriteChange(writer, 4, 9, new LinkChange(IsUp: up))));

    [Fact]
    public void A_change_writes_only_what_it_names() => Assert.Equal(
        Wire.Expected(
            "44000000 1300 0500 05000000 00000000",
            "0000 0000 09000000 00000000 00000000",
            "0900 0300 6574683100 000000",                               // IFLA_IFNAME eth1
            "0800 0400 dc050000",                                        // IFLA_MTU 1500
            "0800 0a00 03000000",                                        // IFLA_MASTER 3
            "0800 1c00 08000000"),                                       // IFLA_NET_NS_FD 8
        Wire.Written(writer => LinkCodec.WriteChange(
            writer, 5, 9, new LinkChange(Name: "eth1", Mtu: 1500, Master: 3, NetnsFd: 8))));

    [Fact]
    public void A_link_is_asked_for_by_name_without_statistics() => Assert.Equal(
        Wire.Expected(
            "34000000 1200 0100 06000000 00000000",
            "0000 0000 00000000 00000000 00000000",
            "0900 0300 6574683000 000000",
            "0800 1d00 08000000"),                                       // IFLA_EXT_MASK RTEXT_FILTER_SKIP_STATS
        Wire.Written(writer => LinkCodec.WriteGet(writer, 6, "eth0")));

    [Fact]
    public void A_reported_veth_is_decoded()
    {
        var payload = Wire.Bytes(
            "0000 0100 0c000000 43100100 00000000",                      // index 12; up, running, lower up, …
            "0a00 0300 63616c693100 0000",
            "0800 0400 78050000",
            "0a00 0100 eeeeeeeeeeee 0000",
            "0800 0500 02000000",                                        // IFLA_LINK: the other end is 2
            "0800 0a00 05000000",                                        // IFLA_MASTER
            "1000 1200 0900 0100 7665746800 000000");                    // IFLA_LINKINFO { kind veth }

        Assert.True(LinkCodec.TryDecode(Header(RouteMessageType.NewLink), payload, out var link));

        Assert.Equal(
            new Link(12, "cali1", "veth", (LinkFlags)0x11043, 1400, HostMac, 5, 2), link);
        Assert.True(link.IsUp);
    }

    [Fact]
    public void Other_messages_and_short_ones_are_no_links()
    {
        Assert.False(LinkCodec.TryDecode(Header(RouteMessageType.NewRoute), new byte[32], out _));
        Assert.False(LinkCodec.TryDecode(Header(RouteMessageType.NewLink), new byte[15], out _));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Hostile_bytes_never_throw(int seed)
    {
        foreach (var bytes in Wire.Noise(seed))
        {
            LinkCodec.TryDecode(Header(RouteMessageType.NewLink), bytes, out _);
            AddressCodec.TryDecode(Header(RouteMessageType.NewAddress), bytes, out _);
            NeighbourCodec.TryDecode(Header(RouteMessageType.NewNeighbour), bytes, out _);
            RouteCodec.TryDecode(Header(RouteMessageType.NewRoute), bytes, out _);
            NetlinkError.TryDecode(Header(NetlinkMessageType.Error) with { Flags = 0x200 }, bytes, out _);
            NetlinkError.TryDecode(Header(NetlinkMessageType.Done) with { Flags = 0x300 }, bytes, out _);
        }
    }

    private static NetlinkHeader Header(ushort type) => new(0, type, 0, 0, 0);
}
