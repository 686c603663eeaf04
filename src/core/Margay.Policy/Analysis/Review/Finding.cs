using Margay.Model.Intent;
using Margay.Policy.Analysis.Programs;

namespace Margay.Policy.Analysis.Review;

/// <summary>What may be wrong with a policy.</summary>
public enum FindingKind
{
    /// <summary>The policy selects no pod and no host endpoint that there is.</summary>
    SelectsNothing,

    /// <summary>Nothing that there is meets the rule: a selector or a port matches nothing.</summary>
    MatchesNothing,

    /// <summary>All that meets the rule is decided the same way by rules before it: it may go.</summary>
    Redundant,

    /// <summary>All that meets the rule is decided by rules before it, some of which do the opposite: it is without effect.</summary>
    Shadowed,

    /// <summary>The rule names the address of a service, which no packet has when policies are asked.</summary>
    NamesClusterIp,

    /// <summary>Pods that the policy selects cannot ask the cluster's DNS.</summary>
    CutsOffDns,

    /// <summary>A host endpoint's policies close its node to whoever manages it.</summary>
    LocksOut,
}

/// <summary>Something that may be wrong with a policy, and how it shows.</summary>
/// <param name="Kind">What.</param>
/// <param name="Policy">The policy.</param>
/// <param name="Rule">The rule; null when the whole policy is meant.</param>
/// <param name="Message">What is wrong, in a sentence.</param>
/// <param name="Witness">What shows it, in words: pods, services, reasons; empty for nothing.</param>
/// <param name="Remedy">What to do.</param>
public sealed record Finding(
    FindingKind Kind, PolicyId Policy, RuleOrigin? Rule, string Message, IReadOnlyList<string> Witness, string Remedy)
{
    /// <summary>The rules that decide what this one would; empty where it is not about that.</summary>
    public IReadOnlyList<RuleOrigin> Earlier { get; init; } = [];
}
