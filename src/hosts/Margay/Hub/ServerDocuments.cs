using System.Text;
using Margay.Api.Discovery;
using Margay.Api.Metrics;
using Margay.Api.OpenApi;
using Margay.Api.Replies;
using Margay.Api.Requests;

namespace Margay.Host.Hub;

/// <summary>What the hub says of itself: version, health, metrics, discovery.</summary>
internal sealed class ServerDocuments(MetricRegistry metrics, Func<bool> isReady)
{
    private const string Json = "application/json";

    /// <summary>What anybody may read, known or not; null if the path is none of these.</summary>
    public Reply? Public(string path) => path switch
    {
        "/version" or "/version/" => new Reply.Document(VersionDocument.Content, Json),
        "/healthz" or "/livez" => new Reply.Document("ok"u8.ToArray(), "text/plain; charset=utf-8"),
        "/readyz" => isReady()
            ? new Reply.Document("ok"u8.ToArray(), "text/plain; charset=utf-8")
            : ApiFault.Unavailable("the store takes no writes"),
        _ => null,
    };

    /// <summary>What any known caller may read; null if the path is none of these.</summary>
    public Reply? Private(string path, string? accept) => path.Trim('/').Split('/') switch
    {
        ["metrics"] => new Reply.Document(Encoding.UTF8.GetBytes(metrics.Write()), MetricRegistry.ContentType),
        ["api"] => Aggregated(accept, core: true) ?? new Reply.Document(DiscoveryDocuments.CoreVersions, Json),
        ["apis"] => Aggregated(accept, core: false) ?? new Reply.Document(DiscoveryDocuments.Groups, Json),
        ["api", var version] => Of(DiscoveryDocuments.Resources("", version)),
        ["apis", var group] => Of(DiscoveryDocuments.Group(group)),
        ["openapi", "v2"] => OpenApiV2(accept),
        ["openapi", "v3"] => new Reply.Document(OpenApiDocuments.V3Index, Json),
        ["openapi", "v3", .. var rest] => Of(OpenApiDocuments.V3(string.Join('/', rest))),
        ["apis", var group, var version] => Of(DiscoveryDocuments.Resources(group, version)),
        _ => null,
    };

    private static Reply.Document? Of(byte[]? document) => document is null ? null : new Reply.Document(document, Json);

    private static Reply.Document OpenApiV2(string? accept) =>
        MediaRange.ParseAll(accept ?? "").FirstOrDefault()?.Type
            is OpenApiDocuments.V2ProtobufType or OpenApiDocuments.OldV2ProtobufType
            ? new Reply.Document(OpenApiDocuments.V2Protobuf, OpenApiDocuments.V2ProtobufType)
            : new Reply.Document(OpenApiDocuments.V2Json, Json);

    private static Reply.Document? Aggregated(string? accept, bool core)
    {
        if (string.IsNullOrEmpty(accept)) return null;
        var wanted = MediaRange.ParseAll(accept).FirstOrDefault(range =>
            range.AcceptsJson && (range["as"] is null || range["v"] is "v2" or "v2beta1"));
        return wanted?["as"] == "APIGroupDiscoveryList" && wanted["v"] is { } version
            ? new Reply.Document(
                DiscoveryDocuments.Aggregated(core, version), $"{Json};g=apidiscovery.k8s.io;v={version};as=APIGroupDiscoveryList")
            : null;
    }
}
