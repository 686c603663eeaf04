using System.Text;
using System.Text.Json.Nodes;
using Margay.Model.Resources;
using Margay.Model.Validation;
using static Margay.Tests.Unit.Model.BgpResource;

namespace Margay.Tests.Unit.Model;

public sealed class SecretTests
{
    private const string Meta = """{"metadata":{"name":"bgp","namespace":"kube-system"},""";

    [Fact]
    public void Every_field_is_known_and_kept() => AssertKept(
        Kinds.Secret, Meta + """ "type":"Opaque","data":{"mesh":"c2VjcmV0","rack-1.key_2":""},"immutable":true}""");

    [Fact]
    public void Entries_are_read_as_bytes_and_are_not_part_of_its_text()
    {
        var secret = ResourceReader.Read(Kinds.Secret, Json(Meta + """ "data":{"mesh":"c2VjcmV0"}}"""));
        Assert.Equal("secret"u8.ToArray(), secret.Data!["mesh"]);
        Assert.DoesNotContain(["secret", "c2VjcmV0"], word => secret.ToString().Contains(word, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{}""", """{"type":"Opaque"}""")]
    [InlineData("""{"type":"kubernetes.io/tls"}""", """{"type":"kubernetes.io/tls"}""")]
    [InlineData("""{"stringData":{"a":"open sesame"}}""", """{"data":{"a":"b3BlbiBzZXNhbWU="},"type":"Opaque"}""")]
    [InlineData("""{"data":{"a":"eA==","b":"eQ=="},"stringData":{"a":"ü"}}""", """{"data":{"a":"w7w=","b":"eQ=="},"type":"Opaque"}""")]
    [InlineData("""{"stringData":{"a":null}}""", """{"data":{"a":""},"type":"Opaque"}""")]
    [InlineData("""{"stringData":{"a":7}}""", """{"stringData":{"a":7},"type":"Opaque"}""")]
    [InlineData("""{"stringData":{}}""", """{"type":"Opaque"}""")]
    public void Plain_entries_move_into_the_data(string given, string stored)
    {
        var secret = Json(given);
        ResourceDefaults.Apply(Kinds.Secret, secret);
        Assert.True(JsonNode.DeepEquals(Json(stored), secret), secret.ToJsonString());
    }

    [Theory]
    [InlineData("""{"a":"eA==","A-b_c.9":"","..":"","...x":"",".":"","a/b":"","":""}""",
        "data[..] has a key that cannot be: use a name that is not '.' and does not begin with '..'",
        "data[...x] has a key that cannot be: use a name that is not '.' and does not begin with '..'",
        "data[.] has a key that cannot be: use a name that is not '.' and does not begin with '..'",
        "data[a/b] has a key that cannot be: use at most 253 letters, digits and -_.",
        "data[] has a key that cannot be: use at most 253 letters, digits and -_.")]
    [InlineData("""{"a":"not base64 at all"}""", "data.a is no base64: encode it, or write it as it is under stringData")]
    [InlineData("""{"a":123456}""", "data.a is no text: put it in quotes")]
    public void Keys_and_values_are_what_Kubernetes_takes(string data, params string[] expected) =>
        Assert.Equal(expected.Order(StringComparer.Ordinal), Faults(Meta + $$""" "data":{{data}}}""").Order(StringComparer.Ordinal));

    [Fact]
    public void No_fault_quotes_an_entry() => Assert.All(
        Faults(Meta + """ "data":{"a":"hunter2 hunter2","b":7777777},"stringData":{"c":8888888},"type":"kubernetes.io/dockerconfigjson"}"""),
        fault => Assert.DoesNotContain(["hunter2", "7777777", "8888888"], word => fault.Contains(word, StringComparison.Ordinal)));

    [Theory]
    [InlineData(253, 0)]
    [InlineData(254, 1)]
    public void A_key_has_so_many_characters(int length, int faults) =>
        Assert.Equal(faults, Faults(Meta + $$$""" "data":{"{{{new string('a', length)}}}":""}}""").Count());

    [Theory]
    [InlineData(1048576, null)]
    [InlineData(1048577, "data has 1048577 bytes: keep to 1048576 in all")]
    public void All_entries_together_have_so_many_bytes(int size, string? expected)
    {
        var half = Convert.ToBase64String(new byte[size / 2]);
        var rest = Convert.ToBase64String(new byte[size - size / 2]);
        Assert.Equal(expected is null ? [] : [expected], Faults(Meta + $$$""" "data":{"a":"{{{half}}}","b":"{{{rest}}}"}}"""));
    }

    [Theory]
    [InlineData("kubernetes.io/tls", "", "data[tls.crt]", "data[tls.key]")]
    [InlineData("kubernetes.io/tls", "tls.crt tls.key")]
    [InlineData("kubernetes.io/basic-auth", "", "data.username")]
    [InlineData("kubernetes.io/basic-auth", "password")]
    [InlineData("kubernetes.io/ssh-auth", "", "data.ssh-privatekey")]
    [InlineData("kubernetes.io/dockercfg", "", "data[.dockercfg]")]
    [InlineData("kubernetes.io/dockerconfigjson", ".dockerconfigjson", "data[.dockerconfigjson]")]
    [InlineData("kubernetes.io/service-account-token", "", "metadata.annotations[kubernetes.io/service-account.name]")]
    [InlineData("example.com/mine", "")]
    public void A_type_needs_its_entries(string type, string keys, params string[] paths)
    {
        var data = new JsonObject();
        foreach (var key in keys.Split(' ', StringSplitOptions.RemoveEmptyEntries)) data[key] = "";
        var secret = new JsonObject { ["metadata"] = new JsonObject { ["name"] = "a" }, ["type"] = type, ["data"] = data };
        Assert.Equal(paths, ResourceValidator.Validate(Kinds.Secret, secret).Select(fault => fault.Path));
    }

    [Fact]
    public void What_docker_keeps_is_JSON()
    {
        var right = Convert.ToBase64String(Encoding.UTF8.GetBytes("""{"auths":{}}"""));
        Assert.Empty(Faults(Meta + $$$""" "type":"kubernetes.io/dockerconfigjson","data":{".dockerconfigjson":"{{{right}}}"}}"""));
    }

    [Theory]
    [InlineData("""{"type":"Opaque"}""", """{"type":"other"}""", "type cannot change from 'Opaque' to 'other'")]
    [InlineData("""{"data":{"a":"eA=="}}""", """{"data":{"a":"eQ=="},"immutable":true}""", null)]
    [InlineData("""{"data":{"a":"eA=="},"immutable":true}""", """{"data":{"a":"eQ=="},"immutable":true}""", "data cannot change: the secret is immutable")]
    [InlineData("""{"data":{"a":"eA=="},"immutable":true}""", """{"data":{"a":"eA=="}}""", "immutable cannot be taken back")]
    public void Type_and_what_is_immutable_stay(string before, string after, string? expected) => Assert.Equal(
        expected is null ? [] : [expected],
        ResourceValidator.ValidateUpdate(Kinds.Secret, Json(before), Json(after)).Select(fault => $"{fault.Path} {fault.Problem}"));

    private static IEnumerable<string> Faults(string secret) => ResourceValidator.Validate(Kinds.Secret, Json(secret)).Select(fault => fault.ToString());
}
