using Margay.Primitives;

namespace Margay.Tests.Unit.Primitives;

public sealed class IpAddrTests
{
    [Theory]
    [InlineData("10.0.0.1", "10.0.0.1")]
    [InlineData("255.255.255.255", "255.255.255.255")]
    [InlineData("0.0.0.0", "0.0.0.0")]
    [InlineData("::", "::")]
    [InlineData("FD00:65::0001", "fd00:65::1")]
    [InlineData("::ffff:1.2.3.4", "::ffff:1.2.3.4")]
    public void Address_text_is_read_and_written_in_its_shortest_form(string text, string canonical)
    {
        Assert.True(IpAddr.TryParse(text, out var address));
        Assert.Equal(canonical, address.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("10.0.0")]
    [InlineData("10.0.0.1.2")]
    [InlineData("10.0.0.256")]
    [InlineData("10.0.0.01")]
    [InlineData("0x0a.0.0.1")]
    [InlineData("10.0.0.1 ")]
    [InlineData("1")]
    [InlineData("fe80::1%eth0")]
    [InlineData("[::1]")]
    [InlineData("::1::")]
    public void Text_that_is_no_address_is_refused(string text) => Assert.False(IpAddr.TryParse(text, out _));

    [Fact]
    public void Default_is_no_address_and_not_zero()
    {
        Assert.True(default(IpAddr).IsNone);
        Assert.NotEqual(IpAddr.Parse("0.0.0.0"), default);
        Assert.Equal("", default(IpAddr).ToString());
    }

    [Fact]
    public void Mapped_address_stays_in_its_own_family() =>
        Assert.NotEqual(IpAddr.Parse("1.2.3.4"), IpAddr.Parse("::ffff:1.2.3.4"));

    [Theory]
    [InlineData("10.1.2.3", 8, "10.0.0.0")]
    [InlineData("10.1.2.3", 0, "0.0.0.0")]
    [InlineData("10.1.2.3", 32, "10.1.2.3")]
    [InlineData("fd00:1:2::3", 32, "fd00:1::")]
    [InlineData("fd00::ff", 122, "fd00::c0")]
    public void Mask_keeps_the_first_bits(string address, int length, string masked) =>
        Assert.Equal(IpAddr.Parse(masked), IpAddr.Parse(address).Mask(length));

    [Fact]
    public void Bytes_are_in_network_order()
    {
        Span<byte> bytes = stackalloc byte[16];
        Assert.Equal(4, IpAddr.Parse("10.0.0.1").WriteTo(bytes));
        Assert.Equal("0A000001", Convert.ToHexString(bytes[..4]));
        Assert.True(IpAddr.TryFromBytes(bytes[..4], out var back));
        Assert.Equal(IpAddr.Parse("10.0.0.1"), back);
        Assert.False(IpAddr.TryFromBytes(bytes[..5], out _));
    }

    [Fact]
    public void Order_is_by_family_then_number() =>
        Assert.Equal(
            ["9.0.0.0", "10.0.0.0", "::1"],
            new[] { "::1", "10.0.0.0", "9.0.0.0" }.Select(IpAddr.Parse).Order().Select(address => address.ToString()));
}
