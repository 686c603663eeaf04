using Margay.Primitives;

namespace Margay.Tests.Unit.Primitives;

public sealed class CidrTests
{
    [Theory]
    [InlineData("10.65.3.4/16", "10.65.0.0/16", true)]
    [InlineData("10.65.0.0/16", "10.65.0.0/16", false)]
    [InlineData("10.65.0.1", "10.65.0.1/32", false)]
    [InlineData("fd00::1/64", "fd00::/64", true)]
    [InlineData("::/0", "::/0", false)]
    public void Host_bits_are_cleared_and_told(string text, string canonical, bool hadHostBits)
    {
        Assert.True(Cidr.TryParse(text, out var cidr, out var had));
        Assert.Equal(canonical, cidr.ToString());
        Assert.Equal(hadHostBits, had);
    }

    [Theory]
    [InlineData("10.0.0.0/33")]
    [InlineData("10.0.0.0/")]
    [InlineData("10.0.0.0/-1")]
    [InlineData("10.0.0.0/08")]
    [InlineData("10.0.0.0/8/8")]
    [InlineData("fd00::/129")]
    [InlineData("/8")]
    [InlineData("")]
    public void Text_that_is_no_prefix_is_refused(string text) => Assert.False(Cidr.TryParse(text, out _));

    [Fact]
    public void Default_contains_nothing()
    {
        Assert.True(default(Cidr).IsNone);
        Assert.False(default(Cidr).Contains(IpAddr.Parse("0.0.0.0")));
        Assert.NotEqual(Cidr.Parse("0.0.0.0/0"), default);
    }

    [Theory]
    [InlineData("10.65.0.0/26", "10.65.0.63", true)]
    [InlineData("10.65.0.0/26", "10.65.0.64", false)]
    [InlineData("0.0.0.0/0", "255.1.1.1", true)]
    [InlineData("0.0.0.0/0", "::1", false)]
    [InlineData("fd00::/122", "fd00::3f", true)]
    [InlineData("fd00::/122", "fd00::40", false)]
    public void Prefix_contains_the_addresses_that_share_its_bits(string cidr, string address, bool contains) =>
        Assert.Equal(contains, Cidr.Parse(cidr).Contains(IpAddr.Parse(address)));

    [Theory]
    [InlineData("10.0.0.0/8", "10.1.0.0/16", true)]
    [InlineData("10.1.0.0/16", "10.0.0.0/8", true)]
    [InlineData("10.1.0.0/16", "10.2.0.0/16", false)]
    [InlineData("::/0", "0.0.0.0/0", false)]
    public void Prefixes_overlap_when_one_contains_the_other(string a, string b, bool overlap) =>
        Assert.Equal(overlap, Cidr.Parse(a).Overlaps(Cidr.Parse(b)));

    [Fact]
    public void Last_address_has_all_host_bits_set()
    {
        Assert.Equal(IpAddr.Parse("10.65.0.63"), Cidr.Parse("10.65.0.0/26").Last);
        Assert.Equal(IpAddr.Parse("fd00::3f"), Cidr.Parse("fd00::/122").Last);
    }
}
