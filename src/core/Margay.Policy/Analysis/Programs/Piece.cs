using Margay.Policy.Analysis.Traffic;
using Margay.Policy.Oracle;

namespace Margay.Policy.Analysis.Programs;

/// <summary>Traffic with one verdict and one reason for it.</summary>
/// <param name="Traffic">The traffic; not empty.</param>
/// <param name="Verdict">Allow or Deny.</param>
/// <param name="Why">What decides it.</param>
public sealed record Piece(TrafficSet Traffic, Verdict Verdict, Reason Why)
{
    internal static Piece By(ProgramRule rule, TrafficSet traffic)
    {
        var verdict = rule.Effect == RuleEffect.Allow ? Verdict.Allow : Verdict.Deny;
        return new Piece(traffic, verdict, new Reason.ByRule(rule.Origin.Tier, rule.Origin.Policy, rule.Origin.Index, verdict));
    }
}
