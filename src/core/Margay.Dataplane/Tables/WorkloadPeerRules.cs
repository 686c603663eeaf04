using Margay.Model.Settings;
using Margay.Netlink.Nftables;
using Margay.Primitives;

namespace Margay.Dataplane.Tables;

/// <summary>
/// How workloads that are the node's BGP peers reach it: each from its own interface and address, at the address that is there for
/// them alone. Their egress policy has been asked before.
/// </summary>
internal static class WorkloadPeerRules
{
    internal static IEnumerable<NftSet> Sets(TableOptions options) =>
        Families(options).Select(family => NftSets.InterfaceAddresses(NameOf(family), family));

    internal static IReadOnlyList<(string Set, SetElement Element)> Elements(TableOptions options) => IsNeeded(options)
        ? [.. options.WorkloadPeers.Select(peer => (NameOf(peer.Workload.Family), (SetElement)new SetElement.InterfaceAddress(peer.Interface, peer.Workload)))]
        : [];

    internal static IEnumerable<NftRule> Pass(TableOptions options) =>
        from family in Families(options)
        from end in options.WorkloadPeers.Where(peer => peer.Node.Family == family).Select(peer => (peer.Node, peer.Port)).Distinct()
        select BaseChains.Accept(
            new Match.InterfaceAndSourceIn(family, NameOf(family)),
            new Match.AddressWithin(AddressSide.Destination, end.Node.ToHostCidr()),
            new Match.Port(AddressSide.Destination, IpProtocol.Tcp, PortRange.Single((ushort)end.Port)));

    private static IEnumerable<IpFamily> Families(TableOptions options) =>
        PeerSets.Families.Where(family => IsNeeded(options) && options.WorkloadPeers.Any(peer => peer.Node.Family == family));

    private static bool IsNeeded(TableOptions options) => options.EndpointToHostAction == EndpointToHostAction.Drop;

    private static string NameOf(IpFamily family) => family == IpFamily.V4 ? "bgp-workloads-v4" : "bgp-workloads-v6";
}
