using Margay.Model.Intent;
using Margay.Netlink.Nftables;
using Margay.Primitives;

namespace Margay.Dataplane.Tables;

/// <summary>Where packets that leave the pools get a source that the world outside can answer.</summary>
/// <remarks>
/// The kernel asks chains of type nat about the first packet of a connection only, and does with the others what it did with that one:
/// a connection keeps the source it began with.
/// </remarks>
internal static class NatChains
{
    /// <summary>nft's <c>srcnat</c>.</summary>
    private const int SourceNat = 100;

    private static readonly IpProtocol[] WithPortRange = [IpProtocol.Tcp, IpProtocol.Udp, IpProtocol.Sctp];

    /// <summary>The chains; none while no pool asks for it, there is no tunnel, and no connection that began otherwise.</summary>
    internal static IEnumerable<NftChain> Render(NetworkIntent network, TableOptions options)
    {
        var outgoing = PeerSets.Families.Where(family => network.NatPools.Any(pool => pool.Family == family))
            .SelectMany(family => Outgoing(network, family, options)).ToList();
        if (outgoing.Count > 0 || options.KeepsTranslating) yield return Chain("nat-outgoing", outgoing);

        var tunnels = PeerSets.Families.Where(network.UsesVxlan).Select(FromTunnel).ToList();
        if (tunnels.Count > 0) yield return Chain("nat-tunnels", tunnels);
    }

    private static IEnumerable<NftRule> Outgoing(NetworkIntent network, IpFamily family, TableOptions options)
    {
        var nat = options.NatOutgoing;
        List<Match> matches =
        [
            new Match.AddressIn(AddressSide.Source, family, NetworkSets.NatPools(family)),
            new Match.AddressIn(AddressSide.Destination, family, NetworkSets.Pools(family), Negate: true),
        ];
        if (nat.SparesNodes) matches.AddRange(NetworkSets.OfNoNode(network, AddressSide.Destination, family));
        if (Through(nat.Interface) is { } way) matches.Add(way);
        if (nat.Ports is { } ports)
        {
            foreach (var protocol in WithPortRange)
                yield return new NftRule([.. matches, new Match.Protocol(protocol)], Translation(nat.Address, family, ports));
        }

        yield return new NftRule(matches, Translation(nat.Address, family, null));
    }

    private static RuleEnd Translation(IpAddr address, IpFamily family, PortRange? ports) => address.Family == family
        ? new RuleEnd.SourceNat(address, ports)
        : new RuleEnd.Masquerade(ports);

    /// <summary>As iptables has it: a plus at the end stands for anything.</summary>
    private static Match? Through(string name)
    {
        if (!name.EndsWith('+')) return name.Length == 0 ? null : new Match.InterfaceNamed(InterfaceSide.Out, name);
        return name.Length == 1 ? null : new Match.InterfacePrefix(InterfaceSide.Out, name[..^1]);
    }

    /// <remarks>
    /// What the node itself sends to a service gets its source before the service's address is translated and the way found to be a
    /// tunnel; and a program may bind to any address. The other end would answer around the tunnel. Pods' addresses are not local.
    /// </remarks>
    private static NftRule FromTunnel(IpFamily family) => new(
        [new Match.InterfaceNamed(InterfaceSide.Out, VxlanIntent.DeviceOf(family)), new Match.SourceOfAnotherInterface()],
        new RuleEnd.Masquerade(null));

    private static NftChain Chain(string name, IReadOnlyList<NftRule> rules) =>
        new(name, ChainHook.Nat(NetfilterHook.Postrouting, SourceNat), rules);
}
