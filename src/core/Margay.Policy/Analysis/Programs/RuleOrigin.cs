using Margay.Model.Intent;

namespace Margay.Policy.Analysis.Programs;

/// <summary>A rule as its author wrote it.</summary>
/// <param name="Tier">The policy's tier.</param>
/// <param name="Policy">The policy.</param>
/// <param name="Direction">Which of its lists.</param>
/// <param name="Index">The index in that list, from 0.</param>
public readonly record struct RuleOrigin(string Tier, PolicyId Policy, Direction Direction, int Index);
