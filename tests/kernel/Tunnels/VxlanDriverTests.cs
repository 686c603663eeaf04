using Margay.Dataplane.Linux.Tunnels;
using Margay.Model.Intent;
using Margay.Primitives;
using Margay.Tests.Kernel.Tables;

namespace Margay.Tests.Kernel.Tunnels;

/// <summary>VXLAN devices, as iproute2 sees them.</summary>
public sealed class VxlanDriverTests : IDisposable
{
    private static readonly VxlanPeer Second = Peer("10.65.0.64", 2, "172.30.0.2");
    private static readonly VxlanPeer Third = Peer("10.65.0.128", 3, "172.30.0.3");

    private readonly TestNamespace _netns = new();
    private readonly VxlanDriver _driver;

    public VxlanDriverTests()
    {
        _netns.Ip("""
            link set lo up
            link add eth0 type veth peer name far0
            link set eth0 up
            link set far0 up
            addr add 172.30.0.1/24 dev eth0
            addr add fd30::1/64 dev eth0 nodad
            """);
        _driver = new VxlanDriver(_netns.Handle);
    }

    public void Dispose()
    {
        _driver.Dispose();
        _netns.Dispose();
    }

    [Fact]
    public void A_device_is_made_with_its_address_and_whoever_is_behind_it()
    {
        var report = _driver.Apply(IpFamily.V4, Intent(Second, Third), resync: false);

        Assert.True(report.IsNewDevice);
        var link = _netns.Run("ip", "-d", "addr", "show", "dev", "vxlan.calico");
        Assert.Contains("vxlan id 4096 local 172.30.0.1 dev eth0", link);
        Assert.Contains("dstport 4789 nolearning", link);
        Assert.Contains("mtu 1450", link);
        Assert.Contains("link/ether 00:00:00:00:00:01", link);
        Assert.Contains("inet 10.65.0.0/32", link);
        Assert.Contains(",UP,", link);
        Assert.Equal(2, Lines("ip", "neigh", "show", "dev", "vxlan.calico", "nud", "permanent"));
        Assert.Contains("00:00:00:00:00:03 dst 172.30.0.3 self permanent", _netns.Run("bridge", "fdb", "show", "dev", "vxlan.calico"));
    }

    [Fact]
    public void What_is_right_already_is_not_written_again_by_another_driver_either()
    {
        _driver.Apply(IpFamily.V4, Intent(Second, Third), resync: false);
        Assert.Equal(new TunnelReport(0, false), _driver.Apply(IpFamily.V4, Intent(Second, Third), resync: true));
        using var another = new VxlanDriver(_netns.Handle);
        Assert.Equal(new TunnelReport(0, false), another.Apply(IpFamily.V4, Intent(Second, Third), resync: false));
    }

    [Fact]
    public void Only_what_differs_is_written()
    {
        _driver.Apply(IpFamily.V4, Intent(Second, Third), resync: false);
        var moved = Third with { Underlay = IpAddr.Parse("172.30.0.33") };

        Assert.Equal(3, _driver.Apply(IpFamily.V4, Intent(moved), resync: false).Written);

        Assert.Equal(1, Lines("ip", "neigh", "show", "dev", "vxlan.calico", "nud", "permanent"));
        Assert.Equal("00:00:00:00:00:03 dst 172.30.0.33 self permanent", _netns.Run("bridge", "fdb", "show", "dev", "vxlan.calico").Trim());
    }

    [Fact]
    public void What_others_do_to_it_is_repaired()
    {
        _driver.Apply(IpFamily.V4, Intent(Second), resync: false);
        _netns.Ip("""
            neigh del 10.65.0.64 dev vxlan.calico
            neigh replace 10.65.0.99 lladdr 00:00:00:00:00:63 dev vxlan.calico nud permanent
            addr del 10.65.0.0/32 dev vxlan.calico
            addr add 10.65.0.5/32 dev vxlan.calico
            link set vxlan.calico mtu 1300 down
            """);

        _driver.Apply(IpFamily.V4, Intent(Second), resync: true);

        var link = _netns.Run("ip", "addr", "show", "dev", "vxlan.calico");
        Assert.Contains("mtu 1450", link);
        Assert.Contains("inet 10.65.0.0/32", link);
        Assert.DoesNotContain("10.65.0.5/32", link);
        Assert.StartsWith("10.65.0.64 ", _netns.Run("ip", "neigh", "show", "dev", "vxlan.calico", "nud", "permanent"));
        Assert.Equal(1, Lines("ip", "neigh", "show", "dev", "vxlan.calico", "nud", "permanent"));
    }

    [Fact]
    public void Another_network_is_another_device_and_no_network_is_none()
    {
        _driver.Apply(IpFamily.V4, Intent(Second), resync: false);
        Assert.True(_driver.Apply(IpFamily.V4, Intent(Second) with { Vni = 77, Port = 8472 }, resync: false).IsNewDevice);
        Assert.Contains("vxlan id 77", _netns.Run("ip", "-d", "link", "show", "vxlan.calico"));

        Assert.True(_driver.Apply(IpFamily.V4, null, resync: false).IsNewDevice);
        Assert.DoesNotContain("vxlan", _netns.Run("ip", "link", "show"));
    }

    [Fact]
    public void Both_families_have_devices_of_their_own()
    {
        _driver.Apply(IpFamily.V4, Intent(Second), resync: false);
        _driver.Apply(
            IpFamily.V6,
            new VxlanIntent(
                IpFamily.V6, 4096, 4789, IpAddr.Parse("fd30::1"), new TunnelEnd(IpAddr.Parse("fd00:65::"), MacAddr.Of(9)), 0,
                [Peer("fd00:65::40", 8, "fd30::2")]),
            resync: false);
        Assert.Contains("mtu 1430", _netns.Run("ip", "link", "show", "vxlan-v6.calico"));
        Assert.Contains("dst fd30::2", _netns.Run("bridge", "fdb", "show", "dev", "vxlan-v6.calico"));
        Assert.Equal(new TunnelReport(0, false), _driver.Apply(IpFamily.V4, Intent(Second), resync: true));
    }

    private static VxlanIntent Intent(params VxlanPeer[] peers) =>
        new(IpFamily.V4, 4096, 4789, IpAddr.Parse("172.30.0.1"), new TunnelEnd(IpAddr.Parse("10.65.0.0"), MacAddr.Of(1)), 0, peers);

    private static VxlanPeer Peer(string address, ulong mac, string node) =>
        new(new TunnelEnd(IpAddr.Parse(address), MacAddr.Of(mac)), IpAddr.Parse(node));

    private int Lines(string program, params string[] arguments) =>
        _netns.Run(program, arguments).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length;
}
