using Margay.Model.Intent;

namespace Margay.Policy.Evaluation;

/// <summary>A rule that decides, with sets by number.</summary>
internal sealed class CompiledRule(PolicyId policy, RuleIntent rule, SetTable sets)
{
    private readonly PacketMatch _match = rule.Match;

    public PolicyId Policy { get; } = policy;

    public int Origin { get; } = rule.Origin;

    /// <summary>Whether it lets through what it matches; null if it passes it on to the next tier.</summary>
    public bool? Allows { get; } = rule.Action switch
    {
        RuleAction.Allow => true,
        RuleAction.Deny => false,
        RuleAction.Pass => null,
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    public CompiledEnd Source { get; } = new(rule.Match.Source, sets);

    public CompiledEnd Destination { get; } = new(rule.Match.Destination, sets);

    /// <summary>Whether a packet meets all conditions.</summary>
    /// <param name="packet">The packet.</param>
    /// <param name="sets">The sets that hold its ends.</param>
    /// <remarks>The destination's port comes first: it tells most rules apart that the same set leads to.</remarks>
    public bool Matches(in Packet packet, PacketSets sets) =>
        Destination.Matches(sets.Destination, sets.DestinationPort, packet.Protocol, packet.DestinationPort)
        && PacketMatching.MatchesHeader(_match, packet)
        && Source.Matches(sets.Source, sets.SourcePort, packet.Protocol, packet.SourcePort);
}
