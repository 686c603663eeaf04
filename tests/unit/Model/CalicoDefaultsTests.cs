using System.Text.Json.Nodes;
using Margay.Model.Resources;
using Margay.Model.Validation;

namespace Margay.Tests.Unit.Model;

public sealed class CalicoDefaultsTests
{
    [Theory]
    [InlineData("{}", """{"types":["Ingress"]}""")]
    [InlineData("""{"ingress":[{}]}""", """{"ingress":[{}],"types":["Ingress"]}""")]
    [InlineData("""{"egress":[{}]}""", """{"egress":[{}],"types":["Egress"]}""")]
    [InlineData("""{"ingress":[{}],"egress":[{}]}""", """{"ingress":[{}],"egress":[{}],"types":["Ingress","Egress"]}""")]
    [InlineData("""{"ingress":[],"egress":[]}""", """{"ingress":[],"egress":[],"types":["Ingress"]}""")]
    [InlineData("""{"egress":[{}],"types":["Ingress"]}""", """{"egress":[{}],"types":["Ingress"]}""")]
    public void A_policy_gets_its_tier_and_the_types_that_Calico_infers(string spec, string expected)
    {
        foreach (var kind in (ResourceKind[])[Kinds.CalicoNetworkPolicy, Kinds.GlobalNetworkPolicy])
        {
            var wanted = Json(expected);
            wanted["tier"] = "default";
            AssertDefaults(kind, spec, wanted);
        }
    }

    [Theory]
    [InlineData("""{"stagedAction":"Delete","types":["Ingress"],"tier":"a"}""", """{"stagedAction":"Delete","tier":"a"}""")]
    [InlineData("""{"tier":"a"}""", """{"stagedAction":"Set","types":["Ingress"],"tier":"a"}""")]
    public void A_staged_policy_is_set_unless_it_says_otherwise_and_a_deletion_has_no_types(string spec, string expected) =>
        AssertDefaults(Kinds.StagedGlobalNetworkPolicy, spec, Json(expected));

    [Theory]
    [InlineData("""{"egress":[{}]}""", """{"egress":[{}],"podSelector":{},"policyTypes":["Ingress","Egress"],"stagedAction":"Set"}""")]
    [InlineData("""{"stagedAction":"Delete","policyTypes":["Ingress"]}""", """{"stagedAction":"Delete"}""")]
    public void A_staged_policy_of_Kubernetes_gets_what_Kubernetes_infers(string spec, string expected) =>
        AssertDefaults(Kinds.StagedKubernetesNetworkPolicy, spec, Json(expected));

    [Fact]
    public void Numbers_in_quotes_become_numbers() => AssertDefaults(
        Kinds.CalicoNetworkPolicy,
        """{"ingress":[{"protocol":"6","notProtocol":"TCP","destination":{"ports":["80","8000:8080","http",443]}}]}""",
        Json("""{"ingress":[{"protocol":6,"notProtocol":"TCP","destination":{"ports":[80,"8000:8080","http",443]}}],"tier":"default","types":["Ingress"]}"""));

    [Theory]
    [InlineData("mine", "{}", """{"order":1000000,"defaultAction":"Deny"}""")]
    [InlineData("mine", """{"order":0.5,"defaultAction":"Pass"}""", """{"order":0.5,"defaultAction":"Pass"}""")]
    [InlineData("kube-admin", "{}", """{"order":1000,"defaultAction":"Pass"}""")]
    [InlineData("kube-baseline", "{}", """{"order":10000000,"defaultAction":"Pass"}""")]
    public void A_tier_gets_its_place(string name, string spec, string expected) =>
        AssertDefaults(Kinds.Tier, spec, Json(expected), name);

    [Fact]
    public void The_label_says_the_tier()
    {
        var policy = Json("""{"metadata":{"name":"a","labels":{"b":"c","projectcalico.org/tier":"old"}},"spec":{"tier":"new"}}""");
        ResourceDefaults.Apply(Kinds.CalicoNetworkPolicy, policy);
        Assert.Equal("""{"b":"c","projectcalico.org/tier":"new"}""", policy["metadata"]!["labels"]!.ToJsonString());
    }

    [Fact]
    public void What_is_filled_in_passes_validation() => Assert.All(Kinds.Tiered, kind =>
    {
        var policy = Json("""{"metadata":{"name":"a"}}""");
        ResourceDefaults.Apply(kind, policy);
        Assert.Empty(ResourceValidator.Validate(kind, policy));
    });

    private static JsonObject Json(string text) => JsonNode.Parse(text)!.AsObject();

    private static void AssertDefaults(ResourceKind kind, string spec, JsonObject expected, string name = "a")
    {
        var resource = new JsonObject { ["metadata"] = new JsonObject { ["name"] = name }, ["spec"] = Json(spec) };
        for (var times = 0; times < 2; times++)
        {
            ResourceDefaults.Apply(kind, resource);
            Assert.True(JsonNode.DeepEquals(expected, resource["spec"]), resource.ToJsonString());
        }
    }
}
