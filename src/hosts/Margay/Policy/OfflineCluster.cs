using Margay.Host.Cli.Manifests;
using Margay.Model.Resources;
using Margay.Model.Validation;
using Margay.Policy.Oracle;
using Margay.Primitives;

namespace Margay.Host.Policy;

/// <summary>The cluster that manifests describe, before there is one.</summary>
/// <param name="State">What policy depends on.</param>
/// <param name="HasPlaceholders">Whether a pod has a made-up address, because its manifest names none.</param>
internal sealed record OfflineCluster(ClusterState State, bool HasPlaceholders)
{
    /// <summary>RFC 2544 and RFC 3849: addresses that no real cluster uses.</summary>
    private static readonly (IpAddr V4, IpAddr V6) Placeholders = (IpAddr.Parse("198.18.0.0"), IpAddr.Parse("2001:db8::"));

    /// <summary>What to tell a person when there are placeholders.</summary>
    public static string PlaceholderNote =>
        "pods without status.podIPs stand at made-up addresses here, so rules with ipBlock do not count for them";

    /// <summary>The manifests' cluster.</summary>
    public static OfflineCluster Of(ManifestSet manifests) => PolicyInput.Of(manifests).Complete();

    /// <summary>
    /// The cluster of what an API has and of what manifests say. A namespace that is only named has no label but its name; only
    /// pods of manifests are given addresses.
    /// </summary>
    public static OfflineCluster Of(IReadOnlyList<Resource> live, IReadOnlyList<Resource> written, IEnumerable<string> named)
    {
        var known = live.Concat(written).OfType<Namespace>().Select(ns => ns.Metadata.Name);
        var implied = named.Except(known)
            .Select(name => new Namespace { Metadata = new ObjectMeta { Name = name, Labels = NameLabel(name) } });
        var placed = written.Select((resource, i) => resource is Pod pod && !HasAddress(pod) ? AtPlaceholder(pod, (UInt128)i + 1) : resource).ToList();
        return new OfflineCluster(ClusterState.Of([.. live, .. placed, .. implied]), !placed.SequenceEqual(written));
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
