using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Margay.Api.Discovery;
using Margay.Model.Resources;

namespace Margay.Api.OpenApi;

/// <summary>The documents that describe every kind: what <c>kubectl explain</c>, <c>apply</c> and completion read.</summary>
/// <remarks>All are made once, when first asked for.</remarks>
public static class OpenApiDocuments
{
    /// <summary>The media type of <see cref="V2Protobuf"/>.</summary>
    public const string V2ProtobufType = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";

    /// <summary>The same as old clients ask for it. It is no media type by RFC 7231, so answers never bear it.</summary>
    public const string OldV2ProtobufType = "application/com.github.proto-openapi.spec.v2@v1.0+protobuf";

    private static readonly Lazy<FrozenDictionary<string, byte[]>> Groups = new(() => DiscoveryDocuments.ServedGroups
        .ToFrozenDictionary(served => PathOf(served.Group, served.Version), served => Group(served.Group, served.Version)));

    private static readonly Lazy<byte[]> Index = new(MakeIndex);

    private static readonly Lazy<JsonObject> V2Document = new(() => new JsonObject
    {
        ["swagger"] = "2.0",
        ["info"] = Info(),
        ["paths"] = KindPaths.Of(Kinds.All, OpenApiDialect.V2),
        ["definitions"] = KindDefinitions.Of(Kinds.All, OpenApiDialect.V2),
    });

    private static readonly Lazy<byte[]> V2JsonBytes = new(() => Utf8(V2Document.Value));

    private static readonly Lazy<byte[]> V2ProtobufBytes = new(() => OpenApiV2Protobuf.Encode(V2Document.Value));

    /// <summary><c>/openapi/v3</c>: where the document of each group and version is.</summary>
    public static byte[] V3Index => Index.Value;

    /// <summary><c>/openapi/v2</c> as JSON.</summary>
    public static byte[] V2Json => V2JsonBytes.Value;

    /// <summary><c>/openapi/v2</c> as protobuf (gnostic's <c>openapi.v2.Document</c>), the only form old kubectls ask for.</summary>
    public static byte[] V2Protobuf => V2ProtobufBytes.Value;

    /// <summary><c>/openapi/v3/…</c>: one group and version, as in <c>apis/networking.k8s.io/v1</c>; null if not served.</summary>
    public static byte[]? V3(string groupVersionPath) => Groups.Value.GetValueOrDefault(groupVersionPath);

    private static byte[] Group(string group, string version)
    {
        var kinds = Kinds.All.Where(kind => kind.Group == group && kind.Version == version).ToList();
        return Utf8(new JsonObject
        {
            ["openapi"] = "3.0.0",
            ["info"] = Info(),
            ["paths"] = KindPaths.Of(kinds, OpenApiDialect.V3),
            ["components"] = new JsonObject { ["schemas"] = KindDefinitions.Of(kinds, OpenApiDialect.V3) },
        });
    }

    /// <remarks>Clients keep documents for ever under their URL, so the URL carries a hash of the content.</remarks>
    private static byte[] MakeIndex()
    {
        var paths = new JsonObject();
        foreach (var (path, document) in Groups.Value.OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            var hash = Convert.ToHexString(SHA256.HashData(document));
            paths[path] = new JsonObject { ["serverRelativeURL"] = $"/openapi/v3/{path}?hash={hash}" };
        }

        return Utf8(new JsonObject { ["paths"] = paths });
    }

    private static JsonObject Info() => new() { ["title"] = "Margay", ["version"] = "v1" };

    private static string PathOf(string group, string version) =>
        group.Length == 0 ? $"api/{version}" : $"apis/{group}/{version}";

    private static byte[] Utf8(JsonObject document) => Encoding.UTF8.GetBytes(document.ToJsonString());
}
