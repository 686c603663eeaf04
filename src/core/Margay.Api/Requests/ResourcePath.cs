using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Margay.Api.Storage;
using Margay.Model.Resources;

namespace Margay.Api.Requests;

/// <summary>Which resource a URL path means.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Namespace">The namespace; null for a cluster-scoped kind or for all namespaces.</param>
/// <param name="Name">The object's name; null for the collection.</param>
/// <param name="Subresource">As in <c>status</c>; null for the object itself.</param>
public sealed record ResourcePath(ResourceKind Kind, string? Namespace, string? Name, string? Subresource)
{
    private static readonly FrozenDictionary<(string Group, string Version, string Plural), ResourceKind> KindsByPath =
        Kinds.All.ToFrozenDictionary(kind => (kind.Group, kind.Version, kind.Plural));

    /// <summary>The object that the path names; only where <see cref="Name"/> is not null.</summary>
    public ResourceKey Key => new(Kind, Namespace ?? "", Name!);

    /// <summary>Reads a path such as <c>/apis/networking.k8s.io/v1/namespaces/shop/networkpolicies/web</c>.</summary>
    /// <returns>False if nothing is served there.</returns>
    public static bool TryParse(string path, [NotNullWhen(true)] out ResourcePath? result)
    {
        result = null;
        var steps = path.Trim('/').Split('/').Select(Uri.UnescapeDataString).ToArray();
        return steps switch
        {
            ["api", var version, .. var rest] => TryParse("", version, rest, out result),
            ["apis", var group, var version, .. var rest] => TryParse(group, version, rest, out result),
            _ => false,
        };
    }

    private static bool TryParse(string group, string version, string[] steps, [NotNullWhen(true)] out ResourcePath? result)
    {
        result = steps switch
        {
            ["namespaces", var ns, var plural, .. var rest] when Find(group, version, plural) is { Namespaced: true } kind =>
                Of(kind, ns, rest),
            [var plural, .. var rest] when Find(group, version, plural) is { Namespaced: false } kind => Of(kind, null, rest),
            [var plural] when Find(group, version, plural) is { } kind => new ResourcePath(kind, null, null, null),
            _ => null,
        };
        return result is not null;
    }

    private static ResourcePath? Of(ResourceKind kind, string? ns, string[] rest) => rest switch
    {
        [] => new ResourcePath(kind, ns, null, null),
        [var name] => new ResourcePath(kind, ns, name, null),
        [var name, "status"] when kind.HasStatus => new ResourcePath(kind, ns, name, "status"),
        _ => null,
    };

    private static ResourceKind? Find(string group, string version, string plural) =>
        KindsByPath.GetValueOrDefault((group, version, plural));
}
