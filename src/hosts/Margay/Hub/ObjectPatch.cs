using System.Text.Json.Nodes;
using Margay.Api.Patching;
using Margay.Api.Replies;
using Margay.Model.Resources;
using Margay.Model.Schemas;

namespace Margay.Host.Hub;

/// <summary>Turns the body of a PATCH into an edit.</summary>
internal static class ObjectPatch
{
    /// <summary>The edit; null with the fault if the server does not know the form.</summary>
    public static Func<JsonObject, JsonObject>? Of(RequestBody body, ResourceKind kind, out ApiFault? fault)
    {
        fault = null;
        switch (body.MediaType)
        {
            case "application/json-patch+json":
                return body.Parse(out fault) is { } operations ? item => ObjectOf(JsonPatch.Apply(item, operations)) : null;
            case "application/merge-patch+json":
                return body.Parse(out fault) is { } merge ? item => ObjectOf(MergePatch.Apply(item, merge)) : null;
            case "application/strategic-merge-patch+json":
                return body.Parse(out fault) is { } strategic
                    ? item => StrategicMergePatch.Apply(item, ObjectOf(strategic), KindSchemas.Of(kind))
                    : null;
            case "application/apply-patch+yaml" or "application/apply-patch+cbor":
                fault = ApiFault.UnsupportedMediaType(
                    "this server does not do server-side apply; use kubectl apply without --server-side");
                return null;
            default:
                fault = ApiFault.UnsupportedMediaType(
                    $"the body of the request was in an unknown format ({body.MediaType}); accepted are application/json-patch+json, "
                    + "application/merge-patch+json and application/strategic-merge-patch+json");
                return null;
        }
    }

    private static JsonObject ObjectOf(JsonNode? node) =>
        node as JsonObject ?? throw new PatchException("the patch makes something of the object that is no object");
}
