using Margay.Model.Intent;

namespace Margay.Policy.Oracle;

/// <summary>What policy says of a packet.</summary>
public enum Verdict : byte
{
    /// <summary>It is dropped.</summary>
    Deny,

    /// <summary>It passes.</summary>
    Allow,

    /// <summary>
    /// No rule decided and none had to: the next hook is asked. Only the untracked and pre-DNAT hooks say so.
    /// </summary>
    Undecided,
}

/// <summary>The verdict of the policies of one pod or host endpoint at one hook, and everything that led to it.</summary>
/// <param name="End">The pod or host endpoint.</param>
/// <param name="Hook">Where it was asked.</param>
/// <param name="Direction">Ingress for what comes to the endpoint, egress for what leaves it.</param>
/// <param name="Verdict">What the policies say.</param>
/// <param name="Why">What decided.</param>
public sealed record DirectionDecision(
    PolicedEnd End, PolicyHook Hook, Direction Direction, Verdict Verdict, Reason Why)
{
    /// <summary>The tiers with a policy that selects the endpoint, in order, up to and with the one that decided.</summary>
    public IReadOnlyList<TierTrace> Tiers { get; init; } = [];

    /// <summary>The profiles of a host endpoint that were asked because no tier decided, in order.</summary>
    public IReadOnlyList<PolicyTrace> Profiles { get; init; } = [];

    /// <summary>
    /// What would be said if staged policies were enforced; null if none of them is about this endpoint and direction.
    /// </summary>
    public DirectionDecision? Staged { get; init; }

    /// <summary>Every policy that was tried, in order.</summary>
    public IEnumerable<PolicyTrace> Tried => Tiers.SelectMany(tier => tier.Policies);
}
