using Margay.Ipam;
using Margay.Primitives;

namespace Margay.Tests.Unit.Ipam;

public sealed class IpamNamesTests
{
    [Theory]
    [InlineData("10.65.0.0/26", "10-65-0-0-26")]
    [InlineData("fd00:10:65::40/122", "fd00-10-65--40-122")]
    public void A_block_is_named_by_its_range(string cidr, string name) => Assert.Equal(name, IpamNames.OfBlock(Cidr.Parse(cidr)));

    [Fact]
    public void An_affinity_is_named_by_node_and_block() =>
        Assert.Equal("n1.example-10-65-0-0-26", IpamNames.OfAffinity("n1.example", Cidr.Parse("10.65.0.0/26")));

    [Fact]
    public void A_name_that_would_be_too_long_ends_in_a_digest()
    {
        var one = IpamNames.OfAffinity(new string('n', 250), Cidr.Parse("10.65.0.0/26"));
        var other = IpamNames.OfAffinity(new string('n', 250), Cidr.Parse("10.65.0.64/26"));
        Assert.Equal(253, one.Length);
        Assert.NotEqual(one, other);
    }

    [Theory]
    [InlineData("k8s-pod-network.0a1b", "k8s-pod-network.0a1b")]
    [InlineData("Net_1.0a1b", "net-1.0a1b-2d0f1936a1")]
    [InlineData("net_1.0a1b", "net-1.0a1b-b1188c2842")]
    [InlineData("___", "bda251550b")]
    public void A_handle_that_is_no_resource_name_gets_one_of_its_own(string handle, string name) =>
        Assert.Equal(name, IpamNames.OfHandle(new HandleId(handle)));
}
