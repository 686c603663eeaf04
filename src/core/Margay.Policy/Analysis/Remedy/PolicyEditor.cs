using Margay.Model.Intent;
using Margay.Policy.Oracle;

namespace Margay.Policy.Analysis.Remedy;

/// <summary>Adds to a policy of one kind what lets a flow through.</summary>
internal abstract class PolicyEditor(PolicyId id)
{
    protected PolicyId Id { get; } = id;

    /// <summary>
    /// The edit that makes a rule match which does not yet, if that takes one more peer or port, and names nothing but the
    /// flow's; else null.
    /// </summary>
    public virtual PolicyEdit? Widen(RuleTrace rule, WantedRule wanted) => null;

    /// <summary>The edit that adds a rule; null if the kind has no words for it.</summary>
    /// <param name="before">The index of the rule before which it must stand; null for the end.</param>
    /// <param name="wanted">What the rule must match.</param>
    public abstract PolicyEdit? Insert(int? before, WantedRule wanted);

    protected static string Field(Direction direction) => direction == Direction.Ingress ? "spec.ingress" : "spec.egress";

    protected static IReadOnlyList<T> Inserted<T>(IReadOnlyList<T>? list, int? before, T item, out int index)
    {
        index = before ?? list?.Count ?? 0;
        return [.. (list ?? []).Take(index), item, .. (list ?? []).Skip(index)];
    }

    protected static IReadOnlyList<T> Replaced<T>(IReadOnlyList<T> list, int index, T item) =>
        [.. list.Take(index), item, .. list.Skip(index + 1)];

    /// <summary>The only field of a rule that keeps it from matching, as in <c>ports</c>; null if there are more, or none.</summary>
    protected static string? OnlyMismatch(RuleTrace rule) =>
        rule.Conditions.Where(condition => !condition.Holds).ToList() is [var one] && one.Path.StartsWith(rule.Path + ".", StringComparison.Ordinal)
            ? one.Path[(rule.Path.Length + 1)..].Split('[')[0]
            : null;
}
