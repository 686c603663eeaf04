using Margay.Model.Intent;
using Margay.Model.Resources;
using Margay.Policy.Oracle;

namespace Margay.Host.Cli.Describe;

/// <summary>A pod on the network: where it is, what its addresses are, and which policies decide about it.</summary>
internal static class PodDescription
{
    public static string Of(Pod pod, ClusterState cluster, DateTimeOffset now) =>
        ObjectDescription.Start(pod, now)
            .AddIfKnown("Phase", pod.Status?.Phase)
            .Add("Node", NodeOf(pod))
            .Add("Addresses", AddressesOf(pod))
            .Add("Ports", [.. PortsOf(pod)])
            .Add("Ingress", PodPolicyWords.Of(pod, cluster, Direction.Ingress))
            .Add("Egress", PodPolicyWords.Of(pod, cluster, Direction.Egress))
            .Render();

    /// <summary>The pod's addresses as the node reported them.</summary>
    public static string[] AddressesOf(Pod pod)
    {
        if (pod.Status?.PodIps is { Count: > 0 } all) return [.. all.Select(address => address.Ip)];
        return pod.Status?.PodIp is { Length: > 0 } only ? [only] : [];
    }

    private static string[] NodeOf(Pod pod) => (pod.Spec?.NodeName, pod.Status?.HostIp) switch
    {
        (null or "", _) => [],
        (var name, { Length: > 0 } address) => [$"{name} ({address})"],
        var (name, _) => [name],
    };

    private static IEnumerable<string> PortsOf(Pod pod) =>
        from container in (pod.Spec?.Containers ?? []).Concat(pod.Spec?.InitContainers ?? [])
        from port in container.Ports ?? []
        let name = port.Name is { Length: > 0 } text ? $" '{text}'" : ""
        select $"{port.Protocol ?? "TCP"} {port.Port}{name} (container {container.Name})";
}
