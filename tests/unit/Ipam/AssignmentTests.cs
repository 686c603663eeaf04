using Margay.Ipam;
using Margay.Primitives;

namespace Margay.Tests.Unit.Ipam;

public sealed class AssignmentTests
{
    private static readonly Pool V4 = Driver.PoolOf("v4", "10.0.0.0/28", 30);
    private static readonly Pool V6 = Driver.PoolOf("v6", "fd00::/124", 126);

    [Fact]
    public void The_first_address_of_a_node_claims_a_block_of_each_family_and_the_next_takes_two_steps()
    {
        var driver = new Driver(V4, V6);
        Assert.Equal(["10.0.0.0", "fd00::"], Addresses(driver.Assign(Driver.Request("n1", "a", IpFamily.V4, IpFamily.V6))));
        Assert.Equal(
            [
                "put n1-10-0-0-0-30=Pending put n1-fd00---126=Pending",
                "put 10-0-0-0-30 put fd00---126",
                "put n1-10-0-0-0-30=Confirmed put n1-fd00---126=Confirmed",
                "put a",
                "put 10-0-0-0-30 put fd00---126",
            ],
            driver.Steps);
        Assert.Equal(["10.0.0.1", "fd00::1"], Addresses(driver.Assign(Driver.Request("n1", "b", IpFamily.V4, IpFamily.V6))));
        Assert.Equal(["put b", "put 10-0-0-0-30 put fd00---126"], driver.Steps);
    }

    [Fact]
    public void A_handle_that_asks_again_gets_the_same_after_a_look_at_the_store()
    {
        var driver = new Driver(V4);
        var first = Addresses(driver.Assign(Driver.Request("n1", "a", IpFamily.V4)));
        Assert.Equal(first, Addresses(driver.Assign(Driver.Request("n1", "a", IpFamily.V4))));
        Assert.Equal(["read a", "read 10-0-0-0-30"], driver.Steps);
    }

    [Fact]
    public void A_release_takes_two_steps_and_a_second_one_finds_nothing()
    {
        var driver = new Driver(V4, V6);
        driver.Assign(Driver.Request("n1", "a", IpFamily.V4, IpFamily.V6));
        driver.ReleaseHandle("a", "n1");
        Assert.Equal(["put 10-0-0-0-30 put fd00---126", "delete a"], driver.Steps);
        driver.ReleaseHandle("a", "n1");
        Assert.Equal(["read a"], driver.Steps);
        Assert.All(driver.View.Blocks, block => Assert.True(block.IsEmpty));
    }

    [Fact]
    public void When_no_block_is_left_an_address_is_borrowed_unless_affinity_is_strict()
    {
        var driver = new Driver(Driver.PoolOf("tiny", "10.0.0.0/30", 30));
        driver.Assign(Driver.Request("n1", "a", IpFamily.V4));
        var borrowed = Assert.IsType<IpamStep.Done>(driver.Assign(Driver.Request("n2", "b", IpFamily.V4)));
        Assert.True(Assert.Single(borrowed.Addresses).IsBorrowed);
        driver.Settings = new IpamSettings(StrictAffinity: true, MaxBlocksPerNode: 20);
        var refused = Assert.IsType<IpamStep.Refused>(driver.Assign(Driver.Request("n3", "c", IpFamily.V4))).Refusal;
        Assert.Equal(RefusalReason.Exhausted, refused.Reason);
        Assert.Equal(
            "no free address: pool tiny (10.0.0.0/30) has 1 of 1 blocks in use with 2 free addresses; "
            + "strictAffinity forbids to borrow from other nodes",
            refused.Message);
    }

    [Fact]
    public void A_node_at_its_limit_of_blocks_gets_no_more()
    {
        var driver = new Driver(V4) { Settings = new IpamSettings(StrictAffinity: false, MaxBlocksPerNode: 1) };
        for (var i = 0; i < 4; i++) Assert.IsType<IpamStep.Done>(driver.Assign(Driver.Request("n1", $"h{i}", IpFamily.V4)));
        var refused = Assert.IsType<IpamStep.Refused>(driver.Assign(Driver.Request("n1", "h4", IpFamily.V4))).Refusal;
        Assert.Equal(RefusalReason.BlockLimit, refused.Reason);
    }

    [Fact]
    public void A_lost_race_gives_up_its_own_pending_affinity_and_goes_on_elsewhere()
    {
        var driver = new Driver(V4);
        var lost = Cidr.Parse("10.0.0.0/30");
        driver.View = driver.View
            .WithCached(driver.Stored(new Affinity("n1", lost, AffinityState.Pending)))
            .WithCached(driver.Stored(Block.CreateFor(lost, BlockOwner.OfNode("n2"), DateTimeOffset.UnixEpoch)));
        Assert.Equal(["10.0.0.4"], Addresses(driver.Assign(Driver.Request("n1", "a", IpFamily.V4))));
        Assert.Equal(["read 10-0-0-0-30", "delete n1-10-0-0-0-30", "put n1-10-0-0-4-30=Pending"], driver.Steps.Take(3));
    }

    [Fact]
    public void A_tombstone_is_no_block_and_is_written_over_at_its_revision()
    {
        var driver = new Driver(V4);
        var tombstone = driver.Stored(Block.CreateFor(Cidr.Parse("10.0.0.12/30"), BlockOwner.OfNode("n9"), DateTimeOffset.UnixEpoch)) with { IsDeleted = true };
        driver.View = driver.View.WithCached(tombstone)
            .WithCached(driver.Stored(new Affinity("n1", Cidr.Parse("10.0.0.12/30"), AffinityState.Pending)));
        var step = Assert.IsType<IpamStep.Write>(
            Assignment.Next(driver.View, Driver.Request("n1", "a", IpFamily.V4), IpamSettings.Default, DateTimeOffset.UnixEpoch));
        var written = Assert.IsType<Block>(Assert.Single(step.Writes).Item);
        Assert.Equal(tombstone.Metadata.ResourceVersion, written.Metadata.ResourceVersion);
        Assert.False(written.IsDeleted);
        Assert.True(written.IsOwnedBy("n1"));
    }

    [Fact]
    public void A_block_of_another_size_is_not_claimed_over()
    {
        var driver = new Driver(V4);
        driver.View = driver.View.WithCached(
            driver.Stored(Block.CreateFor(Cidr.Parse("10.0.0.0/29"), BlockOwner.OfNode("n2"), DateTimeOffset.UnixEpoch)));
        Assert.Equal(["10.0.0.8"], Addresses(driver.Assign(Driver.Request("n1", "a", IpFamily.V4))));
    }

    [Fact]
    public void An_exact_address_is_given_once()
    {
        var driver = new Driver(V4);
        var wanted = IpAddr.Parse("10.0.0.6");
        var request = Driver.Request("n1", "a", IpFamily.V4) with { Addresses = [wanted], Namespace = "ns", Pod = "web" };
        Assert.Equal(["10.0.0.6"], Addresses(driver.Assign(request)));
        Assert.Equal(["10.0.0.6"], Addresses(driver.Assign(request)));
        Assert.Equal("10.0.0.6 is held by ns/web", Refusal(driver, request with { Handle = new HandleId("b") }));
        Assert.Equal("a holds 10.0.0.6 already and cannot have 10.0.0.7 too", Refusal(driver, request with { Addresses = [IpAddr.Parse("10.0.0.7")] }));
        Assert.Equal("10.1.0.1 lies in no enabled pool", Refusal(driver, request with { Handle = new HandleId("c"), Addresses = [IpAddr.Parse("10.1.0.1")] }));
        driver.Settings = new IpamSettings(StrictAffinity: true, MaxBlocksPerNode: 20);
        Assert.Equal(
            "10.0.0.5 belongs to host:n1, and strictAffinity forbids to borrow",
            Refusal(driver, request with { Node = "n2", Handle = new HandleId("d"), Addresses = [IpAddr.Parse("10.0.0.5")] }));
    }

    private static IEnumerable<string> Addresses(IpamStep step) =>
        Assert.IsType<IpamStep.Done>(step).Addresses.Select(assigned => assigned.Address.ToString());

    private static string Refusal(Driver driver, AssignRequest request) =>
        Assert.IsType<IpamStep.Refused>(driver.Assign(request)).Refusal.Message;
}
