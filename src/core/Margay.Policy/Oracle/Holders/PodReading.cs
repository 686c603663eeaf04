using Margay.Model.Resources;
using Margay.Primitives;

namespace Margay.Policy.Oracle.Holders;

/// <summary>What a pod's resource says about the pod on the network.</summary>
internal static class PodReading
{
    /// <summary>Whether the pod shares its node's network: then it is the node, as far as policy goes.</summary>
    public static bool IsOnHostNetwork(this Pod pod) => pod.Spec?.HostNetwork == true;

    /// <summary>
    /// Whether the pod's containers are gone for good, or it is being deleted and the CNI plugin has taken its addresses
    /// back. Its addresses may then be another's.
    /// </summary>
    public static bool HasFinished(this Pod pod) =>
        pod.Status?.Phase is "Succeeded" or "Failed"
        || (pod.Metadata.DeletionTimestamp is not null && pod.Annotation("cni.projectcalico.org/podIP") == "");

    /// <summary>The addresses of the pod: the first of four places that names any; none for a finished pod.</summary>
    public static IReadOnlyList<IpAddr> Addresses(this Pod pod)
    {
        if (pod.HasFinished()) return [];
        IReadOnlyList<string?>[] places =
        [
            [.. (pod.Status?.PodIps ?? []).Select(entry => entry?.Ip)],
            [pod.Status?.PodIp],
            (pod.Annotation("cni.projectcalico.org/podIPs") ?? "").Split(','),
            [pod.Annotation("cni.projectcalico.org/podIP")],
        ];
        return places.Select(Parse).FirstOrDefault(addresses => addresses.Count > 0) ?? [];
    }

    /// <summary>The numbers of the container ports with this name and protocol.</summary>
    public static IReadOnlyList<int> PortsNamed(this Pod pod, string name, IpProtocol protocol) =>
        [.. (pod.Spec?.Containers ?? []).Concat(pod.Spec?.InitContainers ?? [])
            .SelectMany(container => container?.Ports ?? [])
            .Where(port => port?.Name == name && (port.Protocol ?? "TCP") == protocol.ToString())
            .Select(port => port.Port)];

    private static string? Annotation(this Pod pod, string key) => pod.Metadata.Annotations?.GetValueOrDefault(key);

    /// <remarks>The CNI annotations hold host prefixes, as in 10.0.0.1/32.</remarks>
    private static List<IpAddr> Parse(IReadOnlyList<string?> texts)
    {
        var addresses = new List<IpAddr>();
        foreach (var text in texts)
        {
            if (Cidr.TryParse(text?.Trim(), out var cidr) && cidr.IsHost) addresses.Add(cidr.Network);
        }

        return addresses;
    }
}
