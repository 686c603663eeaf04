using Margay.Model.Intent;
using Margay.Primitives;

namespace Margay.Dataplane.Tables;

/// <summary>
/// Sets for conditions on several port ranges. A set's name says its content, so conditions on the same ports share one
/// and a set never changes.
/// </summary>
internal static class PortSets
{
    private const string Prefix = "ports/";

    /// <summary>The set with these ports: at least one.</summary>
    internal static SharedSet Of(IEnumerable<PortRange> ranges)
    {
        var ports = PortRange.Merge(ranges);
        var set = NftSets.Ports(NftName.Of(Prefix, string.Join('.', ports)));
        return new SharedSet(set, [.. ports.Select(range => new SetElement.Ports(range))]);
    }

    /// <summary>The sets that a rule needs; a single range is compared without one, unless it is excluded.</summary>
    internal static IEnumerable<SharedSet> UsedBy(PacketMatch match)
    {
        foreach (var end in new[] { match.Source, match.Destination })
        {
            if (end.Ports.Count > 1 && PortRange.Merge(end.Ports).Count > 1) yield return Of(end.Ports);
            if (end.NotPorts.Count > 0) yield return Of(end.NotPorts);
        }
    }

    /// <summary>The condition that one of the ranges has the port; null when there is no range.</summary>
    internal static Match? MatchOf(AddressSide side, IpProtocol transport, IReadOnlyList<PortRange> ranges)
    {
        if (ranges.Count == 0) return null;
        var ports = PortRange.Merge(ranges);
        return ports.Count == 1
            ? new Match.Port(side, transport, ports[0])
            : new Match.PortIn(side, transport, Of(ports).Set.Name);
    }
}
