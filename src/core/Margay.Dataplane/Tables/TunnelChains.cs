using Margay.Model.Intent;
using Margay.Netlink.Nftables;
using Margay.Primitives;

namespace Margay.Dataplane.Tables;

/// <summary>
/// Who may send packets that tunnels carry: whoever reached a tunnel's end could put any packet among the pods.
/// </summary>
internal static class TunnelChains
{
    internal static IpProtocol Ipip { get; } = new(4);

    /// <summary>What comes to the node's tunnels from anybody but nodes is dropped, before any policy and whatever connection it is of.</summary>
    internal static IEnumerable<NftChain> Render(NetworkIntent network, TableOptions options)
    {
        var rules = new List<NftRule>();
        foreach (var family in PeerSets.Families.Where(network.UsesVxlan))
        {
            rules.Add(BaseChains.CountedDrop(
                [Vxlan(options), .. NetworkSets.OfNoNode(network, AddressSide.Source, family)], "VXLAN that no node sends"));
        }

        if (network.Ipip)
        {
            rules.Add(BaseChains.CountedDrop(
                [new Match.Protocol(Ipip), .. NetworkSets.OfNoNode(network, AddressSide.Source, IpFamily.V4)], "IP in IP that no node sends"));
        }

        if (rules.Count > 0) yield return BaseChains.Chain("tunnel-check", NetfilterHook.Input, BaseChains.Filter - 1, rules);
    }

    /// <summary>Packets of the node's own tunnels pass host endpoints: what is inside them meets the pods' policy.</summary>
    /// <remarks>Those that come in have met the check.</remarks>
    internal static IEnumerable<NftRule> Pass(NetworkIntent network, InterfaceSide side, TableOptions options) =>
        from family in PeerSets.Families
        where network.UsesVxlan(family)
        from rule in side == InterfaceSide.In ? [BaseChains.Accept(new Match.OfFamily(family), Vxlan(options))] : ToNodes(network, family, options)
        select rule;

    /// <summary>What workloads may not send, whatever their policy.</summary>
    internal static IEnumerable<NftRule> FromWorkloads(TableOptions options)
    {
        var workload = new Match.InterfacePrefix(InterfaceSide.In, options.InterfacePrefix);
        if (!options.Overlays.VxlanFromWorkloads) yield return BaseChains.CountedDrop([workload, Vxlan(options)], "workloads send no VXLAN");
        if (!options.Overlays.IpipFromWorkloads) yield return BaseChains.CountedDrop([workload, new Match.Protocol(Ipip)], "workloads send no IP in IP");
    }

    private static IEnumerable<NftRule> ToNodes(NetworkIntent network, IpFamily family, TableOptions options)
    {
        yield return BaseChains.Accept(Vxlan(options), new Match.AddressIn(AddressSide.Destination, family, NetworkSets.Nodes(family)));
        if (network.ExternalNodes.Any(prefix => prefix.Family == family))
            yield return BaseChains.Accept(Vxlan(options), new Match.AddressIn(AddressSide.Destination, family, NetworkSets.ExternalNodes(family)));
    }

    private static Match.Port Vxlan(TableOptions options) =>
        new(AddressSide.Destination, IpProtocol.Udp, PortRange.Single(options.VxlanPort));
}
