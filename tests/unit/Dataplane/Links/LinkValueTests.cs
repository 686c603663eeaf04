using Margay.Dataplane.Links;
using Margay.Netlink.Route;
using Margay.Primitives;

namespace Margay.Tests.Unit.Dataplane.Links;

public sealed class LinkValueTests
{
    private static readonly PodLinkSpec Wanted =
        new("cali1", "eth0", 1450, [IpAddr.Parse("10.65.1.2"), IpAddr.Parse("fd00::2")]);

    private static readonly PodLink Right = new(
        12, true, default, 1450, Wanted.Addresses, [PodLinkSpec.GatewayV4, PodLinkSpec.GatewayV6]);

    [Theory]
    [InlineData("default", "nginx", "calic440f455693")]
    [InlineData("kube-system", "coredns-abc", "cali3d5d6ab04b5")]
    public void Pod_links_are_named_as_calico_names_them(string ns, string pod, string expected)
    {
        Assert.Equal(expected, InterfaceName.For(ns, pod));
        Assert.True(InterfaceName.IsPodLink(expected));
    }

    [Fact]
    public void The_gateways_are_the_ones_pods_of_calico_have()
    {
        Assert.Equal("169.254.1.1", PodLinkSpec.GatewayV4.ToString());
        Assert.Equal("fe80::ecee:eeff:feee:eeee", PodLinkSpec.GatewayV6.ToString());
    }

    [Theory]
    [InlineData("eth0", 1500, true, 1500)]
    [InlineData("enp3s0", 9000, true, 9000)]
    [InlineData("eth0", 1400, false, 1500)]
    [InlineData("cali1", 1280, true, 1500)]
    [InlineData("docker0", 1280, true, 1500)]
    public void The_mtu_comes_from_network_cards_that_are_up(string name, int mtu, bool up, int expected)
    {
        var link = new Link(2, name, "", up ? LinkFlags.Up : LinkFlags.None, mtu, default, 0, 0);
        Assert.Equal(expected, MtuDetector.Detect([link], MtuDetector.NodeInterfaces));
        Assert.Equal(expected - 50, MtuDetector.Detect([link], MtuDetector.NodeInterfaces, overhead: 50));
    }

    [Fact]
    public void The_smallest_mtu_counts()
    {
        Link[] links = [Card("eth0", 1500), Card("eth1", 1420), Card("eth2", 9000)];
        Assert.Equal(1420, MtuDetector.Detect(links, MtuDetector.NodeInterfaces));

        static Link Card(string name, int mtu) => new(2, name, "", LinkFlags.Up, mtu, default, 0, 0);
    }

    [Fact]
    public void A_right_link_has_no_differences() => Assert.Empty(PodLinkCheck.Differences(Right, Wanted));

    [Fact]
    public void Every_difference_is_named()
    {
        var wrong = Right with { HostIsUp = false, Mtu = 1500, Addresses = [Wanted.Addresses[0]], Gateways = [PodLinkSpec.GatewayV6] };
        Assert.Equal(
            ["cali1 is down", "eth0 has MTU 1500, not 1450", "eth0 lacks address fd00::2", "the pod has no default route via 169.254.1.1"],
            PodLinkCheck.Differences(wrong, Wanted));
        Assert.Equal(["the veth pair cali1/eth0 is missing"], PodLinkCheck.Differences(null, Wanted));
    }
}
