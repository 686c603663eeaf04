using Margay.Host.Lab.Plan;

namespace Margay.Tests.Unit.Lab;

public sealed class LabPlanTests
{
    private static LabPlan Plan(int nodes) => LabPlan.Create(Name("margay"), nodes, LabPlan.DefaultPools);

    [Theory]
    [InlineData(0, "n1", "margay-n1", "172.30.0.11", "fd30::11")]
    [InlineData(2, "n3", "margay-n3", "172.30.0.13", "fd30::13")]
    [InlineData(199, "n200", "margay-n200", "172.30.0.210", "fd30::210")]
    public void A_nodes_addresses_end_in_the_same_digits(int index, string name, string ns, string v4, string v6)
    {
        var node = Plan(200).Nodes[index];
        Assert.Equal((name, ns, v4, v6), (node.Name, node.Namespace, node.V4.ToString(), node.V6.ToString()));
    }

    [Fact]
    public void No_two_nodes_and_the_hub_share_an_address()
    {
        var plan = Plan(LabPlan.MaxNodes);
        var addresses = plan.Nodes.SelectMany(node => new[] { node.V4, node.V6 }).Append(LabPlan.HubV4).Append(LabPlan.HubV6).ToList();
        Assert.Equal(addresses.Count, addresses.Distinct().Count());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(201)]
    public void A_lab_has_1_to_200_nodes(int nodes) => Assert.Throws<ArgumentOutOfRangeException>(() => Plan(nodes));

    [Theory]
    [InlineData("a", true)]
    [InlineData("margay", true)]
    [InlineData("e2e4711", true)]
    [InlineData("fifteenletters1", true)]
    [InlineData("sixteenletters12", false)]
    [InlineData("", false)]
    [InlineData("1lab", false)]
    [InlineData("my-lab", false)]
    [InlineData("Lab", false)]
    [InlineData("../lab", false)]
    public void A_lab_name_is_letters_and_digits(string text, bool valid) =>
        Assert.Equal(valid, LabName.TryParse(text, out _));

    [Theory]
    [InlineData("margay-fabric", true)]
    [InlineData("margay-n1", true)]
    [InlineData("margay-n200", true)]
    [InlineData("margay-r2", true)]
    [InlineData("margay-r", false)]
    [InlineData("margay-pod-shop_web", true)]
    [InlineData("margay", false)]
    [InlineData("margay-n", false)]
    [InlineData("margay-n1x", false)]
    [InlineData("margay-nat", false)]
    [InlineData("margay2-n1", false)]
    [InlineData("margay-fabric2", false)]
    [InlineData("other-n1", false)]
    public void A_lab_knows_its_own_namespaces_by_name(string name, bool ours) =>
        Assert.Equal(ours, NamespaceNames.IsOurs(Name("margay"), name));

    [Fact]
    public void Pods_whose_names_run_together_have_different_namespaces() =>
        Assert.NotEqual(NamespaceNames.Pod(Name("l"), "a-b", "c"), NamespaceNames.Pod(Name("l"), "a", "b-c"));

    [Fact]
    public void A_long_pod_name_is_cut_and_stays_unique()
    {
        var first = NamespaceNames.Pod(Name("l"), "ns", new string('p', 252) + "1");
        var second = NamespaceNames.Pod(Name("l"), "ns", new string('p', 252) + "2");
        Assert.NotEqual(first, second);
        Assert.Equal(200, first.Length);
        Assert.True(NamespaceNames.IsOurs(Name("l"), first));
    }

    [Theory]
    [InlineData("margay-fabric", "margay")]
    [InlineData("margay-n1", null)]
    [InlineData("-fabric", null)]
    [InlineData("my-lab-fabric", null)]
    public void A_fabric_names_its_lab(string name, string? lab) =>
        Assert.Equal(lab, NamespaceNames.LabOfFabric(name)?.Value);

    private static LabName Name(string text) => LabName.TryParse(text, out var name) ? name : throw new ArgumentException(text);
}
