using System.Text.Json.Nodes;
using Margay.Model.Resources;
using Margay.Model.Schemas;
using Margay.Model.Validation;

namespace Margay.Tests.Unit.Model;

public sealed class DefaultsTests
{
    [Theory]
    [InlineData("{}", """{"spec":{"podSelector":{},"policyTypes":["Ingress"]}}""")]
    [InlineData("""{"spec":{"podSelector":{},"egress":[]}}""", """{"spec":{"podSelector":{},"egress":[],"policyTypes":["Ingress"]}}""")]
    [InlineData("""{"spec":{"podSelector":{},"egress":[{}]}}""", """{"spec":{"podSelector":{},"egress":[{}],"policyTypes":["Ingress","Egress"]}}""")]
    [InlineData(
        """{"spec":{"podSelector":{},"policyTypes":["Egress"],"ingress":[{"ports":[{"port":80},{"protocol":"UDP"}]}]}}""",
        """{"spec":{"podSelector":{},"policyTypes":["Egress"],"ingress":[{"ports":[{"port":80,"protocol":"TCP"},{"protocol":"UDP"}]}]}}""")]
    public void A_policy_gets_the_types_and_protocols_that_Kubernetes_infers(string resource, string expected) =>
        AssertDefaults(Kinds.NetworkPolicy, resource, expected);

    [Theory]
    [InlineData("10.0.0.0/16", 26)]
    [InlineData("fd00::/64", 122)]
    public void A_pool_gets_the_block_size_of_its_family_and_Calicos_modes(string cidr, int blockSize) =>
        AssertDefaults(Kinds.IpPool, $$$"""{"spec":{"cidr":"{{{cidr}}}"}}""", $$$"""
            {"spec":{"cidr":"{{{cidr}}}","blockSize":{{{blockSize}}},"ipipMode":"Never","vxlanMode":"Never","nodeSelector":"all()",
             "allowedUses":["Workload","Tunnel"],"assignmentMode":"Automatic"}}
            """);

    [Fact]
    public void A_pod_gets_its_account_policy_and_protocols() =>
        AssertDefaults(
            Kinds.Pod,
            """{"spec":{"containers":[{"name":"a","ports":[{"containerPort":80}]}]}}""",
            """{"spec":{"containers":[{"name":"a","ports":[{"containerPort":80,"protocol":"TCP"}]}],"serviceAccountName":"default","restartPolicy":"Always"}}""");

    [Fact]
    public void A_pods_old_account_field_still_counts() =>
        AssertDefaults(
            Kinds.Pod,
            """{"spec":{"serviceAccount":"shop"}}""",
            """{"spec":{"serviceAccount":"shop","serviceAccountName":"shop","restartPolicy":"Always"}}""");

    [Fact]
    public void A_namespace_gets_its_name_as_a_label() =>
        AssertDefaults(
            Kinds.Namespace,
            """{"metadata":{"name":"shop"}}""",
            """{"metadata":{"name":"shop","labels":{"kubernetes.io/metadata.name":"shop"}}}""");

    [Fact]
    public void Settings_of_the_agent_stay_absent_so_that_a_wider_scope_can_set_them() =>
        AssertDefaults(Kinds.FelixConfiguration, """{"spec":{}}""", """{"spec":{}}""");

    [Fact]
    public void Every_kind_and_every_member_is_described()
    {
        foreach (var kind in Kinds.All) AssertDescribed(KindSchemas.Of(kind), kind.Kind);
    }

    [Fact]
    public void Every_default_passes_validation()
    {
        var pool = Json("""{"metadata":{"name":"a"},"spec":{"cidr":"10.0.0.0/16"}}""");
        ResourceDefaults.Apply(Kinds.IpPool, pool);
        Assert.Empty(ResourceValidator.Validate(Kinds.IpPool, pool));
        Assert.Equal(26, ResourceReader.Read(Kinds.IpPool, pool).Spec!.BlockSize);
    }

    private static void AssertDescribed(Schema schema, string where)
    {
        switch (schema)
        {
            case ObjectSchema shape:
                foreach (var property in shape.Properties)
                {
                    Assert.True(property.Description.EndsWith('.'), $"{where}.{property.Name}: {property.Description}");
                    AssertDescribed(property.Schema, $"{where}.{property.Name}");
                }

                break;
            case ArraySchema shape: AssertDescribed(shape.Items, where); break;
            case MapSchema shape: AssertDescribed(shape.Values, where); break;
        }
    }

    private static JsonObject Json(string text) => JsonNode.Parse(text)!.AsObject();

    private static void AssertDefaults(ResourceKind kind, string resource, string expected)
    {
        var actual = Json(resource);
        for (var times = 0; times < 2; times++)
        {
            ResourceDefaults.Apply(kind, actual);
            Assert.True(JsonNode.DeepEquals(Json(expected), actual), actual.ToJsonString());
        }
    }
}
