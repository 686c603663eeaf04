using Margay.Model.Settings;

namespace Margay.Model.Intent;

/// <summary>A policy (or profile) as the node must enforce it. Staged policies never appear.</summary>
/// <param name="Id">Which policy.</param>
/// <param name="Tier">The tier it is in; empty for a profile.</param>
/// <param name="Ingress">Rules for what comes in, in order.</param>
/// <param name="Egress">Rules for what goes out, in order.</param>
public sealed record PolicyIntent(
    PolicyId Id, string Tier, IReadOnlyList<RuleIntent> Ingress, IReadOnlyList<RuleIntent> Egress)
{
    /// <summary>What becomes of open connections that it denies; null is the node's choice.</summary>
    public OpenConnections? OpenConnections { get; init; }

    /// <summary>Whether its egress names destinations by domain name, so that what its pods are told by DNS must be learnt.</summary>
    public bool LearnsNames { get; init; }

    /// <summary>The rules of a direction.</summary>
    public IReadOnlyList<RuleIntent> RulesOf(Direction direction) =>
        direction == Direction.Ingress ? Ingress : Egress;
}
