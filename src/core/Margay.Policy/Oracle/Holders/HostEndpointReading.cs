using Margay.Model.Resources;
using Margay.Primitives;

namespace Margay.Policy.Oracle.Holders;

/// <summary>What a host endpoint's resource says.</summary>
internal static class HostEndpointReading
{
    private const string EveryInterface = "*";

    /// <summary>Whether it stands for every interface that no other host endpoint is for.</summary>
    public static bool IsForEveryInterface(this HostEndpoint host) => host.Spec?.InterfaceName == EveryInterface;

    /// <summary>The addresses it is expected to have; unreadable ones are left out.</summary>
    public static IEnumerable<IpAddr> ExpectedAddresses(HostEndpoint host)
    {
        foreach (var text in host.Spec?.ExpectedIps ?? [])
        {
            if (IpAddr.TryParse(text, out var address)) yield return address;
        }
    }

    /// <summary>The host endpoint that all interfaces of a node have which no other is for; null if there is none.</summary>
    public static HostEndpoint? ForEveryInterface(ClusterIndex cluster, string node) =>
        On(cluster, node).FirstOrDefault(IsForEveryInterface);

    /// <summary>
    /// The host endpoint of one of a node's interfaces, which is no pod's: the one that names it, else the one without a
    /// name that expects an address of the node, else the one for every interface. The lowest name where several do.
    /// </summary>
    public static HostEndpoint? ForInterface(ClusterIndex cluster, string node, string name) =>
        On(cluster, node).FirstOrDefault(host => host.Spec!.InterfaceName == name && !IsForEveryInterface(host))
        ?? On(cluster, node).FirstOrDefault(host =>
            string.IsNullOrEmpty(host.Spec!.InterfaceName) && ExpectsAddressOf(cluster, host, node))
        ?? ForEveryInterface(cluster, node);

    /// <summary>
    /// The host endpoint of the interface that a node is reached by when nobody says which: one that expects an address of
    /// the node, else the one for every interface.
    /// </summary>
    public static HostEndpoint? ForUplink(ClusterIndex cluster, string node) =>
        On(cluster, node).FirstOrDefault(host => ExpectsAddressOf(cluster, host, node)) ?? ForEveryInterface(cluster, node);

    private static IEnumerable<HostEndpoint> On(ClusterIndex cluster, string node) => cluster.HostEndpoints
        .Where(host => host.Spec?.Node == node).OrderBy(host => host.Metadata.Name, StringComparer.Ordinal);

    private static bool ExpectsAddressOf(ClusterIndex cluster, HostEndpoint host, string node) =>
        ExpectedAddresses(host).Intersect(NodeReading.Addresses(cluster.FindNode(node))).Any();
}
