using Margay.Policy.Snapshot;
using Margay.Primitives;

namespace Margay.Tests.Unit.Policy;

public sealed class DisjointNetworksTests
{
    [Theory]
    [InlineData("10.0.0.0/24", "10.0.0.0/24")]
    [InlineData("0.0.0.0/0 ::/0", "0.0.0.0/0 ::/0")]
    [InlineData("10.0.0.0/24 10.0.0.7/32", "10.0.0.0/24")]
    [InlineData("10.0.1.0/24 10.0.0.0/24", "10.0.0.0/23")]
    [InlineData("10.0.0.0/30-10.0.0.1/32", "10.0.0.0/32 10.0.0.2/31")]
    [InlineData("10.0.0.0/30-10.0.0.1/32 10.0.0.1/32", "10.0.0.0/30")]
    [InlineData("10.0.0.0/30-10.0.0.0/8", "")]
    [InlineData("10.0.0.0/30-fd00::/8", "10.0.0.0/30")]
    [InlineData("10.0.0.0/30-10.0.0.0/31-10.0.0.2/32", "10.0.0.3/32")]
    [InlineData("0.0.0.0/0-128.0.0.0/1", "0.0.0.0/1")]
    [InlineData("fd00::/127-fd00::/128", "fd00::1/128")]
    [InlineData("ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe/127 255.255.255.255/32", "255.255.255.255/32 ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe/127")]
    public void Blocks_minus_exceptions_are_sorted_disjoint_prefixes(string blocks, string expected) =>
        Assert.Equal(expected, string.Join(' ', DisjointNetworks.Of([.. blocks.Split(' ').Select(Read)])));

    /// <summary>A block, then its exceptions, each after a dash.</summary>
    private static NetworkBlock Read(string text)
    {
        var parts = text.Split('-').Select(Cidr.Parse).ToList();
        return new NetworkBlock(parts[0], parts[1..]);
    }
}
