using Margay.Model.Intent;
using Margay.Model.Settings;
using Margay.Netlink.Nftables;
using Margay.Primitives;

namespace Margay.Dataplane.Tables;

/// <summary>
/// Chains that let failsafe ports pass, whatever host endpoint policy says, and neighbour discovery, without which none
/// of them is reached over IPv6.
/// </summary>
internal static class FailsafeChains
{
    internal static string NameOf(Direction direction) =>
        direction == Direction.Ingress ? "failsafe-in" : "failsafe-out";

    /// <summary>
    /// The chain for packets that are not tracked: replies pass too, which are known by the other end's port.
    /// </summary>
    internal static string UntrackedNameOf(Direction direction) => $"{NameOf(direction)}-untracked";

    /// <summary>The chains of one direction.</summary>
    internal static TablePart Render(Direction direction, bool untracked, TableOptions options)
    {
        var (ports, replies) = direction == Direction.Ingress
            ? (options.FailsafeInbound, options.FailsafeOutbound)
            : (options.FailsafeOutbound, options.FailsafeInbound);
        var peer = direction == Direction.Ingress ? AddressSide.Source : AddressSide.Destination;
        List<NftChain> chains =
        [
            new(NameOf(direction), null, [NeighborDiscovery, .. Rules(ports, AddressSide.Destination, peer)]),
        ];
        if (untracked)
        {
            chains.Add(new NftChain(UntrackedNameOf(direction), null,
            [
                new NftRule([], new RuleEnd.Decide(Verdict.Jump(NameOf(direction)))),
                .. Rules(replies, AddressSide.Source, peer),
            ]));
        }

        var sets = ByProtocol(ports).Concat(untracked ? ByProtocol(replies) : [])
            .Where(group => PortRange.Merge(group.Ranges).Count > 1)
            .Select(group => PortSets.Of(group.Ranges));
        return new TablePart(chains, [], [.. sets]);
    }

    /// <remarks>
    /// MLD and neighbour discovery (RFC 2710, RFC 4861), router advertisements included: a node may listen to its
    /// router.
    /// </remarks>
    private static NftRule NeighborDiscovery => BaseChains.Accept(new Match.IcmpTypes(IpFamily.V6, 130, 136));

    private static IEnumerable<NftRule> Rules(
        IReadOnlyList<FailsafePort> ports, AddressSide side, AddressSide peer)
    {
        foreach (var (protocol, ranges) in ByProtocol(ports))
            yield return BaseChains.Accept(PortSets.MatchOf(side, protocol, ranges)!);
        foreach (var port in ports.Where(port => !IsForAnyPeer(port)))
        {
            Match net = port.Net is { Length: > 0 } prefix
                ? new Match.AddressWithin(peer, prefix)
                : new Match.OfFamily(port.Net!.Value.Family);
            yield return BaseChains.Accept(net, new Match.Port(side, port.Protocol, PortRange.Single(port.Port)));
        }
    }

    private static IEnumerable<(IpProtocol Protocol, IReadOnlyList<PortRange> Ranges)> ByProtocol(
        IReadOnlyList<FailsafePort> ports) => ports.Where(IsForAnyPeer)
            .GroupBy(port => port.Protocol, port => PortRange.Single(port.Port))
            .OrderBy(group => group.Key)
            .Select(group => (group.Key, PortRange.Merge(group)));

    private static bool IsForAnyPeer(FailsafePort port) => port.Net is null;
}
