using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using Margay.Model.Manifests;
using Margay.Model.Resources;
using Margay.Model.Validation;

namespace Margay.Tests.Property.Model;

public sealed class ManifestProperties
{
    private static readonly string[] Fragments =
    [
        "apiVersion: v1\n", "kind: List\n", "items:\n", "- ", "? ", ": ", "a", "b: ", "&x ", "*x", "<<: ", "\n", "  ", "\t", "{", "}", "[", "]",
        ",", "\"", "'", "|", ">", "-", "---\n", "...\n", "#", "!!int ", "!", "%YAML 1.1\n", "1", "0x", ".inf", "\\", "\0", "\r", "\ufeff", "é", "😀", "@", "`",
    ];

    /// <summary>Texts with a liking for what YAML gives a meaning to.</summary>
    private static readonly Gen<string> Text = Gen.OneOf(
        Gen.String[Gen.Char[" \t\n\r-?:,[]{}#&*!|>'\"%@`~<.=/\\0123456789abenosyEx_+\0\u0085\u2028é"], 0, 12],
        Gen.OneOf("true", "no", "null", "1e3", "0x1F", "0755", "1_0", "---", "...", "<<", "- a", "a: b", "a #b", "|", "😀", "\n\n", " \n", "a\n ", "a\n\n\n"),
        Gen.Char.AlphaNumeric.Array[0, 8].Select(characters => new string(characters)));

    private static readonly Gen<JsonNode?> Json = Gen.Recursive<JsonNode?>((depth, inner) => Gen.OneOf(
        Text.Select(text => (JsonNode?)JsonValue.Create(text)),
        Gen.Long.Select(number => (JsonNode?)JsonValue.Create(number)),
        Gen.Double[-1e300, 1e300].Select(number => (JsonNode?)JsonValue.Create(number)),
        Gen.Bool.Select(flag => (JsonNode?)JsonValue.Create(flag)),
        Gen.Const((JsonNode?)null),
        depth > 4 ? Gen.Const(0).Select(_ => (JsonNode?)new JsonArray()) : inner.Array[0, 4].Select(ToArray),
        depth > 4 ? Gen.Const(0).Select(_ => (JsonNode?)new JsonObject()) : Gen.Select(Text, inner).Array[0, 4].Select(ToObject)));

    [Fact]
    public void What_is_written_is_read_back() =>
        Json.Select(value => new JsonObject { ["apiVersion"] = "v1", ["kind"] = "A", ["value"] = value?.DeepClone() })
            .Sample(
                resource =>
                {
                    var result = ManifestReader.Read("s", ManifestWriter.ToYaml(resource));
                    Assert.Empty(result.Faults);
                    return JsonNode.DeepEquals(resource, result.Documents[0].Json);
                },
                print: ManifestWriter.ToYaml,
                iter: 3_000);

    [Fact]
    public void Fragments_of_YAML_in_any_order_never_throw() =>
        Gen.OneOf(Fragments).Array[0, 40].Select(string.Concat).Sample(ReadAndUse, iter: 5_000);

    [Fact]
    public void Bytes_in_any_order_never_throw() =>
        Gen.Byte.Array[0, 200].Select(Encoding.UTF8.GetString).Sample(ReadAndUse, iter: 3_000);

    [Fact]
    public void A_damaged_manifest_never_throws() =>
        Gen.Select(Gen.Int[0, Sample.Length - 1], Gen.Int[0, 5], Gen.OneOf(Fragments).Array[0, 3].Select(string.Concat))
            .Array[1, 4]
            .Select(edits => edits.Aggregate(Sample, Edit))
            .Sample(ReadAndUse, iter: 3_000);

    private const string Sample = """
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata:
          name: shop # a comment
          labels: &labels {app: "shop", tier: 'web'}
        spec:
          podSelector: {matchLabels: *labels}
          ingress:
          - from:
            - ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16]}
            ports:
            - {port: 80, endPort: 90}
            - port: |
                http
        ---
        apiVersion: v1
        kind: List
        items: [{apiVersion: v1, kind: Namespace, metadata: {name: a}}]
        """;

    private static string Edit(string text, (int At, int Remove, string Insert) edit)
    {
        var at = Math.Min(edit.At, text.Length);
        return text.Remove(at, Math.Min(edit.Remove, text.Length - at)).Insert(at, edit.Insert);
    }

    private static void ReadAndUse(string text)
    {
        foreach (var document in ManifestReader.Read("s", text).Documents)
        {
            ManifestWriter.ToYaml(document.Json);
            foreach (var kind in Kinds.All)
            {
                var resource = document.Json.DeepClone().AsObject();
                ResourceDefaults.Apply(kind, resource);
                foreach (var fault in ResourceValidator.Validate(kind, resource)) document.Positions.Find(fault.Path);
            }
        }
    }

    private static JsonNode? ToArray(JsonNode?[] items) => new JsonArray([.. items.Select(item => item?.DeepClone())]);

    private static JsonNode? ToObject((string Key, JsonNode? Value)[] members)
    {
        var json = new JsonObject();
        foreach (var (key, value) in members) json[key] = value?.DeepClone();
        return json;
    }
}
