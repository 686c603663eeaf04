using Margay.Model.Intent;
using Margay.Primitives;

namespace Margay.Policy.Snapshot;

/// <summary>
/// Splits a Kubernetes rule, which any of its peers and any of its ports satisfies, into rules whose conditions must all
/// hold: one for each peer and protocol, and one for each peer and the named ports.
/// </summary>
/// <param name="Origin">The rule's index.</param>
/// <param name="Action">What to do on a match.</param>
/// <param name="Direction">The direction.</param>
/// <param name="Subject">What the policy selects.</param>
internal readonly record struct RuleSplit(int Origin, RuleAction Action, Direction Direction, Selection Subject)
{
    /// <summary>The rules; none if there are ports or peers and none of them can be read.</summary>
    /// <param name="ports">The ports that can be read; null is any protocol and port.</param>
    /// <param name="peers">The peers.</param>
    public List<RuleFacts> Rules(IReadOnlyList<PortFacts>? ports, PeerFacts peers)
    {
        var rules = new List<RuleFacts>();
        var blank = new RuleFacts(Origin, Action);
        foreach (var peer in peers.Ends())
        {
            if (ports is null)
            {
                rules.Add(Between(blank, peer, EndFacts.Any));
                continue;
            }

            foreach (var (protocol, ranges) in Numbered(ports))
            {
                rules.Add(Between(blank with { Protocol = protocol }, peer, new EndFacts { Ports = ranges }));
            }

            if (Names(ports) is { Count: > 0 } names) rules.Add(Between(blank, peer, Named(names, peer)));
        }

        return rules;
    }

    /// <summary>The rule with the peer at its end of the packet and the ports at the destination's.</summary>
    private RuleFacts Between(RuleFacts rule, EndFacts peer, EndFacts ports)
    {
        if (Direction == Direction.Ingress) return rule with { Source = peer, Destination = ports };
        var destination = ports == EndFacts.Any
            ? peer
            : peer with
            {
                Ports = ports.Ports,
                Named = ports.Named,
                Chosen = ports.Named is null ? peer.Chosen : null,
            };
        return rule with { Destination = destination };
    }

    /// <remarks>
    /// Named ports are those of what may be the destination. For ingress that is what the policy selects. For egress it
    /// is the peer, and the named ports then stand for peer and port together; but a block takes any pod in it, and
    /// needs both.
    /// </remarks>
    private EndFacts Named(IReadOnlyList<PortName> names, EndFacts peer) => new()
    {
        Named = new NamedPorts(Direction == Direction.Ingress ? Subject : peer.Chosen ?? Selection.EveryPod, names),
    };

    private static IEnumerable<(IpProtocol Protocol, IReadOnlyList<PortRange> Ranges)> Numbered(
        IReadOnlyList<PortFacts> ports)
    {
        var all = ports.OfType<PortFacts.All>().Select(port => port.Protocol).ToHashSet();
        var ranges = ports.OfType<PortFacts.Numbered>().ToLookup(port => port.Protocol, port => port.Range);
        foreach (var protocol in all.Union(ranges.Select(group => group.Key)).Order())
            yield return (protocol, all.Contains(protocol) ? [] : PortRange.Merge(ranges[protocol]));
    }

    private static List<PortName> Names(IReadOnlyList<PortFacts> ports) =>
        [.. ports.OfType<PortFacts.Named>().Select(port => port.Name).Distinct()
            .OrderBy(name => name.Protocol).ThenBy(name => name.Name, StringComparer.Ordinal)];
}
