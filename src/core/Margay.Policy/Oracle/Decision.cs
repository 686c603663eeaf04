using Margay.Model.Intent;

namespace Margay.Policy.Oracle;

/// <summary>The verdict on a flow and everything that led to it.</summary>
/// <param name="Flow">The flow that was asked about.</param>
/// <param name="Verdict">Allow when no step denies.</param>
/// <param name="Why">What decided: of a denied flow the first step that denies, of an allowed one the last that allows.</param>
/// <param name="Source">What the source turned out to be; null if it could not be told.</param>
/// <param name="Destination">What the destination turned out to be; null if it could not be told.</param>
/// <param name="Steps">Every hook on the way at which policy had a say, in the packet's order; those behind a denial too.</param>
public sealed record Decision(
    Flow Flow,
    Verdict Verdict,
    Reason Why,
    ResolvedEnd? Source,
    ResolvedEnd? Destination,
    IReadOnlyList<DirectionDecision> Steps)
{
    /// <summary>The first step that denies; of an allowed flow the last that allows; null if policy had no say.</summary>
    public DirectionDecision? Deciding =>
        Steps.FirstOrDefault(step => step.Verdict == Verdict.Deny) ?? Steps.LastOrDefault(step => step.Verdict == Verdict.Allow);

    /// <summary>The verdict of the source pod's policies; null if the source is no pod.</summary>
    public DirectionDecision? Egress => Steps.FirstOrDefault(step => IsOfPod(step, Direction.Egress));

    /// <summary>The verdict of the destination pod's policies; null if the destination is no pod.</summary>
    public DirectionDecision? Ingress => Steps.FirstOrDefault(step => IsOfPod(step, Direction.Ingress));

    internal static Decision Unanswerable(Flow flow, Reason why, ResolvedEnd? source, ResolvedEnd? destination) =>
        new(flow, Verdict.Deny, why, source, destination, []);

    internal static Decision Combine(
        Flow flow, ResolvedEnd source, ResolvedEnd destination, IReadOnlyList<DirectionDecision> steps)
    {
        var decision = new Decision(flow, Verdict.Allow, new Reason.NoEndpointInvolved(), source, destination, steps);
        return decision.Deciding is { } deciding
            ? decision with { Verdict = deciding.Verdict, Why = deciding.Why }
            : decision;
    }

    private static bool IsOfPod(DirectionDecision step, Direction direction) =>
        step.End is PolicedEnd.Pod && step.Direction == direction;
}
