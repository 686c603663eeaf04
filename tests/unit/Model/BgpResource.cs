using System.Text.Json.Nodes;
using Margay.Model.Resources;
using Margay.Model.Validation;

namespace Margay.Tests.Unit.Model;

/// <summary>What the tests of the BGP kinds say of a resource.</summary>
internal static class BgpResource
{
    public static JsonObject Json(string text) => JsonNode.Parse(text)!.AsObject();

    /// <summary>The faults of a resource with this spec.</summary>
    public static IEnumerable<string> FaultsOf(ResourceKind kind, string spec, string name = "a") =>
        ResourceValidator.Validate(kind, Of(spec, name)).Select(fault => fault.ToString());

    /// <summary>The spec as it is stored.</summary>
    public static string Stored(ResourceKind kind, string spec)
    {
        var resource = Of(spec, "a");
        ResourceDefaults.Apply(kind, resource);
        var once = resource["spec"]!.ToJsonString();
        ResourceDefaults.Apply(kind, resource);
        Assert.Equal(once, resource["spec"]!.ToJsonString());
        return once;
    }

    /// <summary>A spec that names every field is right, is typed in full, and comes back as it was.</summary>
    public static void AssertKept<T>(ResourceKind<T> kind, string resource)
        where T : Resource
    {
        Assert.Empty(ResourceValidator.Validate(kind, Json(resource)));
        var typed = ResourceReader.Read(kind, Json(resource));
        var written = System.Text.Json.JsonSerializer.SerializeToNode(typed, kind.Json);
        Assert.True(JsonNode.DeepEquals(Json(resource), written), written!.ToJsonString());
    }

    private static JsonObject Of(string spec, string name) =>
        new() { ["metadata"] = new JsonObject { ["name"] = name }, ["spec"] = JsonNode.Parse(spec) };
}
