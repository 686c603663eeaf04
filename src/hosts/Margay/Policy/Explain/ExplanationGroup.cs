using Margay.Host.Cli;
using Margay.Policy.Oracle;

namespace Margay.Host.Policy.Explain;

/// <summary>Flows that are decided alike, for the same reasons.</summary>
/// <param name="Shown">The explanation of the first.</param>
/// <param name="Alike">The others.</param>
/// <param name="Change">What would allow them all; null if they are allowed, or if nothing was found.</param>
internal sealed record ExplanationGroup(Explanation Shown, IReadOnlyList<Flow> Alike, AllowingChange? Change)
{
    /// <summary>
    /// Explains flows. One alone must have an explanation; of many, those whose ends have no family in common are left out.
    /// </summary>
    /// <exception cref="CliException">No flow has an explanation.</exception>
    public static IReadOnlyList<ExplanationGroup> Of(ClusterState cluster, IReadOnlyList<Flow> flows)
    {
        if (flows is [var only]) return [Of(cluster, [Explanation.Of(cluster, only)])];
        var answered = flows.Select(flow => Explanation.Find(cluster, flow)).Where(found => found.Decisions.Any(decision => decision.IsAnswered)).ToList();
        if (answered.Count == 0) throw new CliException("no two of these ends have a family in common");
        return
        [
            .. answered.GroupBy(explanation => string.Join('\n', explanation.Decisions.Select(Key)))
                .Select(alike => Of(cluster, [.. alike])),
        ];
    }

    private static ExplanationGroup Of(ClusterState cluster, IReadOnlyList<Explanation> alike) => new(
        alike[0], [.. alike.Skip(1).Select(explanation => explanation.Flow)], AllowingChange.For(cluster, alike));

    private static string Key(Explanation.OfFamily answer) =>
        $"{answer.Family} {answer.IsAnswered} {answer.Decision.Verdict} {answer.Decision.Deciding?.Direction} {answer.Decision.Why}";
}
