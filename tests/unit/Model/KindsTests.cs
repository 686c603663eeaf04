using Margay.Model.Resources;

namespace Margay.Tests.Unit.Model;

public sealed class KindsTests
{
    [Fact]
    public void The_plural_with_the_group_names_one_kind() =>
        Assert.Equal(Kinds.All.Count, Kinds.All.Select(kind => kind.QualifiedPlural).Distinct().Count());

    [Fact]
    public void Every_kind_is_of_a_known_group_and_each_group_has_one_version()
    {
        Assert.Equal(Kinds.Groups.Order(), Kinds.All.Select(kind => kind.Group).Distinct().Order());
        Assert.Equal(Kinds.Groups.Length, Kinds.All.Select(kind => kind.ApiVersion).Distinct().Count());
    }

    [Fact]
    public void Host_endpoints_are_applied_after_the_policies_that_keep_their_nodes_reachable()
    {
        var order = Kinds.All.ToList();
        Assert.All(Kinds.Tiered, kind => Assert.True(order.IndexOf(kind) < order.IndexOf(Kinds.HostEndpoint)));
        Assert.All(Kinds.Tiered, kind => Assert.True(order.IndexOf(Kinds.Tier) < order.IndexOf(kind)));
    }
}
