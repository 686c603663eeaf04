using System.Text.Json.Nodes;
using Margay.Client;

namespace Margay.Tests.Unit.Client;

public sealed class ThreeWayMergeTests
{
    [Theory]
    [InlineData("""{"spec":{"a":1,"b":2}}""", """{"spec":{"a":1,"b":3}}""", """{"b":3}""")]
    [InlineData("""{"spec":{"a":1,"b":2}}""", """{"spec":{"a":1}}""", """{"b":null}""")]
    [InlineData("""{"spec":{"list":[{"x":1}]}}""", """{"spec":{"list":[{"x":1},{"x":2}]}}""", """{"list":[{"x":1},{"x":2}]}""")]
    [InlineData("""{"spec":{"o":{"p":1,"q":1}}}""", """{"spec":{"o":{"q":2}}}""", """{"o":{"q":2,"p":null}}""")]
    public void A_patch_says_what_differs_and_removes_what_is_no_longer_said(string before, string after, string spec)
    {
        var patch = ThreeWayMerge.Patch(Stored(before), ThreeWayMerge.Annotate(Parse(after)));
        Assert.Equal(spec, patch["spec"]!.ToJsonString());
    }

    [Fact]
    public void What_the_server_added_by_itself_is_left_alone()
    {
        var stored = Stored("""{"spec":{"cidr":"10.0.0.0/16"}}""");
        stored["spec"]!["blockSize"] = 26;
        stored["status"] = new JsonObject();
        Assert.Empty(ThreeWayMerge.Patch(stored, ThreeWayMerge.Annotate(Parse("""{"spec":{"cidr":"10.0.0.0/16"}}"""))));
    }

    [Fact]
    public void A_condition_dropped_inside_a_list_is_a_change()
    {
        var patch = ThreeWayMerge.Patch(
            Stored("""{"spec":{"ports":[{"port":80,"endPort":90}]}}"""),
            ThreeWayMerge.Annotate(Parse("""{"spec":{"ports":[{"port":80}]}}""")));
        Assert.Equal("""{"ports":[{"port":80}]}""", patch["spec"]!.ToJsonString());
    }

    [Fact]
    public void The_annotation_holds_the_manifest_as_kubectl_writes_it()
    {
        var manifest = Parse("""{"spec":{"b":"<é&'>","a":[1,{"d":true,"c":null}]},"metadata":{"name":"p"}}""");
        var annotated = ThreeWayMerge.Annotate(manifest);
        var text = annotated["metadata"]!["annotations"]![ThreeWayMerge.LastApplied]!.GetValue<string>();
        Assert.Equal(
            """{"metadata":{"annotations":{},"name":"p"},"spec":{"a":[1,{"c":null,"d":true}],"b":"\u003cé\u0026'\u003e"}}""" + "\n", text);
        Assert.Null(manifest["metadata"]!["annotations"]);
    }

    private static JsonObject Stored(string manifest) => ThreeWayMerge.Annotate(Parse(manifest));

    private static JsonObject Parse(string json) => (JsonObject)JsonNode.Parse(json)!;
}
