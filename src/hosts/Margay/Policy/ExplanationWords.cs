using System.Diagnostics;
using Margay.Model.Intent;
using Margay.Policy.Oracle;

namespace Margay.Host.Policy;

/// <summary>What the oracle says, in the words of the manifests that people write.</summary>
internal static class ExplanationWords
{
    /// <summary>A sentence that says what decided.</summary>
    public static string Of(Reason why, Direction? direction) => why switch
    {
        Reason.ByRule rule => $"{Rule(direction, rule.Rule)} of {Name(rule.Policy)} {Verb(rule.Verdict)} it",
        Reason.EndOfTier { Tier: "default" } end => $"selected by {Names(end.Policies)}, and no rule allows it",
        Reason.EndOfTier end => $"selected by {Names(end.Policies)} of tier {end.Tier}, and no rule decides",
        Reason.ByProfile profile => $"no tier decides, and profile {profile.Profile} {Verb(profile.Verdict)} it",
        Reason.EndpointToHost host => $"defaultEndpointToHostAction of node {host.Node} is {host.Action}",
        _ => why.ToString()!,
    };

    /// <summary><c>networkpolicy shop/frontend</c>.</summary>
    public static string Name(PolicyId policy) => policy.Kind == PolicyId.KubernetesNetworkPolicy
        ? $"networkpolicy {policy.Namespace}/{policy.Name}"
        : policy.ToString();

    /// <summary>The rule as the manifest counts it.</summary>
    public static string Rule(Direction? direction, int index) =>
        direction == Direction.Egress ? $"egress[{index}]" : $"ingress[{index}]";

    /// <summary><c>egress of shop/web</c>, <c>forwarded ingress of host endpoint n1-eth0</c>.</summary>
    public static string Place(DirectionDecision step)
    {
        var direction = step.Direction == Direction.Egress ? "egress" : "ingress";
        return step.Hook switch
        {
            PolicyHook.Normal => $"{direction} of {step.End}",
            PolicyHook.Forward => $"forwarded {direction} of {step.End}",
            PolicyHook.Untracked => $"untracked {direction} of {step.End}",
            PolicyHook.PreDnat => $"pre-DNAT {direction} of {step.End}",
            _ => throw new UnreachableException(),
        };
    }

    /// <summary>A verdict as a person reads it.</summary>
    public static string Of(Verdict verdict) => verdict switch
    {
        Verdict.Allow => "allowed",
        Verdict.Deny => "DENIED",
        Verdict.Undecided => "undecided",
        _ => throw new UnreachableException(),
    };

    /// <summary>How a tier ended.</summary>
    public static string Of(TierEnd end) => end switch
    {
        TierEnd.Decided => "decides",
        TierEnd.PassedByRule => "a rule passes on to the next tier",
        TierEnd.DeniedByDefault => "no rule decides, so the tier denies",
        TierEnd.PassedByDefault => "no rule decides, so the next tier is asked",
        _ => throw new UnreachableException(),
    };

    private static string Names(IEnumerable<PolicyId> policies) => string.Join(", ", policies.Select(Name));

    private static string Verb(Verdict verdict) => verdict == Verdict.Allow ? "allows" : "denies";
}
