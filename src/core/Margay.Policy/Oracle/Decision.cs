using Margay.Model.Intent;

namespace Margay.Policy.Oracle;

/// <summary>What becomes of a flow.</summary>
public enum Verdict : byte
{
    /// <summary>It is dropped.</summary>
    Deny,

    /// <summary>It passes.</summary>
    Allow,
}

/// <summary>The verdict on a flow and everything that led to it.</summary>
/// <param name="Flow">The flow that was asked about.</param>
/// <param name="Verdict">Allow when both directions allow.</param>
/// <param name="Why">
/// What decided: of a denied flow the first direction that denies, of an allowed one the last direction that was asked.
/// </param>
/// <param name="Source">What the source turned out to be; null if it could not be told.</param>
/// <param name="Destination">What the destination turned out to be; null if it could not be told.</param>
/// <param name="Egress">The source pod's verdict; null if the source is no pod.</param>
/// <param name="Ingress">The destination pod's verdict; null if the destination is no pod.</param>
public sealed record Decision(
    Flow Flow,
    Verdict Verdict,
    Reason Why,
    ResolvedEnd? Source,
    ResolvedEnd? Destination,
    DirectionDecision? Egress,
    DirectionDecision? Ingress)
{
    internal static Decision Unanswerable(Flow flow, Reason why, ResolvedEnd? source, ResolvedEnd? destination) =>
        new(flow, Verdict.Deny, why, source, destination, null, null);

    internal static Decision Combine(
        Flow flow, ResolvedEnd source, ResolvedEnd destination, DirectionDecision? egress, DirectionDecision? ingress)
    {
        var deciding = egress is { Verdict: Verdict.Deny } ? egress : ingress ?? egress;
        return new Decision(
            flow,
            deciding?.Verdict ?? Verdict.Allow,
            deciding?.Why ?? new Reason.NoPodInvolved(),
            source,
            destination,
            egress,
            ingress);
    }
}

/// <summary>The verdict of one pod's policies on one direction of a flow.</summary>
/// <param name="Direction">Ingress for the destination pod, egress for the source pod.</param>
/// <param name="Verdict">What the policies say.</param>
/// <param name="Why">What decided.</param>
/// <param name="Tried">Every policy that selects the pod in this direction, as far as they were tried, in order.</param>
public sealed record DirectionDecision(
    Direction Direction, Verdict Verdict, Reason Why, IReadOnlyList<PolicyTrace> Tried);
