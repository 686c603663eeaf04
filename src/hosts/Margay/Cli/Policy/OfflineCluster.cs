using Margay.Host.Cli.Manifests;
using Margay.Model.Resources;
using Margay.Model.Validation;
using Margay.Policy.Oracle;
using Margay.Primitives;

namespace Margay.Host.Cli.Policy;

/// <summary>The cluster that manifests describe, before there is one.</summary>
/// <param name="State">What policy depends on.</param>
/// <param name="HasPlaceholders">Whether a pod has a made-up address, because its manifest names none.</param>
internal sealed record OfflineCluster(ClusterState State, bool HasPlaceholders)
{
    /// <summary>RFC 2544 and RFC 3849: addresses that no real cluster uses.</summary>
    private static readonly (IpAddr V4, IpAddr V6) Placeholders = (IpAddr.Parse("198.18.0.0"), IpAddr.Parse("2001:db8::"));

    /// <summary>What to tell a person when there are placeholders.</summary>
    public static string PlaceholderNote =>
        "note: pods without status.podIPs stand at made-up addresses here, so rules with ipBlock do not count for them";

    /// <summary>The manifests' cluster. A namespace that is only named has no label but its name.</summary>
    public static OfflineCluster Of(ManifestSet manifests)
    {
        var resources = manifests.Objects.Select(Read).OfType<Resource>().ToList();
        var known = resources.OfType<Namespace>().Select(ns => ns.Metadata.Name);
        var implied = manifests.Objects.Select(item => item.Namespace).OfType<string>().Distinct().Except(known)
            .Select(name => new Namespace { Metadata = new ObjectMeta { Name = name, Labels = NameLabel(name) } });
        var state = ClusterState.Of([.. resources, .. implied]);
        var placed = state.Pods.Select((pod, i) => HasAddress(pod) ? pod : AtPlaceholder(pod, (UInt128)i + 1)).ToList();
        return new OfflineCluster(state with { Pods = placed }, !placed.SequenceEqual(state.Pods));
    }

    private static Resource? Read(ManifestObject item)
    {
        ResourceDefaults.Apply(item.Kind, item.Document.Json);
        return PolicyKinds.All.FirstOrDefault(kind => kind.Kind == item.Kind)?.Read(item.Document.Json);
    }

    private static Dictionary<string, string> NameLabel(string name) => new() { [ResourceDefaults.NamespaceNameLabel] = name };

    private static bool HasAddress(Pod pod) => pod.Spec?.HostNetwork == true || pod.Status?.PodIps is { Count: > 0 }
        || !string.IsNullOrEmpty(pod.Status?.PodIp);

    private static Pod AtPlaceholder(Pod pod, UInt128 number) => pod with
    {
        Status = (pod.Status ?? new PodStatus()) with
        {
            PodIps =
            [
                new PodIp { Ip = Placeholders.V4.Add(number).ToString() },
                new PodIp { Ip = Placeholders.V6.Add(number).ToString() },
            ],
        },
    };
}
