using Margay.Model.Intent;
using Margay.Netlink.Nftables;
using Margay.Primitives;

namespace Margay.Dataplane.Tables;

/// <summary>The sets of a network's pools, nodes and services. Each is there while a rule looks in it.</summary>
internal static class NetworkSets
{
    /// <summary>The ranges of all pools.</summary>
    internal static string Pools(IpFamily family) => $"pools-{Suffix(family)}";

    /// <summary>Those of pools out of which packets get another source.</summary>
    internal static string NatPools(IpFamily family) => $"nat-pools-{Suffix(family)}";

    /// <summary>The nodes' addresses.</summary>
    internal static string Nodes(IpFamily family) => $"nodes-{Suffix(family)}";

    /// <summary>Prefixes of those outside the cluster that are as good as nodes.</summary>
    internal static string ExternalNodes(IpFamily family) => $"external-nodes-{Suffix(family)}";

    /// <summary>The ranges of announced service addresses.</summary>
    internal static string Services(IpFamily family) => $"services-{Suffix(family)}";

    /// <summary>The sets of these names, with their elements.</summary>
    internal static TablePart Render(NetworkIntent network, IReadOnlySet<string> names)
    {
        var sets = PeerSets.Families.SelectMany(family => All(network, family)).Where(set => names.Contains(set.Declaration.Name)).ToList();
        return new TablePart(
            [],
            [.. sets.SelectMany(set => set.Elements.Select(element => (set.Declaration.Name, element)))],
            [.. sets.Select(set => new SharedSet(set.Declaration, []))]);
    }

    /// <summary>Whether a packet has an address of neither a node nor one who is as good.</summary>
    internal static IEnumerable<Match> OfNoNode(NetworkIntent network, AddressSide side, IpFamily family)
    {
        yield return new Match.AddressIn(side, family, Nodes(family), Negate: true);
        if (network.ExternalNodes.Any(prefix => prefix.Family == family))
            yield return new Match.AddressIn(side, family, ExternalNodes(family), Negate: true);
    }

    private static IEnumerable<(NftSet Declaration, IEnumerable<SetElement> Elements)> All(NetworkIntent network, IpFamily family)
    {
        yield return (NftSets.Networks(Pools(family), family), Ranges(network.Pools, family));
        yield return (NftSets.Networks(NatPools(family), family), Ranges(network.NatPools, family));
        yield return (NftSets.Networks(Services(family), family), Ranges(network.Services, family));
        yield return (NftSets.Networks(ExternalNodes(family), family), Ranges(network.ExternalNodes, family));
        yield return (
            NftSets.Addresses(Nodes(family), family),
            network.Nodes.Where(node => node.Family == family).Select(node => new SetElement.Address(node)));
    }

    private static IEnumerable<SetElement> Ranges(IReadOnlyList<Cidr> prefixes, IpFamily family) =>
        prefixes.Where(prefix => prefix.Family == family).Select(SetElement.AddressRange.Of);

    private static string Suffix(IpFamily family) => family == IpFamily.V4 ? "v4" : "v6";
}
