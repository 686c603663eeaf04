using System.Text.Json;
using System.Text.Json.Nodes;
using Margay.Model.Resources;

namespace Margay.Model.Validation;

/// <summary>Turns validated JSON into typed resources.</summary>
public static class ResourceReader
{
    /// <summary>The typed form of a resource that passed <see cref="ResourceValidator.Validate"/>.</summary>
    /// <exception cref="JsonException">A member has a type that validation would have refused.</exception>
    public static T Read<T>(ResourceKind<T> kind, JsonObject resource)
        where T : Resource =>
        resource.Deserialize(kind.Json) ?? throw new JsonException($"no {kind.Kind} is null");
}
