using System.Diagnostics;
using System.Text.RegularExpressions;
using Margay.Primitives;

namespace Margay.Dataplane.Links;

/// <summary>An address that an interface has.</summary>
public readonly record struct HeldAddress(string Interface, IpAddr Address);

/// <summary>Chooses a node's address among those that it has.</summary>
public static class NodeAddressChoice
{
    /// <summary>Beginnings of names of interfaces that containers, virtual machines, tunnels and services have.</summary>
    private static readonly string[] NotTheNodes =
    [
        "docker", "cbr", "dummy", "podman", "virbr", "lxcbr", "veth", "br-", "cali", "tunl", "flannel", "kube-ipvs", "cni",
        "vxlan.calico", "vxlan-v6.calico", "wireguard.cali", "wg-v6.cali", "nodelocaldns",
    ];

    private static readonly Cidr[] NotGlobal =
        [.. new[] { "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/4", "::1/128", "fe80::/10", "ff00::/8" }.Select(Cidr.Parse)];

    /// <summary>The address of a family by <paramref name="method"/>; none if there is none.</summary>
    /// <param name="method">One that asks interfaces only: the address that a destination is reached from, and the one in the API, are not chosen here.</param>
    /// <param name="family">The family.</param>
    /// <param name="held">What the node's interfaces have, in the order in which they are looked at.</param>
    public static IpAddr Of(AutodetectionMethod method, IpFamily family, IEnumerable<HeldAddress> held)
    {
        Func<HeldAddress, bool> isWanted = method switch
        {
            AutodetectionMethod.FirstFound => static one => IsNodes(one.Interface),
            AutodetectionMethod.SkipInterfaces skipped => one => IsNodes(one.Interface) && !Matches(skipped.Names, one.Interface),
            AutodetectionMethod.Interfaces named => one => Matches(named.Names, one.Interface),
            AutodetectionMethod.Within within => one => !InterfaceName.IsPodLink(one.Interface) && within.Ranges.Any(range => range.Contains(one.Address)),
            _ => throw new UnreachableException(),
        };
        return held.Where(one => one.Address.Family == family && IsGlobal(one.Address)).FirstOrDefault(isWanted).Address;
    }

    private static bool IsNodes(string name) =>
        name != "lo" && !Array.Exists(NotTheNodes, beginning => name.StartsWith(beginning, StringComparison.Ordinal));

    private static bool Matches(IEnumerable<Regex> names, string name) => names.Any(one => one.IsMatch(name));

    private static bool IsGlobal(IpAddr address) => !Array.Exists(NotGlobal, range => range.Contains(address));
}
