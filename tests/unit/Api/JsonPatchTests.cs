using System.Text.Json.Nodes;
using Margay.Api.Patching;

namespace Margay.Tests.Unit.Api;

public sealed class JsonPatchTests
{
    /// <summary>The examples of RFC 6902, Appendix A, that succeed.</summary>
    [Theory]
    [InlineData("""{"foo":"bar"}""", """[{"op":"add","path":"/baz","value":"qux"}]""", """{"foo":"bar","baz":"qux"}""")]
    [InlineData("""{"foo":["bar","baz"]}""", """[{"op":"add","path":"/foo/1","value":"qux"}]""", """{"foo":["bar","qux","baz"]}""")]
    [InlineData("""{"baz":"qux","foo":"bar"}""", """[{"op":"remove","path":"/baz"}]""", """{"foo":"bar"}""")]
    [InlineData("""{"foo":["bar","qux","baz"]}""", """[{"op":"remove","path":"/foo/1"}]""", """{"foo":["bar","baz"]}""")]
    [InlineData("""{"baz":"qux","foo":"bar"}""", """[{"op":"replace","path":"/baz","value":"boo"}]""", """{"baz":"boo","foo":"bar"}""")]
    [InlineData(
        """{"foo":{"bar":"baz","waldo":"fred"},"qux":{"corge":"grault"}}""",
        """[{"op":"move","from":"/foo/waldo","path":"/qux/thud"}]""",
        """{"foo":{"bar":"baz"},"qux":{"corge":"grault","thud":"fred"}}""")]
    [InlineData("""{"foo":["all","grass","cows","eat"]}""", """[{"op":"move","from":"/foo/1","path":"/foo/3"}]""", """{"foo":["all","cows","eat","grass"]}""")]
    [InlineData(
        """{"baz":"qux","foo":["a",2,"c"]}""",
        """[{"op":"test","path":"/baz","value":"qux"},{"op":"test","path":"/foo/1","value":2}]""",
        """{"baz":"qux","foo":["a",2,"c"]}""")]
    [InlineData("""{"foo":"bar"}""", """[{"op":"add","path":"/child","value":{"grandchild":{}}}]""", """{"foo":"bar","child":{"grandchild":{}}}""")]
    [InlineData("""{"foo":"bar"}""", """[{"op":"add","path":"/baz","value":"qux","xyz":123}]""", """{"foo":"bar","baz":"qux"}""")]
    [InlineData("""{"/":9,"~1":10}""", """[{"op":"test","path":"/~01","value":10}]""", """{"/":9,"~1":10}""")]
    [InlineData("""{"foo":["bar"]}""", """[{"op":"add","path":"/foo/-","value":["abc","def"]}]""", """{"foo":["bar",["abc","def"]]}""")]
    [InlineData("""{"a":1}""", """[{"op":"replace","path":"","value":{"b":2}}]""", """{"b":2}""")]
    [InlineData("""{"a":{"x":1}}""", """[{"op":"copy","from":"/a","path":"/b"},{"op":"add","path":"/b/x","value":2}]""", """{"a":{"x":1},"b":{"x":2}}""")]
    [InlineData("""{"a":null}""", """[{"op":"test","path":"/a","value":null}]""", """{"a":null}""")]
    public void An_operation_does_what_its_rfc_shows(string target, string patch, string expected)
    {
        var before = JsonNode.Parse(target);
        Assert.Equal(expected, JsonPatch.Apply(before, JsonNode.Parse(patch))!.ToJsonString());
        Assert.Equal(target, before!.ToJsonString());
    }

    [Theory]
    [InlineData("""{"baz":"qux"}""", """[{"op":"test","path":"/baz","value":"bar"}]""", "operation 0 of the patch: test failed")]
    [InlineData("""{"foo":"bar"}""", """[{"op":"add","path":"/baz/bat","value":"qux"}]""", "nothing at '/baz/bat'")]
    [InlineData("""{"a":"1"}""", """[{"op":"test","path":"/a","value":1}]""", "test failed")]
    [InlineData("""{"a":[1]}""", """[{"op":"add","path":"/a/2","value":1}]""", "nothing at '/a/2'")]
    [InlineData("""{"a":[1]}""", """[{"op":"replace","path":"/a/01","value":1}]""", "nothing at '/a/01'")]
    [InlineData("""{"a":[1]}""", """[{"op":"remove","path":"/a/-"}]""", "nothing at '/a/-'")]
    [InlineData("""{"a":1}""", """[{"op":"remove","path":"/b"}]""", "nothing at '/b'")]
    [InlineData("""{"a":1}""", """[{"op":"remove","path":"b"}]""", "does not begin with '/'")]
    [InlineData("""{"a":{}}""", """[{"op":"move","from":"/a","path":"/a/b"}]""", "cannot move into itself")]
    [InlineData("""{"a":1}""", """[{"op":"merge","path":"/a"}]""", "'merge' is no operation")]
    [InlineData("""{"a":1}""", """[{"op":"add","path":"/a"}]""", "'value' is missing")]
    [InlineData("""{"a":1}""", """[{"op":"add"}]""", "'path' is missing")]
    [InlineData("""{"a":1}""", """[7]""", "an operation is an object")]
    [InlineData("""{"a":1}""", """{"op":"add"}""", "an array of operations")]
    public void A_patch_that_does_not_fit_says_why(string target, string patch, string reason) =>
        Assert.Contains(
            reason,
            Assert.Throws<PatchException>(() => JsonPatch.Apply(JsonNode.Parse(target), JsonNode.Parse(patch))).Message,
            StringComparison.Ordinal);
}
