using Margay.Model.Intent;

namespace Margay.Policy.Oracle;

/// <summary>How the judging of a tier ended.</summary>
public enum TierEnd : byte
{
    /// <summary>A rule allowed or denied.</summary>
    Decided,

    /// <summary>A rule passed the packet on to the next tier.</summary>
    PassedByRule,

    /// <summary>No rule decided, and the tier denies what its policies select.</summary>
    DeniedByDefault,

    /// <summary>No rule decided, and the tier passes on, or the hook has no defaults.</summary>
    PassedByDefault,
}

/// <summary>A tier in which at least one policy selects the endpoint.</summary>
/// <param name="Name">The tier.</param>
/// <param name="End">How it ended.</param>
/// <param name="Policies">Its policies that select the endpoint, in order, as far as they were tried.</param>
public sealed record TierTrace(string Name, TierEnd End, IReadOnlyList<PolicyTrace> Policies);

/// <summary>A policy or profile, and what became of its rules.</summary>
/// <param name="Policy">The policy; a profile's kind is <see cref="PolicyId.Profile"/>.</param>
/// <param name="Rules">The rules in order, up to and with the first that decided. Log rules decide nothing.</param>
public sealed record PolicyTrace(PolicyId Policy, IReadOnlyList<RuleTrace> Rules);

/// <summary>What a rule does with a packet that matches it.</summary>
public enum RuleEffect : byte
{
    /// <summary>Allows it.</summary>
    Allow,

    /// <summary>Denies it.</summary>
    Deny,

    /// <summary>Leaves the tier.</summary>
    Pass,

    /// <summary>Records it and goes on with the next rule.</summary>
    Log,
}

/// <summary>One rule and how each of its conditions compared with the packet. All kinds of policy have this shape.</summary>
/// <param name="Index">The index of the rule in the policy's list of the direction, from 0.</param>
/// <param name="Path">The rule's field, as in <c>spec.ingress[2]</c>.</param>
/// <param name="Effect">What it does when it matches.</param>
/// <param name="Conditions">What must hold, all of it; empty means that every packet matches.</param>
/// <remarks>
/// A packet tells its ends by address only. Where an address is held by several, the conditions are shown for the holders
/// that come closest to a match.
/// </remarks>
public sealed record RuleTrace(int Index, string Path, RuleEffect Effect, IReadOnlyList<ConditionTrace> Conditions)
{
    /// <summary>Whether all conditions hold.</summary>
    public bool Matched => Conditions.All(condition => condition.Holds);
}

/// <summary>One condition of a rule.</summary>
/// <param name="Path">Its field, as in <c>spec.ingress[2].source.selector</c>.</param>
/// <param name="Wanted">What it asks for, in words.</param>
/// <param name="Mismatch">Why it does not hold; null if it does.</param>
/// <param name="Alternatives">Of these one must hold; empty if the condition stands for itself.</param>
public sealed record ConditionTrace(
    string Path, string Wanted, Mismatch? Mismatch, IReadOnlyList<ConditionTrace> Alternatives)
{
    /// <summary>Whether the condition holds for the packet.</summary>
    public bool Holds => Mismatch is null;
}
