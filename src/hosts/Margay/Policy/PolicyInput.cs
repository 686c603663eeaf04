using Margay.Host.Cli.Manifests;
using Margay.Model.Resources;
using Margay.Model.Validation;

namespace Margay.Host.Policy;

/// <summary>What is known of a cluster before questions are put to it: read from an API, from manifests, or from both.</summary>
/// <param name="Live">What an API has; it is taken as it is.</param>
/// <param name="Written">What manifests say; pods among it may lack addresses.</param>
/// <param name="NamedNamespaces">The namespaces that manifests name.</param>
internal sealed record PolicyInput(
    IReadOnlyList<Resource> Live, IReadOnlyList<Resource> Written, IReadOnlyList<string> NamedNamespaces)
{
    private static readonly Type[] PolicyTypes =
    [
        typeof(NetworkPolicy), typeof(CalicoNetworkPolicy), typeof(GlobalNetworkPolicy), typeof(ClusterNetworkPolicy), typeof(StagedNetworkPolicy),
        typeof(StagedGlobalNetworkPolicy), typeof(StagedKubernetesNetworkPolicy), typeof(Tier), typeof(NetworkSet), typeof(GlobalNetworkSet),
    ];

    /// <summary>What manifests describe.</summary>
    public static PolicyInput Of(ManifestSet manifests) => new(
        [],
        [.. manifests.Objects.Select(Read).OfType<Resource>()],
        [.. manifests.Objects.Select(item => item.Namespace).OfType<string>().Distinct()]);

    /// <summary>Whether there is a pod to ask about.</summary>
    public bool HasPods => Live.Concat(Written).Any(resource => resource is Pod);

    /// <summary>This after manifests are applied to it.</summary>
    public PolicyInput With(PolicyInput applied)
    {
        var replaced = applied.Written.Select(KeyOf).ToHashSet();
        bool Stays(Resource resource) => !replaced.Contains(KeyOf(resource));
        return new PolicyInput(
            [.. Live.Where(Stays)], [.. Written.Where(Stays), .. applied.Written], [.. NamedNamespaces.Union(applied.NamedNamespaces)]);
    }

    /// <summary>These policies, in the cluster of another: all that is no policy and is not here comes from there.</summary>
    public PolicyInput ForPodsOf(PolicyInput other)
    {
        var here = Live.Concat(Written).Select(KeyOf).ToHashSet();
        bool Comes(Resource resource) => !IsPolicy(resource) && !here.Contains(KeyOf(resource));
        return new PolicyInput(
            [.. Live, .. other.Live.Where(Comes)], [.. Written, .. other.Written.Where(Comes)],
            [.. NamedNamespaces.Union(other.NamedNamespaces)]);
    }

    /// <summary>The cluster that this describes.</summary>
    public OfflineCluster Complete() => OfflineCluster.Of(Live, Written, NamedNamespaces);

    private static Resource? Read(ManifestObject item)
    {
        ResourceDefaults.Apply(item.Kind, item.Document.Json);
        return PolicyKinds.All.FirstOrDefault(kind => kind.Kind == item.Kind)?.Read(item.Document.Json);
    }

    /// <summary>Whether objects of a type say something of their own about connections: policies, tiers, network sets.</summary>
    public static bool IsPolicyKind(Type type) => PolicyTypes.Contains(type);

    private static bool IsPolicy(Resource resource) => IsPolicyKind(resource.GetType());

    private static (Type, string?, string) KeyOf(Resource resource) =>
        (resource.GetType(), resource.Metadata.Namespace, resource.Metadata.Name);
}
