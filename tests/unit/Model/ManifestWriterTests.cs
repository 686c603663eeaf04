using System.Text.Json.Nodes;
using Margay.Model.Manifests;

namespace Margay.Tests.Unit.Model;

public sealed class ManifestWriterTests
{
    [Fact]
    public void A_resource_looks_as_kubectl_would_write_it() =>
        Assert.Equal(
            """
            apiVersion: v1
            kind: A
            metadata:
              annotations:
                note: |
                  first

                  second
              labels: {}
              name: a
            spec:
              args:
              - "80"
              - "true"
              - plain
              - 'key: value'
              - ""
              list:
              - - 1
                - 2
              - a: 1
                b:
                - null
                - []
              ratio: 0.5

            """,
            ManifestWriter.ToYaml(JsonNode.Parse("""
                {"spec":{"ratio":0.5,"args":["80","true","plain","key: value",""],"list":[[1,2],{"b":[null,[]],"a":1}]},
                 "metadata":{"name":"a","labels":{},"annotations":{"note":"first\n\nsecond\n"}},"kind":"A","apiVersion":"v1"}
                """)!));

    [Theory]
    [InlineData("text", "text")]
    [InlineData("10.0.0.0/8", "10.0.0.0/8")]
    [InlineData("80", "\"80\"")]
    [InlineData("0755", "\"0755\"")]
    [InlineData("yes", "\"yes\"")]
    [InlineData("~", "\"~\"")]
    [InlineData("<<", "\"<<\"")]
    [InlineData(".inf", "\".inf\"")]
    [InlineData("a:b", "a:b")]
    [InlineData("a:", "'a:'")]
    [InlineData("a #b", "'a #b'")]
    [InlineData("- a", "'- a'")]
    [InlineData("-a", "-a")]
    [InlineData("---", "'---'")]
    [InlineData("it's", "it's")]
    [InlineData("'it", "'''it'")]
    [InlineData("{a}", "'{a}'")]
    [InlineData(" a", "' a'")]
    [InlineData("tab\there", "\"tab\\there\"")]
    [InlineData("\u0085", "\"\\u0085\"")]
    [InlineData("ünï 😀", "ünï 😀")]
    public void A_text_is_quoted_only_when_it_must_be(string text, string yaml) =>
        Assert.Equal(yaml + "\n", ManifestWriter.ToYaml(JsonValue.Create(text)));

    [Fact]
    public void A_key_longer_than_YAML_allows_is_still_read_back()
    {
        var json = new JsonObject { ["apiVersion"] = "v1", ["kind"] = "A", [new string('k', 5000)] = new JsonObject { ["a"] = 1 } };
        var result = ManifestReader.Read("s", ManifestWriter.ToYaml(json));
        Assert.Empty(result.Faults);
        Assert.True(JsonNode.DeepEquals(json, result.Documents[0].Json));
    }
}
