using System.Text.Json.Nodes;
using Margay.Model.Manifests;

namespace Margay.Tests.Unit.Model;

public sealed class ManifestReaderTests
{
    private const string Policy = """
        # a comment
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata:
          name: shop
          labels: {app.kubernetes.io/name: shop, tier: web}
        spec:
          podSelector: {}
          ingress:
            - from:
                - podSelector:
                    matchLabels: {role: backend}
              ports:
                - port: 80
                  endPort: 90
        """;

    [Theory]
    [InlineData("", 2, 1)]
    [InlineData("kind", 3, 1)]
    [InlineData("metadata.labels[app.kubernetes.io/name]", 6, 12)]
    [InlineData("metadata.labels.tier", 6, 42)]
    [InlineData("spec.ingress[0].from[0].podSelector", 11, 11)]
    [InlineData("spec.ingress[0].ports[0].endPort", 15, 11)]
    [InlineData("spec.ingress[0].ports[0].protocol", 14, 11)]
    [InlineData("spec.ingress[3].ports", 9, 3)]
    [InlineData("status.phase", 2, 1)]
    public void A_field_is_found_in_the_text_or_else_what_is_around_it(string path, int line, int column) =>
        Assert.Equal((line, column), Assert.Single(Read(Policy).Documents).Positions.Find(path));

    [Theory]
    [InlineData("1", "1")]
    [InlineData("-7", "-7")]
    [InlineData("+7", "7")]
    [InlineData("0755", "493")]
    [InlineData("0o17", "15")]
    [InlineData("0x1F", "31")]
    [InlineData("0b101", "5")]
    [InlineData("08", "8")]
    [InlineData("1_000", "1000")]
    [InlineData("18446744073709551615", "18446744073709551615")]
    [InlineData("1.50", "1.5")]
    [InlineData("80.0", "80")]
    [InlineData("1e3", "1000")]
    [InlineData(".5", "0.5")]
    [InlineData("1.2.3", "\"1.2.3\"")]
    [InlineData("10.0.0.0/8", "\"10.0.0.0/8\"")]
    [InlineData("0x", "\"0x\"")]
    [InlineData("yes", "true")]
    [InlineData("Off", "false")]
    [InlineData("y", "true")]
    [InlineData("N", "false")]
    [InlineData("TRUE", "true")]
    [InlineData("yEs", "\"yEs\"")]
    [InlineData("~", "null")]
    [InlineData("", "null")]
    [InlineData("Null", "null")]
    [InlineData("2026-01-31", "\"2026-01-31\"")]
    [InlineData("2026-01-31T12:00:00Z", "\"2026-01-31T12:00:00Z\"")]
    [InlineData("1:30", "\"1:30\"")]
    [InlineData("'true'", "\"true\"")]
    [InlineData("\"80\"", "\"80\"")]
    [InlineData("!!str 80", "\"80\"")]
    [InlineData("!!int \"80\"", "80")]
    [InlineData("!!float 1", "1")]
    [InlineData("!!binary aGVsbG8=", "\"hello\"")]
    [InlineData("!custom 80", "\"80\"")]
    [InlineData("! 80", "\"80\"")]
    [InlineData("\"\\ud83d\\ude00 \\/ \\t\"", "\"\\uD83D\\uDE00 / \\t\"")]
    [InlineData("|\n    a\n    b\n", "\"a\\nb\\n\"")]
    [InlineData(">-\n    a\n    b\n", "\"a b\"")]
    public void A_scalar_means_what_it_means_to_kubectl(string yaml, string json)
    {
        var result = Read($"apiVersion: v1\nkind: A\nvalue: {yaml}\n");
        Assert.Empty(result.Faults);
        Assert.Equal(json, result.Documents[0].Json["value"]?.ToJsonString() ?? "null");
    }

    [Theory]
    [InlineData("on: a", "true")]
    [InlineData("80: a", "80")]
    [InlineData("0x10: a", "16")]
    [InlineData("1.5: a", "1.5")]
    [InlineData("'on': a", "on")]
    public void A_key_becomes_a_text(string entry, string key) =>
        Assert.True(Read($"apiVersion: v1\nkind: A\n{entry}\n").Documents[0].Json.ContainsKey(key));

    [Fact]
    public void Many_documents_are_read_and_empty_ones_are_left_out()
    {
        var result = Read("---\n# nothing\n---\napiVersion: v1\nkind: A\n---\n---\napiVersion: v1\nkind: B\n...\n");
        Assert.Empty(result.Faults);
        Assert.Equal(["A", "B"], result.Documents.Select(document => document.Json["kind"]!.GetValue<string>()));
        Assert.Equal((8, 1), result.Documents[1].Positions.Find(""));
    }

    [Fact]
    public void Json_is_read_too()
    {
        var result = Read("""{"apiVersion": "v1", "kind": "A", "value": [1, null, true, "\u00fc", {"a": {}}]}""");
        Assert.Empty(result.Faults);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""[1,null,true,"ü",{"a":{}}]"""), result.Documents[0].Json["value"]));
    }

    [Fact]
    public void A_list_is_flattened_and_positions_are_those_of_its_items()
    {
        var result = Read("""
            apiVersion: v1
            kind: List
            items:
            - apiVersion: v1
              kind: A
              spec: {a: 1}
            - apiVersion: v1
              kind: PodList
              items:
              - metadata: {name: x}
            """);
        Assert.Empty(result.Faults);
        Assert.Equal(["A", "Pod"], result.Documents.Select(document => document.Json["kind"]!.GetValue<string>()));
        Assert.Equal((6, 10), result.Documents[0].Positions.Find("spec.a"));
        Assert.Equal((10, 16), result.Documents[1].Positions.Find("metadata.name"));
    }

    [Fact]
    public void Aliases_and_merge_keys_are_resolved()
    {
        var result = Read("""
            apiVersion: v1
            kind: A
            base: &base {a: 1, b: [x]}
            other: &other {a: 9, c: 3}
            one: *base
            two: {<<: *base, b: 2}
            three: {<<: [*base, *other], d: 4}
            """);
        Assert.Empty(result.Faults);
        var json = result.Documents[0].Json;
        Assert.Equal("""{"a":1,"b":["x"]}""", json["one"]!.ToJsonString());
        Assert.Equal("""{"b":2,"a":1}""", json["two"]!.ToJsonString());
        Assert.Equal("""{"d":4,"a":1,"b":["x"],"c":3}""", json["three"]!.ToJsonString());
    }

    [Theory]
    [InlineData("apiVersion: v1\nkind: A\na: 1\na: 2\n", "s:4:1: the key 'a' stands here a second time")]
    [InlineData("kind: A\n", "s:1:1: apiVersion is missing: write it as a text")]
    [InlineData("apiVersion: 1\nkind: A\n", "s:1:1: apiVersion is missing: write it as a text")]
    [InlineData("just text\n", "s:1:1: this is no resource: it has no apiVersion and no kind")]
    [InlineData("apiVersion: v1\nkind: A\na: *x\n", "s:3:4: there is no anchor &x before this alias")]
    [InlineData("apiVersion: v1\nkind: A\na: &x [*x]\n", "s:3:8: the value of &x contains itself")]
    [InlineData("apiVersion: v1\nkind: A\na: .inf\n", "s:3:4: .inf has no place in JSON: put it in quotes if the text is meant")]
    [InlineData("apiVersion: v1\nkind: A\na: !!int x\n", "s:3:4: this is no int, although its tag says so")]
    [InlineData("apiVersion: v1\nkind: A\n~: x\n", "s:3:1: a key must not be empty or null")]
    [InlineData("apiVersion: v1\nkind: A\n? [a]\n: x\n", "s:3:3: a key must be a text")]
    [InlineData("apiVersion: v1\nkind: A\n&key k: v\n*key : w\n", "s:4:1: the key 'k' stands here a second time")]
    [InlineData("apiVersion: v1\nkind: A\n<<: 1\n", "s:3:5: only a mapping, or a list of mappings, can be merged with <<")]
    public void A_fault_names_its_place(string yaml, string expected)
    {
        var result = Read(yaml);
        Assert.Empty(result.Documents);
        Assert.Equal([expected], result.Faults.Select(fault => fault.ToString()));
    }

    [Theory]
    [InlineData("apiVersion: v1\nkind: A\n  b: 1\n", 3)]
    [InlineData("apiVersion: v1\nkind: \"A\n", 2)]
    [InlineData("apiVersion: v1\nkind: A\n\tb: 1\n", 3)]
    [InlineData("apiVersion: v1\nkind: {A\n", 3)]
    public void A_syntax_fault_names_its_line_and_keeps_the_documents_before_it(string yaml, int line)
    {
        var result = Read("apiVersion: v1\nkind: First\n---\n" + yaml);
        Assert.Equal("First", Assert.Single(result.Documents).Json["kind"]!.GetValue<string>());
        var fault = Assert.Single(result.Faults);
        Assert.InRange(fault.Line, line + 2, line + 4);
        Assert.DoesNotContain("Exception", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Aliases_that_multiply_are_stopped()
    {
        var bomb = "apiVersion: v1\nkind: A\na0: &a0 [x,x,x,x,x,x,x,x,x]\n";
        for (var i = 1; i < 12; i++) bomb += $"a{i}: &a{i} [{string.Join(',', Enumerable.Repeat($"*a{i - 1}", 9))}]\n";
        var result = Read(bomb);
        Assert.Empty(result.Documents);
        Assert.Contains("aliases stand for more than 100000 values", Assert.Single(result.Faults).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData('[')]
    [InlineData('{')]
    public void Deep_nesting_is_stopped(char open) =>
        Assert.Contains("nested deeper than 100", Assert.Single(Read(new string(open, 50_000)).Faults).Message, StringComparison.Ordinal);

    [Fact]
    public void Aliases_do_not_nest_deeper_than_the_limit()
    {
        var deep = "apiVersion: v1\nkind: A\na0: &a0 []\n";
        for (var i = 1; i < 150; i++) deep += $"a{i}: &a{i} [*a{i - 1}]\n";
        Assert.Contains(Read(deep).Faults, fault => fault.Message == "is nested deeper than 100");
    }

    private static ManifestReadResult Read(string text) => ManifestReader.Read("s", text);
}
