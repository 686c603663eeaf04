using Margay.Dataplane.Linux.Links;
using Margay.Primitives;

namespace Margay.Host.Agent;

/// <summary>
/// Finds the node's addresses as Calico's <c>first-found</c> does: for each family that was not given, the first global
/// address of the first interface that is up and is neither loopback, nor a pod's link, nor a tunnel or bridge of ours.
/// </summary>
internal static class NodeAddressDetector
{
    public static IReadOnlyList<IpAddr> Complete(IReadOnlyList<IpAddr> given, LinkTable links)
    {
        if (given.Count > 0) return given;
        var candidates = links.Links()
            .Where(link => link.IsUp && IsCandidate(link.Name))
            .OrderBy(link => link.Index)
            .Select(link => link.Index)
            .ToList();
        var addresses = links.Addresses();
        return [.. new[] { IpFamily.V4, IpFamily.V6 }
            .Select(family => candidates
                .SelectMany(index => addresses.Where(held => held.LinkIndex == index).Select(held => held.Address))
                .FirstOrDefault(address => address.Family == family && IsGlobal(address)))
            .Where(address => !address.IsNone)];
    }

    private static bool IsCandidate(string name) =>
        name != "lo" && !new[] { "cali", "docker", "cbr", "dummy", "veth", "virbr", "vxlan", "tunl", "kube-ipvs" }
            .Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal));

    private static bool IsGlobal(IpAddr address) =>
        !Cidr.Parse("169.254.0.0/16").Contains(address) && !Cidr.Parse("fe80::/10").Contains(address);
}
