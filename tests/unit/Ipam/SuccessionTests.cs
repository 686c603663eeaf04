using Margay.Ipam;
using Margay.Primitives;

namespace Margay.Tests.Unit.Ipam;

public sealed class SuccessionTests
{
    private static readonly HandleId Machine = new("net.vmi.ns.vm");
    private static readonly DateTimeOffset Later = DateTimeOffset.UnixEpoch.AddHours(1);

    private readonly Driver _driver = new(Driver.PoolOf("v4", "10.0.0.0/29", 30), Driver.PoolOf("v6", "fd00::/126", 126));

    [Fact]
    public void Pods_of_a_machine_have_its_addresses_one_after_the_other()
    {
        var first = Assign("n1", "a", Tenancy.Tenant);
        Assert.All(first, assigned => Assert.False(assigned.IsAwaited));
        var second = Assign("n2", "b", Tenancy.Successor);
        Assert.Equal(first.Select(assigned => assigned.Address), second.Select(assigned => assigned.Address));
        Assert.All(second, assigned => Assert.True(assigned.IsAwaited));
        Assert.Equal(("a", "b"), Names());

        TakeOver("b");
        Assert.Equal(("b", "a"), Names());
        TakeOver("b");
        Assert.Equal(("b", "a"), Names());
        Assert.Equal("n2", Holder().Node);

        Leave("a");
        Assert.Equal(("b", null), Names());
        Leave("b");
        Assert.Equal((null, null), Names());
        Assert.Equal(Later, Holder().VacantSince);

        var next = Assign("n2", "c", Tenancy.Successor);
        Assert.Equal(first.Select(assigned => assigned.Address), next.Select(assigned => assigned.Address));
        Assert.All(next, assigned => Assert.False(assigned.IsAwaited));
    }

    [Fact]
    public void A_target_that_goes_leaves_the_source_alone_and_a_source_that_goes_leaves_the_address_to_the_target()
    {
        Assign("n1", "a", Tenancy.Tenant);
        Assign("n2", "b", Tenancy.Successor);
        Leave("b", isLast: true);
        Assert.Equal(("a", null), Names());
        Assign("n2", "c", Tenancy.Successor);
        Leave("a", isLast: true);
        Assert.Equal(("c", null), Names());
        Leave("unknown", isLast: true);
        Assert.Equal(("c", null), Names());
        Leave("c", isLast: true);
        Assert.All(_driver.View.Blocks, block => Assert.True(block.IsEmpty));
        Assert.Null(_driver.View.HandleOf(Machine));
    }

    [Fact]
    public void A_pod_that_starts_the_machine_anew_has_the_address_at_once_whoever_had_it()
    {
        Assign("n1", "a", Tenancy.Tenant);
        Assign("n2", "b", Tenancy.Successor);
        Assign("n2", "c", Tenancy.Tenant);
        Assert.Equal(("c", null), Names());
        TakeOver("b");
        Leave("a");
        Leave("b");
        Assert.Equal(("c", null), Names());
    }

    [Fact]
    public void The_address_that_a_machine_without_pods_has_kept_for_longest_goes_when_there_is_no_other()
    {
        Assign("n1", "a", Tenancy.Tenant);
        Leave("a");
        for (var i = 0; i < 7; i++) Assert.IsType<IpamStep.Done>(_driver.Assign(Driver.Request("n1", $"h{i}", IpFamily.V4)));
        Assert.NotNull(Holder().VacantSince);
        var taken = Assert.IsType<IpamStep.Done>(_driver.Assign(Driver.Request("n1", "h7", IpFamily.V4)));
        Assert.Equal("10.0.0.0", Assert.Single(taken.Addresses).Address.ToString());
        Assert.IsType<IpamStep.Refused>(_driver.Assign(Driver.Request("n1", "h8", IpFamily.V4)));
    }

    [Fact]
    public void A_machines_handle_is_never_longer_than_128_characters_and_never_anothers()
    {
        Assert.Equal(Machine, HandleId.OfVirtualMachine("net", "ns", "vm"));
        var long1 = HandleId.OfVirtualMachine("net", "ns", new string('v', 130) + "1").ToString();
        var long2 = HandleId.OfVirtualMachine("net", "ns", new string('v', 130) + "2").ToString();
        Assert.Equal([128, 128], [long1.Length, long2.Length]);
        Assert.NotEqual(long1, long2);
    }

    private IReadOnlyList<AssignedAddress> Assign(string node, string pod, Tenancy tenancy) => Assert.IsType<IpamStep.Done>(_driver.Assign(
        Driver.Request(node, Machine.ToString(), IpFamily.V4, IpFamily.V6) with
        {
            Namespace = "ns",
            Pod = pod,
            Tenancy = tenancy,
            Attributes = new Dictionary<string, string> { [Succession.VirtualMachine] = "vm" },
        })).Addresses;

    private void TakeOver(string pod) => _driver.Run(view => Succession.TakeOver(view, Machine, new PodRef("ns", pod)));

    private void Leave(string pod, bool isLast = false) =>
        _driver.Run(view => Succession.Leave(view, Machine, new PodRef("ns", pod), "n1", isLast, Later));

    /// <summary>Who uses the addresses and who waits, both families alike.</summary>
    private (string? User, string? Waits) Names()
    {
        var holders = _driver.View.Blocks.SelectMany(block => block.HeldBy(Machine)).Select(held => held.Holder).ToList();
        Assert.Equal(2, holders.Count);
        return Assert.Single(holders.Select(holder => (holder.Attributes.GetValueOrDefault("pod"), holder.Alternate?.GetValueOrDefault("pod"))).Distinct());
    }

    private Holder Holder() => _driver.View.Blocks.SelectMany(block => block.HeldBy(Machine)).First().Holder;
}
