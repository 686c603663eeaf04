using Margay.Ipam;
using Margay.Model.Resources;
using Margay.Primitives;

namespace Margay.Tests.Unit.Ipam;

public sealed class PoolChoiceTests
{
    private static readonly Pool[] Pools =
    [
        Driver.PoolOf("b", "10.1.0.0/24", 26),
        Driver.PoolOf("a", "10.0.0.0/24", 26, new IpPoolSpec { NodeSelector = "zone == 'x'" }),
        Driver.PoolOf("blue", "10.2.0.0/24", 26, new IpPoolSpec { NamespaceSelector = "team == 'blue'" }),
        Driver.PoolOf("manual", "10.3.0.0/24", 26, new IpPoolSpec { AssignmentMode = "Manual" }),
        Driver.PoolOf("off", "10.4.0.0/24", 26, new IpPoolSpec { Disabled = true }),
        Driver.PoolOf("going", "10.5.0.0/24", 26, isDeleting: true),
        Driver.PoolOf("lb", "10.6.0.0/24", 26, new IpPoolSpec { AllowedUses = ["LoadBalancer"] }),
        Driver.PoolOf("six", "fd00::/112", 122),
    ];

    [Theory]
    [InlineData("", "", "b")]
    [InlineData("zone=x", "", "a b")]
    [InlineData("zone=y", "team=blue", "b blue")]
    public void Pools_are_chosen_by_node_and_namespace_in_the_order_of_their_names(string node, string ns, string expected)
    {
        var request = Driver.Request("n1", "h") with { NodeLabels = Labels(node), NamespaceLabels = Labels(ns) };
        Assert.Equal(expected, Names(PoolChoice.For(View(Pools), request, IpFamily.V4)));
    }

    [Theory]
    [InlineData("manual", "manual")]
    [InlineData("10.2.0.0/24 a", "blue a")]
    [InlineData("six", "b")]
    public void Pools_that_are_asked_for_are_used_whatever_they_select(string asked, string expected)
    {
        var request = Driver.Request("n1", "h") with { Pools = asked.Split(' ') };
        Assert.Equal(expected, Names(PoolChoice.For(View(Pools), request, IpFamily.V4)));
    }

    [Theory]
    [InlineData("nope", RefusalReason.UnknownPool, "there is no pool 'nope'; there are: a (10.0.0.0/24), b (10.1.0.0/24),")]
    [InlineData("off", RefusalReason.NoPool, "off is disabled")]
    [InlineData("b going", RefusalReason.NoPool, "going is disabled")]
    [InlineData("lb", RefusalReason.NoPool, "lb is not for pods (allowedUses)")]
    public void A_pool_that_cannot_be_used_is_named_with_its_reason(string asked, RefusalReason reason, string message)
    {
        var refusal = PoolChoice.For(View(Pools), Driver.Request("n1", "h") with { Pools = asked.Split(' ') }, IpFamily.V4).Refusal!;
        Assert.Equal(reason, refusal.Reason);
        Assert.Contains(message, refusal.Message);
    }

    [Fact]
    public void When_no_pool_fits_the_refusal_says_why_of_each()
    {
        var refusal = PoolChoice.For(View(Pools[1], Pools[3]), Driver.Request("n1", "h") with { Namespace = "d" }, IpFamily.V4).Refusal!;
        Assert.Equal(
            "no pool gives IPv4 addresses to pods of namespace 'd' on node 'n1': a does not select the node (zone == \"x\"), "
            + "manual must be asked for by name (assignmentMode Manual)",
            refusal.Message);
        Assert.EndsWith(
            "there is none of this family",
            PoolChoice.For(View(Pools[1]), Driver.Request("n1", "h"), IpFamily.V6).Refusal!.Message);
    }

    [Theory]
    [InlineData("10.0.0.1/24", null, "spec.cidr")]
    [InlineData("10.0.0.0/24", 19, "spec.blockSize")]
    [InlineData("fd00::/112", 129, "spec.blockSize")]
    public void A_wrong_pool_is_a_fault_with_its_field(string cidr, int? blockSize, string field)
    {
        Assert.False(Pool.TryRead(new IpPool { Spec = new IpPoolSpec { Cidr = cidr, BlockSize = blockSize } }, out _, out var fault));
        Assert.StartsWith(field, fault);
    }

    private static IpamView View(params Pool[] pools) => IpamView.Empty.WithPools(pools);

    private static string Names(PoolChoice choice) => string.Join(' ', choice.Pools.Select(pool => pool.Name));

    private static LabelSet Labels(string text) => LabelSet.Of(
        text.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=')).Select(pair => KeyValuePair.Create(pair[0], pair[1])));
}
