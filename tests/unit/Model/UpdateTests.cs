using System.Text.Json.Nodes;
using Margay.Model.Resources;
using Margay.Model.Validation;

namespace Margay.Tests.Unit.Model;

public sealed class UpdateTests
{
    [Theory]
    [InlineData("""{"cidr":"10.0.0.0/16"}""", """{"cidr":"10.0.0.0/16","blockSize":26,"natOutgoing":true}""", null)]
    [InlineData("""{"cidr":"10.0.0.0/16"}""", """{"cidr":"10.1.0.0/16"}""", "spec.cidr cannot change from '10.0.0.0/16' to '10.1.0.0/16'")]
    [InlineData("""{"cidr":"10.0.0.0/16"}""", """{"cidr":"10.0.0.0/16","blockSize":28}""", "spec.blockSize cannot change from '26' to '28'")]
    [InlineData(
        """{"cidr":"10.0.0.0/16","allowedUses":["LoadBalancer"]}""",
        """{"cidr":"10.0.0.0/16","allowedUses":["Workload"]}""",
        "spec.allowedUses changes between LoadBalancer and other uses")]
    public void A_pool_keeps_its_range_block_size_and_use(string before, string after, string? expected) =>
        AssertFault(Kinds.IpPool, $$$"""{"spec":{{{before}}}}""", $$$"""{"spec":{{{after}}}}""", expected);

    [Theory]
    [InlineData("{}", """{"nodeName":"n1"}""", null)]
    [InlineData("""{"nodeName":"n1"}""", """{"nodeName":"n2"}""", "spec.nodeName cannot change from 'n1' to 'n2'")]
    [InlineData("{}", """{"hostNetwork":true}""", "spec.hostNetwork cannot change")]
    public void A_pod_is_bound_to_a_node_once(string before, string after, string? expected) =>
        AssertFault(Kinds.Pod, $$$"""{"spec":{{{before}}}}""", $$$"""{"spec":{{{after}}}}""", expected);

    [Fact]
    public void An_object_made_anew_is_not_the_one_that_was_read() =>
        AssertFault(
            Kinds.Namespace,
            """{"metadata":{"name":"a","uid":"1"}}""",
            """{"metadata":{"name":"a","uid":"2"}}""",
            "metadata.uid cannot change from '1' to '2'");

    [Theory]
    [InlineData("10.0.0.0/24", false)]
    [InlineData("10.1.0.0/24", true)]
    [InlineData("10.0.0.0/8", true)]
    [InlineData("fd00::/64", false)]
    public void Pools_that_share_an_address_overlap(string cidr, bool overlaps)
    {
        static IpPool Pool(string name, string cidr) =>
            new() { Metadata = new ObjectMeta { Name = name }, Spec = new IpPoolSpec { Cidr = cidr } };
        var others = new[] { Pool("new", "10.0.0.0/24"), Pool("old", "10.1.0.0/16"), Pool("broken", "x") };
        var faults = IpPoolRules.Overlaps(Pool("new", cidr), others);
        Assert.Equal(overlaps, faults.Count > 0);
        Assert.All(faults, fault => Assert.Contains("overlaps 10.1.0.0/16 of the pool 'old'", fault.Problem, StringComparison.Ordinal));
    }

    private static void AssertFault(ResourceKind kind, string before, string after, string? expected)
    {
        var faults = ResourceValidator.ValidateUpdate(kind, JsonNode.Parse(before)!.AsObject(), JsonNode.Parse(after)!.AsObject());
        Assert.Equal(expected is null ? [] : [expected], faults.Select(fault => $"{fault.Path} {fault.Problem}"));
    }
}
