using Margay.Dataplane.Links;
using Margay.Primitives;

namespace Margay.Tests.Unit.Dataplane.Links;

public sealed class NodeAddressChoiceTests
{
    private static readonly HeldAddress[] Held =
    [
        Of("lo", "127.0.0.1"), Of("lo", "::1"), Of("lo", "203.0.113.1"),
        Of("docker0", "172.17.0.1"), Of("cali0123456789a", "169.254.1.1"), Of("vxlan.calico", "10.65.0.0"), Of("nodelocaldns", "10.0.0.9"),
        Of("eth0", "169.254.7.7"), Of("eth0", "fe80::1"), Of("eth0", "192.0.2.1"), Of("eth0", "192.0.2.2"),
        Of("eth1", "198.51.100.1"), Of("eth1", "2001:db8:1::1"),
        Of("bond0.7", "10.7.0.1"), Of("bond0.7", "2001:db8:7::1"),
    ];

    [Theory]
    [InlineData("first-found", "192.0.2.1", "2001:db8:1::1")]
    [InlineData("interface=eth1", "198.51.100.1", "2001:db8:1::1")]
    [InlineData("interface=eth.*", "192.0.2.1", "2001:db8:1::1")]
    [InlineData("interface=bond0, eth1", "198.51.100.1", "2001:db8:1::1")]
    [InlineData(@"interface=^bond\d\.7$", "10.7.0.1", "2001:db8:7::1")]
    [InlineData("interface=lo$", "203.0.113.1", "")]
    [InlineData("interface=eth9", "", "")]
    [InlineData("skip-interface=eth0", "198.51.100.1", "2001:db8:1::1")]
    [InlineData("skip-interface=eth0,th1", "10.7.0.1", "2001:db8:7::1")]
    [InlineData("skip-interface=.", "", "")]
    [InlineData("cidr=10.0.0.0/8", "10.65.0.0", "")]
    [InlineData("cidr=198.51.100.0/24,10.7.0.0/16,2001:db8:7::/48", "198.51.100.1", "2001:db8:7::1")]
    [InlineData("cidr=192.0.2.2", "192.0.2.2", "")]
    [InlineData("cidr=169.254.0.0/16", "", "")]
    public void The_first_that_fits_is_the_nodes(string method, string v4, string v6)
    {
        Assert.True(AutodetectionMethod.TryParse(method, out var parsed, out _));
        Assert.Equal((v4, v6), (Text(parsed, IpFamily.V4), Text(parsed, IpFamily.V6)));
    }

    [Theory]
    [InlineData("docker0")]
    [InlineData("cbr0")]
    [InlineData("dummy0")]
    [InlineData("podman1")]
    [InlineData("virbr0")]
    [InlineData("lxcbr0")]
    [InlineData("veth1")]
    [InlineData("lo")]
    [InlineData("br-0a1b")]
    [InlineData("cali1")]
    [InlineData("tunl0")]
    [InlineData("flannel.1")]
    [InlineData("kube-ipvs0")]
    [InlineData("cni0")]
    [InlineData("vxlan.calico")]
    [InlineData("vxlan-v6.calico")]
    [InlineData("wireguard.cali")]
    [InlineData("wg-v6.cali")]
    [InlineData("nodelocaldns")]
    public void Interfaces_of_others_are_not_the_nodes(string name)
    {
        HeldAddress[] held = [Of(name, "192.0.2.9"), Of("br0", "192.0.2.1")];
        Assert.Equal(IpAddr.Parse("192.0.2.1"), NodeAddressChoice.Of(new AutodetectionMethod.FirstFound(), IpFamily.V4, held));
    }

    [Theory]
    [InlineData("kubernetes-internal-ip")]
    [InlineData("can-reach=192.0.2.1")]
    [InlineData("can-reach=example.com")]
    public void Methods_that_ask_others_are_read(string text) => Assert.True(AutodetectionMethod.TryParse(text, out _, out _));

    [Theory]
    [InlineData("")]
    [InlineData("first-found=eth0")]
    [InlineData("can-reach")]
    [InlineData("can-reach=")]
    [InlineData("interface=")]
    [InlineData("interface=,")]
    [InlineData("interfaces=eth0")]
    public void What_is_no_method_is_answered_with_all_of_them(string text)
    {
        Assert.False(AutodetectionMethod.TryParse(text, out _, out var problem));
        Assert.Equal($"'{text}' is no method: write {AutodetectionMethod.Grammar}", problem);
    }

    [Theory]
    [InlineData("interface=eth0,(", "'(' is no regular expression for interfaces: write one without look-around and back-references")]
    [InlineData("skip-interface=(?=a)", "'(?=a)' is no regular expression for interfaces: write one without look-around and back-references")]
    [InlineData("cidr=10.0.0.0/8,ten", "'ten' is no address range: write it as in 10.0.0.0/16 or 2001:db8::/64")]
    public void A_wrong_part_is_named(string text, string expected)
    {
        Assert.False(AutodetectionMethod.TryParse(text, out _, out var problem));
        Assert.Equal(expected, problem);
    }

    private static HeldAddress Of(string name, string address) => new(name, IpAddr.Parse(address));

    private static string Text(AutodetectionMethod method, IpFamily family) =>
        NodeAddressChoice.Of(method, family, Held) is { IsNone: false } address ? address.ToString() : "";
}
