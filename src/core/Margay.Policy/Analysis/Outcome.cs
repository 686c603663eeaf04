using Margay.Model.Intent;
using Margay.Policy.Analysis.Traffic;
using Margay.Policy.Oracle;

namespace Margay.Policy.Analysis;

/// <summary>What becomes of some traffic from one place to another, as the oracle would say of each packet of it.</summary>
/// <param name="Traffic">The traffic; not empty.</param>
/// <param name="Verdict">Allow or Deny.</param>
/// <param name="Why">What decides: of what is denied the first that denies, of what is allowed the last that allows.</param>
/// <param name="Direction">At which end it is decided: egress at the source; null when no pod's policies are asked.</param>
public sealed record Outcome(TrafficSet Traffic, Verdict Verdict, Reason Why, Direction? Direction);
