using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Margay.Api.Protobuf;
using Margay.Api.Replies;
using Margay.Api.Requests;
using Margay.Model.Manifests;

namespace Margay.Host.Hub;

/// <summary>What a client sent.</summary>
/// <param name="MediaType">Its media type, in lower case and without parameters; empty if not stated.</param>
/// <param name="Content">The bytes.</param>
internal sealed record RequestBody(string MediaType, byte[] Content)
{
    /// <summary>As the Kubernetes API server limits requests.</summary>
    public const long MaxBytes = 3 * 1024 * 1024;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 128 };

    /// <exception cref="BadHttpRequestException">The body is too large or broken off.</exception>
    public static async Task<RequestBody> ReadAsync(HttpRequest request, CancellationToken stop)
    {
        using var content = new MemoryStream((int)Math.Clamp(request.ContentLength ?? 0, 0, MaxBytes));
        await request.Body.CopyToAsync(content, stop);
        var type = request.ContentType is { } header ? MediaRange.ParseAll(header).FirstOrDefault()?.Type : null;
        return new RequestBody(type ?? "", content.ToArray());
    }

    /// <summary>The body as JSON; null with the fault if it is none.</summary>
    public JsonNode? Parse(out ApiFault? fault)
    {
        try
        {
            var node = JsonNode.Parse(Content, documentOptions: Strict);
            fault = node is null ? ApiFault.BadRequest("the body is null") : null;
            return node;
        }
        catch (JsonException broken)
        {
            fault = ApiFault.BadRequest($"the body is no JSON: {broken.Message}");
            return null;
        }
    }

    /// <summary>The body as one object; null with the fault if it is none.</summary>
    public JsonObject? ParseObject(out ApiFault? fault)
    {
        if (MediaType == "application/yaml") return ParseYaml(out fault);
        if (MediaType == KubernetesProtobuf.ContentType) return ParseProtobuf(out fault);
        if (MediaType is not ("" or "application/json"))
        {
            fault = ApiFault.UnsupportedMediaType(
                $"the body of the request was in an unknown format ({MediaType}); accepted are application/json and application/yaml");
            return null;
        }

        var node = Parse(out fault);
        if (fault is null && node is not JsonObject) fault = ApiFault.BadRequest("the body is not a JSON object");
        return node as JsonObject;
    }

    private JsonObject? ParseProtobuf(out ApiFault? fault)
    {
        var item = KubernetesProtobuf.Read(Content, out var problem);
        fault = problem is null ? null : ApiFault.UnsupportedMediaType(problem);
        return item;
    }

    private JsonObject? ParseYaml(out ApiFault? fault)
    {
        var read = ManifestReader.Read("body", Encoding.UTF8.GetString(Content));
        fault = read switch
        {
            { Faults: [var first, ..] } => ApiFault.BadRequest(first.ToString()),
            { Documents.Count: not 1 } => ApiFault.BadRequest($"the body has {read.Documents.Count} documents: send one"),
            _ => null,
        };
        return fault is null ? read.Documents[0].Json : null;
    }
}
