namespace Margay.Dataplane.Links;

/// <summary>
/// Compares a pod's link with what it should be: the answer to CNI CHECK and the reason for a repair.
/// </summary>
public static class PodLinkCheck
{
    /// <summary>Every difference in words, none when the link is right.</summary>
    /// <param name="found">The link as inspected; null when it is missing.</param>
    /// <param name="wanted">The link as it should be.</param>
    public static IReadOnlyList<string> Differences(PodLink? found, PodLinkSpec wanted)
    {
        if (found is null) return [$"the veth pair {wanted.HostName}/{wanted.ContainerName} is missing"];
        var differences = new List<string>();
        if (!found.HostIsUp) differences.Add($"{wanted.HostName} is down");
        if (wanted.Mtu > 0 && found.Mtu != wanted.Mtu)
            differences.Add($"{wanted.ContainerName} has MTU {found.Mtu}, not {wanted.Mtu}");
        foreach (var address in wanted.Addresses.Except(found.Addresses))
            differences.Add($"{wanted.ContainerName} lacks address {address}");
        foreach (var family in wanted.Families)
        {
            var gateway = PodLinkSpec.GatewayOf(family);
            if (!found.Gateways.Contains(gateway)) differences.Add($"the pod has no default route via {gateway}");
        }

        return differences;
    }
}
