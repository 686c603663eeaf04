using Margay.Api.Replies;
using Margay.Api.Storage;
using Margay.Model.Resources;

namespace Margay.Api.Objects;

/// <summary>Rules on kinds and objects as such, whatever is in them.</summary>
public static class KindRules
{
    /// <summary>Namespaces that always exist.</summary>
    public static IReadOnlyList<string> PermanentNamespaces { get; } = ["default", "kube-system"];

    /// <summary>Why the object may never be deleted; null if it may.</summary>
    public static ApiFault? RefuseDeletion(ResourceKey key) => key switch
    {
        { } when key.Kind == Kinds.Namespace && PermanentNamespaces.Contains(key.Name) =>
            ApiFault.Forbidden(key.Kind, key.Name, "this namespace may not be deleted"),
        { } when key.Kind == Kinds.Tier && BuiltIns.FindTier(key.Name) is not null =>
            ApiFault.Forbidden(key.Kind, key.Name, "this tier is built in and may not be deleted"),
        { } when key.Kind == Kinds.Profile && key.Name == BuiltIns.DefaultAllowProfile =>
            ApiFault.Forbidden(key.Kind, key.Name, "this profile is built in and may not be deleted"),
        _ => null,
    };
}
