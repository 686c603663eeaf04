using Margay.Ipam;
using Margay.Primitives;

namespace Margay.Tests.Unit.Ipam;

public sealed class IpamSummaryTests
{
    [Fact]
    public void A_summary_counts_by_pool_and_block_and_finds_the_holder_of_an_address()
    {
        var driver = new Driver(Driver.PoolOf("tiny", "10.0.0.0/30", 30), Driver.PoolOf("six", "fd00::/64", 122));
        driver.Assign(Driver.Request("n1", "a", IpFamily.V4, IpFamily.V6) with { Namespace = "ns", Pod = "web" });
        driver.Assign(Driver.Request("n2", "b", IpFamily.V4));
        var summary = new IpamSummary(driver.View.Pools, driver.View.Blocks);
        Assert.Equal(["tiny", "six"], summary.Pools.Select(pool => pool.Pool.Name));
        var tiny = summary.Pools[0];
        Assert.Equal(new Usage(4, 2), tiny.Usage);
        Assert.Equal((50.0, (UInt128)2), (tiny.Usage.Percent, tiny.Usage.Free));
        Assert.Equal("10.0.0.1", Assert.Single(Assert.Single(tiny.Blocks).Borrowed).Address.ToString());
        Assert.Equal(UInt128.One << 64, summary.Pools[1].Usage.Capacity);
        Assert.Equal("ns/web", summary.Find(IpAddr.Parse("10.0.0.0")).Allocation!.Holder.DisplayName);
        Assert.Null(summary.Find(IpAddr.Parse("10.0.0.2")).Allocation);
        Assert.Null(summary.Find(IpAddr.Parse("10.9.0.2")).Pool);
    }

    [Fact]
    public void A_block_outside_all_pools_is_an_orphan()
    {
        var block = Block.CreateFor(Cidr.Parse("10.9.0.0/30"), BlockOwner.OfNode("n1"), DateTimeOffset.UnixEpoch);
        Assert.Equal(block, Assert.Single(new IpamSummary([], [block, block with { IsDeleted = true }]).Orphans).Block);
    }
}
