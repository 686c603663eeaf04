using Margay.Model.Intent;
using Margay.Netlink.Nftables;
using Margay.Primitives;

namespace Margay.Dataplane.Tables;

/// <summary>
/// Sets for rules with several port ranges. A set's name says its content, so rules with the same ports share one and a
/// set never changes.
/// </summary>
internal static class PortSets
{
    private const string Prefix = "ports/";

    /// <summary>The set that the rule needs; null when a comparison will do.</summary>
    internal static (NftSet Set, IReadOnlyList<PortRange> Ports)? Render(RuleIntent rule)
    {
        if (rule.Match.Destination.Ports.Count < 2) return null;
        var ports = PortRange.Merge(rule.Match.Destination.Ports);
        return ports.Count < 2 ? null : (NftSets.Ports(NftName.Of(Prefix, string.Join('.', ports))), ports);
    }

    /// <summary>The condition on the destination port; null when the rule has none.</summary>
    internal static Match? MatchOf(RuleIntent rule)
    {
        if (rule.Match.Destination.Ports.Count == 0) return null;
        var transport = rule.Match.Protocol ?? throw new ArgumentException("a rule with ports has a protocol", nameof(rule));
        return Render(rule) is var (set, _)
            ? new Match.DestinationPortIn(transport, set.Name)
            : new Match.DestinationPort(transport, PortRange.Merge(rule.Match.Destination.Ports)[0]);
    }
}
