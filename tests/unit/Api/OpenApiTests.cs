using System.Text;
using System.Text.Json.Nodes;
using Margay.Api.OpenApi;
using Margay.Api.Protobuf;
using Margay.Model.Resources;

namespace Margay.Tests.Unit.Api;

public sealed class OpenApiTests
{
    [Fact]
    public void The_index_leads_to_every_group_and_its_urls_change_with_the_content()
    {
        var paths = JsonNode.Parse(OpenApiDocuments.V3Index)!["paths"]!.AsObject();
        Assert.Equal([
                "api/v1", "apis/discovery.k8s.io/v1", "apis/networking.k8s.io/v1", "apis/policy.networking.k8s.io/v1alpha2",
                "apis/projectcalico.org/v3",
            ], paths.Select(path => path.Key));
        Assert.All(paths, path =>
        {
            Assert.Matches($"^/openapi/v3/{path.Key}\\?hash=[0-9A-F]{{64}}$", (string?)path.Value!["serverRelativeURL"]);
            Assert.NotNull(OpenApiDocuments.V3(path.Key));
        });
        Assert.Null(OpenApiDocuments.V3("apis/apps/v1"));
    }

    [Fact]
    public void Every_kind_is_described_with_its_group_version_and_kind_and_takes_field_validation()
    {
        foreach (var kind in Kinds.All)
        {
            var document = JsonNode.Parse(OpenApiDocuments.V3(kind.Group.Length == 0 ? "api/v1" : $"apis/{kind.Group}/{kind.Version}")!)!;
            var schema = document["components"]!["schemas"]!.AsObject().Select(entry => entry.Value!)
                .Single(candidate => (string?)candidate["x-kubernetes-group-version-kind"]?[0]?["kind"] == kind.Kind);
            Assert.NotEqual("", (string?)schema["description"]);
            var patch = document["paths"]![$"{kind.CollectionPath("{namespace}")}/{{name}}"]!["patch"]!;
            Assert.Equal(kind.Kind, (string?)patch["x-kubernetes-group-version-kind"]!["kind"]);
            Assert.Contains("fieldValidation", patch["parameters"]!.AsArray().Select(parameter => (string?)parameter!["name"]));
            Assert.NotNull(patch["requestBody"]!["content"]!["application/strategic-merge-patch+json"]);
        }
    }

    [Fact]
    public void Merge_keys_are_told_to_clients()
    {
        var containers = JsonNode.Parse(OpenApiDocuments.V3("api/v1")!)!["components"]!["schemas"]!["io.k8s.api.core.v1.Pod"]!
            ["properties"]!["spec"]!["properties"]!["containers"]!;
        Assert.Equal("name", (string?)containers["x-kubernetes-patch-merge-key"]);
        Assert.Equal("merge", (string?)containers["x-kubernetes-patch-strategy"]);
    }

    [Fact]
    public void Version_2_lists_no_members_of_open_objects_since_old_clients_refuse_others()
    {
        var pod = JsonNode.Parse(OpenApiDocuments.V2Json)!["definitions"]!["io.k8s.api.core.v1.Pod"]!;
        Assert.Null(pod["properties"]!["spec"]!["properties"]);
        Assert.NotNull(pod["properties"]!["metadata"]!["properties"]!["labels"]);
    }

    /// <summary>Walks the protobuf form and holds it against the JSON form.</summary>
    [Fact]
    public void Both_forms_of_version_2_say_the_same()
    {
        var json = JsonNode.Parse(OpenApiDocuments.V2Json)!;
        var fields = Fields(OpenApiDocuments.V2Protobuf);
        Assert.Equal("2.0", Encoding.UTF8.GetString(fields[0].Bytes));
        var definitions = Fields(fields.Single(field => field.Number == 9).Bytes).ConvertAll(pair => Fields(pair.Bytes));
        Assert.Equal(
            json["definitions"]!.AsObject().Select(entry => entry.Key),
            definitions.ConvertAll(pair => Encoding.UTF8.GetString(pair[0].Bytes)));
        foreach (var pair in definitions)
            AssertSame(json["definitions"]![Encoding.UTF8.GetString(pair[0].Bytes)]!.AsObject(), pair[1].Bytes);
    }

    private static void AssertSame(JsonObject schema, byte[] message)
    {
        var fields = Fields(message);
        string? Text(int number) => fields.Find(field => field.Number == number) is { Bytes: { } bytes } ? Encoding.UTF8.GetString(bytes) : null;
        Assert.Equal((string?)schema["description"], Text(4));
        Assert.Equal((string?)schema["format"], Text(2));
        Assert.Equal((string?)schema["$ref"], Text(1));
        if (schema["properties"] is not JsonObject properties) return;
        var named = Fields(fields.Single(field => field.Number == 25).Bytes).ConvertAll(pair => Fields(pair.Bytes));
        Assert.Equal(properties.Select(property => property.Key), named.ConvertAll(pair => Encoding.UTF8.GetString(pair[0].Bytes)));
        foreach (var pair in named) AssertSame(properties[Encoding.UTF8.GetString(pair[0].Bytes)]!.AsObject(), pair[1].Bytes);
    }

    private static List<(int Number, byte[] Bytes)> Fields(byte[] message)
    {
        var fields = new List<(int, byte[])>();
        var reader = new ProtobufReader(message);
        while (reader.TryReadField(out var number, out _, out var bytes)) fields.Add((number, bytes.ToArray()));
        Assert.False(reader.IsMalformed);
        return fields;
    }
}
