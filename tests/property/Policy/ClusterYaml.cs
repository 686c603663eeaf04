using System.Text.Json;
using System.Text.Json.Nodes;
using Margay.Model.Manifests;
using Margay.Model.Resources;
using Margay.Model.Validation;

namespace Margay.Tests.Property.Policy;

/// <summary>Resources as manifests that a person can apply.</summary>
internal static class ClusterYaml
{
    private static readonly Dictionary<Type, ResourceKind> KindOfType =
        Kinds.All.ToDictionary(kind => kind.GetType().GenericTypeArguments[0]);

    /// <summary>The manifests of a cluster, one document a resource.</summary>
    public static string Of(IEnumerable<Resource> resources) =>
        string.Join("---\n", resources.Select(resource => ManifestWriter.ToYaml(JsonOf(resource))));

    /// <summary>The resource as an API would show it.</summary>
    public static JsonObject JsonOf(Resource resource)
    {
        var kind = KindOfType[resource.GetType()];
        var named = resource with { ApiVersion = kind.ApiVersion, Kind = kind.Kind };
        return JsonSerializer.SerializeToNode(named, named.GetType(), ResourceJson.Default)!.AsObject();
    }

    /// <summary>A resource of the same kind, read from JSON; null if the JSON is none that the kind's checks let pass.</summary>
    public static Resource? Read(Resource like, JsonObject json) =>
        ResourceValidator.Validate(KindOfType[like.GetType()], json).Count > 0
            ? null
            : (Resource)json.Deserialize(like.GetType(), ResourceJson.Default)!;

    /// <summary>Whether the API would take the resource.</summary>
    public static bool IsValid(Resource resource) =>
        ResourceValidator.Validate(KindOfType[resource.GetType()], JsonOf(resource)).Count == 0;
}
