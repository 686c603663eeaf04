using System.Text.Json.Nodes;
using Margay.Api.Patching;
using Margay.Model.Resources;
using Margay.Model.Schemas;

namespace Margay.Tests.Unit.Api;

public sealed class StrategicMergePatchTests
{
    private const string TwoContainers =
        """{"spec":{"containers":[{"name":"a","image":"a:1"},{"name":"b","image":"b:1","ports":[{"containerPort":80}]}]}}""";

    [Theory]
    [InlineData(
        "a list with a merge key is joined element by element",
        TwoContainers,
        """{"spec":{"containers":[{"name":"a","image":"a:2"},{"name":"c","image":"c:1"}]}}""",
        """{"spec":{"containers":[{"name":"a","image":"a:2"},{"name":"b","image":"b:1","ports":[{"containerPort":80}]},{"name":"c","image":"c:1"}]}}""")]
    [InlineData(
        "an element is deleted by directive",
        TwoContainers,
        """{"spec":{"containers":[{"name":"a","$patch":"delete"}]}}""",
        """{"spec":{"containers":[{"name":"b","image":"b:1","ports":[{"containerPort":80}]}]}}""")]
    [InlineData(
        "a list is replaced by directive",
        TwoContainers,
        """{"spec":{"containers":[{"$patch":"replace"},{"name":"z","image":"z:1"}]}}""",
        """{"spec":{"containers":[{"name":"z","image":"z:1"}]}}""")]
    [InlineData(
        "an object is replaced by directive",
        """{"metadata":{"labels":{"a":"1","b":"2"}}}""",
        """{"metadata":{"labels":{"$patch":"replace","c":"3"}}}""",
        """{"metadata":{"labels":{"c":"3"}}}""")]
    [InlineData(
        "an object is emptied by directive",
        """{"metadata":{"labels":{"a":"1"}}}""",
        """{"metadata":{"labels":{"$patch":"delete"}}}""",
        """{"metadata":{"labels":{}}}""")]
    [InlineData(
        "null removes a member",
        """{"metadata":{"labels":{"a":"1","b":"2"}}}""",
        """{"metadata":{"labels":{"a":null}}}""",
        """{"metadata":{"labels":{"b":"2"}}}""")]
    [InlineData(
        "a set of scalars is joined",
        """{"metadata":{"finalizers":["x","y"]}}""",
        """{"metadata":{"finalizers":["y","z"]}}""",
        """{"metadata":{"finalizers":["x","y","z"]}}""")]
    [InlineData(
        "scalars are deleted from a set by directive",
        """{"metadata":{"finalizers":["x","y","z"]}}""",
        """{"metadata":{"$deleteFromPrimitiveList/finalizers":["y"]}}""",
        """{"metadata":{"finalizers":["x","z"]}}""")]
    [InlineData(
        "a list without merge key is replaced",
        """{"spec":{"tolerations":[{"key":"a"},{"key":"b"}]}}""",
        """{"spec":{"tolerations":[{"key":"c"}]}}""",
        """{"spec":{"tolerations":[{"key":"c"}]}}""")]
    [InlineData(
        "retained keys drop the others",
        """{"spec":{"volumes":[{"name":"v","emptyDir":{}}]}}""",
        """{"spec":{"volumes":[{"name":"v","$retainKeys":["name","hostPath"],"hostPath":{"path":"/x"}}]}}""",
        """{"spec":{"volumes":[{"name":"v","hostPath":{"path":"/x"}}]}}""")]
    [InlineData(
        "what the schema does not know is merged as RFC 7396 says",
        """{"spec":{"dnsConfig":{"searches":["a"],"x":1}}}""",
        """{"spec":{"dnsConfig":{"searches":["b"],"x":null}}}""",
        """{"spec":{"dnsConfig":{"searches":["b"]}}}""")]
    public void A_patch_follows_the_kinds_schema(string what, string target, string patch, string expected) =>
        Assert.True(expected == Apply(target, patch), $"{what}:\n{Apply(target, patch)}\n{expected}");

    [Theory]
    [InlineData(
        "listed elements stand as listed, others keep their place before them",
        """{"spec":{"containers":[{"name":"a"},{"name":"server"},{"name":"b"}]}}""",
        """{"spec":{"$setElementOrder/containers":[{"name":"b"},{"name":"a"}],"containers":[{"name":"a","image":"x"}]}}""",
        """{"spec":{"containers":[{"name":"server"},{"name":"b"},{"name":"a","image":"x"}]}}""")]
    [InlineData(
        "a new element stands where it is listed",
        """{"spec":{"containers":[{"name":"a"},{"name":"c"}]}}""",
        """{"spec":{"$setElementOrder/containers":[{"name":"a"},{"name":"b"},{"name":"c"}],"containers":[{"name":"b"}]}}""",
        """{"spec":{"containers":[{"name":"a"},{"name":"b"},{"name":"c"}]}}""")]
    [InlineData(
        "the order of scalars",
        """{"metadata":{"finalizers":["x","y"]}}""",
        """{"metadata":{"$setElementOrder/finalizers":["z","y","x"],"finalizers":["z"]}}""",
        """{"metadata":{"finalizers":["z","y","x"]}}""")]
    public void An_element_order_is_kept(string what, string target, string patch, string expected) =>
        Assert.True(expected == Apply(target, patch), $"{what}:\n{Apply(target, patch)}\n{expected}");

    [Theory]
    [InlineData("""{"spec":{"containers":[{"image":"x"}]}}""", "lacks its merge key 'name'")]
    [InlineData("""{"spec":{"containers":["x"]}}""", "must be an object")]
    [InlineData("""{"spec":{"$patch":"drop"}}""", "'drop' is no $patch directive")]
    [InlineData("""{"spec":{"$patch":7}}""", "$patch must be a string")]
    [InlineData("""{"metadata":{"$deleteFromPrimitiveList/finalizers":"x"}}""", "must be a list")]
    [InlineData("""{"spec":{"$retainKeys":["a"],"nodeName":"n"}}""", "not among its $retainKeys")]
    public void A_malformed_directive_says_why(string patch, string reason) =>
        Assert.Contains(reason, Assert.Throws<PatchException>(() => Apply(TwoContainers, patch)).Message, StringComparison.Ordinal);

    private static string Apply(string target, string patch) => StrategicMergePatch.Apply(
        JsonNode.Parse(target)!.AsObject(), JsonNode.Parse(patch)!.AsObject(), KindSchemas.Of(Kinds.Pod)).ToJsonString();
}
