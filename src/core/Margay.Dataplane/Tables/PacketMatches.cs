using Margay.Model.Intent;
using Margay.Primitives;

namespace Margay.Dataplane.Tables;

/// <summary>
/// The conditions of an intent's rule as those of kernel rules: a packet meets them if it meets all of one list.
/// </summary>
/// <remarks>
/// A list for each family where a set or an ICMP message binds it, else one for both; more where a negation leaves
/// several kinds of packets. No packet meets two lists.
/// </remarks>
internal static class PacketMatches
{
    private static readonly IpFamily[] BothFamilies = [IpFamily.V4, IpFamily.V6];

    private static readonly IpProtocol[] WithPorts =
        [IpProtocol.Tcp, IpProtocol.Udp, IpProtocol.Sctp, IpProtocol.UdpLite];

    internal static IEnumerable<IReadOnlyList<Match>> Render(PacketMatch match) => IsPossible(match)
        ? FamiliesOf(match).SelectMany(family => OfFamily(match, family))
        : [];

    private static bool IsPossible(PacketMatch match)
    {
        if (match.Protocol is not { } protocol) return match.Icmp is null;
        if (match.NotProtocol == protocol) return false;
        var asksForPort = new[] { match.Source, match.Destination }.Any(end => end.Ports.Count + end.InPorts.Count > 0);
        return (protocol.HasPorts || !asksForPort) && (match.Icmp is null || IsIcmp(protocol));
    }

    private static IpFamily[] FamiliesOf(PacketMatch match)
    {
        if (match.Protocol is { } protocol && IsIcmp(protocol) && (match.Icmp ?? match.NotIcmp) is not null)
        {
            var family = FamilyOf(protocol);
            return match.Family == IpFamily.None || match.Family == family ? [family] : [];
        }

        if (match.Family != IpFamily.None) return [match.Family];
        return match.Source.Sets.Concat(match.Destination.Sets).Any() ? BothFamilies : [IpFamily.None];
    }

    private static IEnumerable<IReadOnlyList<Match>> OfFamily(PacketMatch match, IpFamily family)
    {
        List<Match> addresses =
        [
            .. AddressesOf(match.Source, AddressSide.Source, family),
            .. AddressesOf(match.Destination, AddressSide.Destination, family),
        ];
        return TransportOf(match, family).Select(transport =>
        {
            IReadOnlyList<Match> all = [.. addresses, .. transport];
            return family == IpFamily.None || all.Any(NamesFamily) ? all : [new Match.OfFamily(family), .. all];
        });
    }

    private static bool NamesFamily(Match match) => match
        is Match.AddressIn or Match.ServiceIn or Match.IcmpMessage or Match.OtherIcmpType or Match.OtherIcmpCode;

    private static IEnumerable<Match> AddressesOf(EndMatch end, AddressSide side, IpFamily family) =>
    [
        .. end.In.Select(set => new Match.AddressIn(side, family, PeerSets.NameOf(set, family))),
        .. end.NotIn.Select(set => new Match.AddressIn(side, family, PeerSets.NameOf(set, family), Negate: true)),
        .. end.InPorts.Select(set => new Match.ServiceIn(side, family, PeerSets.NameOf(set, family))),
    ];

    private static IEnumerable<IReadOnlyList<Match>> TransportOf(PacketMatch match, IpFamily family)
    {
        if (match.Protocol is not { } protocol) return OfAnyProtocol(match, family);
        if (match.Icmp is { } icmp) return [[new Match.IcmpMessage(family, icmp.Type, icmp.Code)]];
        if (match.NotIcmp is { } other && IsIcmp(protocol)) return OtherMessages(family, other);
        if (!protocol.HasPorts) return [[new Match.Protocol(protocol)]];
        return [WithPortsOf(match, family, protocol)];
    }

    private static List<Match> WithPortsOf(PacketMatch match, IpFamily family, IpProtocol protocol)
    {
        List<Match> ports =
        [
            .. PortsOf(match, protocol),
            .. PortsExcluded(match.Source, AddressSide.Source, protocol),
            .. PortsExcluded(match.Destination, AddressSide.Destination, protocol),
            .. ServicesExcluded(match.Source, AddressSide.Source, family),
            .. ServicesExcluded(match.Destination, AddressSide.Destination, family),
        ];
        if (ports.All(port => port is Match.ServiceIn)) ports.Add(new Match.Protocol(protocol));
        return ports;
    }

    private static IEnumerable<Match> PortsOf(PacketMatch match, IpProtocol protocol)
    {
        var source = PortSets.MatchOf(AddressSide.Source, protocol, match.Source.Ports);
        var destination = PortSets.MatchOf(AddressSide.Destination, protocol, match.Destination.Ports);
        if (source is Match.Port { IsSingle: true } from && destination is Match.Port { IsSingle: true } to)
            return [new Match.PortPair(protocol, from.Ports.First, to.Ports.First)];
        return new[] { destination, source }.OfType<Match>();
    }

    private static IEnumerable<Match> PortsExcluded(EndMatch end, AddressSide side, IpProtocol protocol) =>
        end.NotPorts.Count == 0
            ? []
            : [new Match.PortIn(side, protocol, PortSets.Of(end.NotPorts).Set.Name, Negate: true)];

    private static IEnumerable<Match> ServicesExcluded(EndMatch end, AddressSide side, IpFamily family) =>
        end.NotInPorts.Select(set => new Match.ServiceIn(side, family, PeerSets.NameOf(set, family), Negate: true));

    private static IEnumerable<IReadOnlyList<Match>> OfAnyProtocol(PacketMatch match, IpFamily family)
    {
        IReadOnlyList<Match> notProtocol =
            match.NotProtocol is { } excluded ? [new Match.Protocol(excluded, Negate: true)] : [];
        IReadOnlyList<Match> notIcmp = match.NotIcmp is null
            ? []
            : [new Match.Protocol(IpProtocol.Icmp, true), new Match.Protocol(IpProtocol.IcmpV6, true)];
        var others = OfAnyPort(match, family);
        var asksForPort = new[] { match.Source, match.Destination }.Any(end => end.Ports.Count > 0);
        var messages = match.NotIcmp is not { } message || asksForPort
            ? []
            : BothFamilies.Where(of => family == IpFamily.None || family == of)
                .Where(of => match.NotProtocol is not { } not || !IsIcmp(not) || FamilyOf(not) != of)
                .SelectMany(of => OtherMessages(of, message));
        return others.Select(other => (IReadOnlyList<Match>)[.. notProtocol, .. notIcmp, .. other])
            .Concat(messages.Select(other => (IReadOnlyList<Match>)[.. notProtocol, .. other]));
    }

    /// <remarks>A packet without ports is none of the excluded ports, and has nothing to look them up by.</remarks>
    private static IEnumerable<IReadOnlyList<Match>> OfAnyPort(PacketMatch match, IpFamily family)
    {
        var ends = new[] { match.Source, match.Destination };
        var asksForPort = ends.Any(end => end.Ports.Count > 0);
        if (!asksForPort && !ends.Any(end => end.NotPorts.Count + end.NotInPorts.Count > 0)) return [[]];
        var withPorts = WithPorts.Where(protocol => protocol != match.NotProtocol)
            .Select(protocol => (IReadOnlyList<Match>)WithPortsOf(match, family, protocol));
        return asksForPort
            ? withPorts
            : withPorts.Append([.. WithPorts.Select(protocol => new Match.Protocol(protocol, Negate: true))]);
    }

    private static IEnumerable<IReadOnlyList<Match>> OtherMessages(IpFamily family, IcmpMatch message)
    {
        yield return [new Match.OtherIcmpType(family, message.Type)];
        if (message.Code is { } code) yield return [new Match.OtherIcmpCode(family, message.Type, code)];
    }

    private static bool IsIcmp(IpProtocol protocol) => protocol == IpProtocol.Icmp || protocol == IpProtocol.IcmpV6;

    private static IpFamily FamilyOf(IpProtocol icmp) => icmp == IpProtocol.Icmp ? IpFamily.V4 : IpFamily.V6;
}
