using System.Text.Json;
using Margay.Ipam;
using Margay.Model.Resources;
using Margay.Primitives;

namespace Margay.Tests.Unit.Ipam;

public sealed class BlockTests
{
    private static readonly Holder A = new(new HandleId("a"), new Dictionary<string, string> { ["node"] = "n1" });
    private static readonly Holder B = new(new HandleId("b"), new Dictionary<string, string> { ["node"] = "n2" });

    [Fact]
    public void A_block_is_stored_as_Calico_stores_it()
    {
        var block = Take(Take(Take(New(), A), B), A).Release(new HandleId("b"));
        Assert.Equal(
            """
            {"spec":{"cidr":"10.0.0.4/30","affinity":"host:n1","affinityClaimTime":"1970-01-01T00:00:00+00:00","allocations":[0,null,0,null],"unallocated":[3,1],"attributes":[{"handle_id":"a","secondary":{"node":"n1"}}],"sequenceNumber":4,"sequenceNumberForAllocation":{"0":1,"2":3},"deleted":false},"metadata":{"name":"10-0-0-4-30"}}
            """,
            JsonSerializer.Serialize(block.ToResource(), ResourceJson.Default.IpamBlock));
    }

    [Fact]
    public void Addresses_are_handed_out_first_in_first_out()
    {
        var block = Take(Take(New(), A), B).Release(new HandleId("a"));
        var order = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            var before = block.Allocations.ToHashSet();
            block = Take(block, B);
            order.Add(block.Allocations.Single(allocation => !before.Contains(allocation)).Address.ToString());
        }

        Assert.Equal(["10.0.0.6", "10.0.0.7", "10.0.0.4"], order);
        Assert.False(block.TryTake(A, out _));
    }

    [Fact]
    public void A_stale_release_is_refused()
    {
        var block = Take(New(), A);
        var seen = block.At(IpAddr.Parse("10.0.0.4"))!;
        Assert.True(block.TryRelease(seen, out var released));
        Assert.False(released.TryRelease(seen, out _));
        Assert.True(released.TryTake(seen.Address, A, out var again));
        Assert.False(again.TryRelease(seen, out _));
        Assert.True(again.TryTake(IpAddr.Parse("10.0.0.5"), B, out var other));
        Assert.False(other.TryRelease(other.At(IpAddr.Parse("10.0.0.5"))! with { Holder = A }, out _));
    }

    [Fact]
    public void A_taken_address_or_one_outside_is_not_handed_out()
    {
        var block = Take(New(), A);
        Assert.False(block.TryTake(IpAddr.Parse("10.0.0.4"), B, out _));
        Assert.False(block.TryTake(IpAddr.Parse("10.0.0.8"), B, out _));
        Assert.Null(block.At(IpAddr.Parse("10.0.0.8")));
    }

    [Fact]
    public void What_the_free_list_forgot_is_appended_and_what_has_no_record_stays_taken()
    {
        var resource = new IpamBlock
        {
            Spec = new IpamBlockSpec { Cidr = "10.0.0.4/30", Allocations = [null, 7, null, null], Unallocated = [3, 1, 9] },
        };
        Assert.True(Block.TryRead(resource, out var block));
        Assert.Equal(3, block.FreeCount);
        Assert.Equal("unknown", block.At(IpAddr.Parse("10.0.0.5"))!.Holder.DisplayName);
        Assert.Equal(IpAddr.Parse("10.0.0.7"), Take(block, A).HeldBy(new HandleId("a")).Single().Address);
    }

    [Theory]
    [InlineData("")]
    [InlineData("10.0.0.5/30")]
    [InlineData("10.0.0.0/16")]
    [InlineData("fd00::/64")]
    public void A_range_that_no_block_can_have_is_not_read(string cidr) =>
        Assert.False(Block.TryRead(new IpamBlock { Spec = new IpamBlockSpec { Cidr = cidr } }, out _));

    private static Block New() => Block.CreateFor(Cidr.Parse("10.0.0.4/30"), BlockOwner.OfNode("n1"), DateTimeOffset.UnixEpoch);

    private static Block Take(Block block, Holder holder) => block.TryTake(holder, out var after) ? after : throw new InvalidOperationException();
}
